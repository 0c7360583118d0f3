-- spot_follow: chore: where open reports are, for neighbours
select done, waiting from pakn.spot_follow(1000)
