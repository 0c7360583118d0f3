-- event_seal: chore: numbers and hashes for new events
select pakn.event_seal(1000)
