-- publication_index: chore: what changed in public can be found
select done, waiting from pakn.publication_index(1000)
