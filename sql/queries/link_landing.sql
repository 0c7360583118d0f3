-- link_landing: the page of a link
select * from pakn.link_landing(:digest, :tenant)
