-- ping: answers when a connection works
select 1
