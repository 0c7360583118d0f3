-- stats_freeze_chore: chore: freezes months that are over for as long as their province says
select pakn.stats_freeze_chore()
