-- partition_chore: chore: parts for the coming months
select pakn.partition_chore()
