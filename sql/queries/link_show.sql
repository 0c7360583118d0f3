-- link_show: what a link is for
select * from pakn.link_show(:digest, :tenant, :lang)
