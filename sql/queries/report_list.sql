-- report_list: what was published
select * from pakn.report_list(:tenant, :action, :status, :category, :agency, :area, :bbox, :q, :updated_after,
	:cursor, :limit, :lang)
