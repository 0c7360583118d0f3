-- category_list: fields
select * from pakn.category_list(:tenant)
