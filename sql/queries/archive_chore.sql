-- archive_chore: chore: archives what was resolved long ago
select pakn.archive_chore(200)
