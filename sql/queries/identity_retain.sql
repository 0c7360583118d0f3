-- identity_retain: chore: forgets senders whose time is over
select pakn.identity_retain(200)
