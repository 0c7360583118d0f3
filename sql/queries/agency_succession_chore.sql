-- agency_succession_chore: brings due successions of agencies on
select pakn.agency_succession_chore(200)
