-- calendar_keep: chore: lays calendars out in time
select pakn.calendar_keep()
