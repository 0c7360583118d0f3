-- 0042 agency names: agencies are found by words of their names; what listed all of them goes.
drop function if exists pakn.agency_list(int);
