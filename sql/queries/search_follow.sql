-- search_follow: chore: what staff find cases by
select done, waiting from pakn.search_follow(1000)
