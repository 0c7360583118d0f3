-- ping: answers when a connection works; used by readiness.
select 1
