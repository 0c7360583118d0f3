-- report_similar: open reports near a point
select * from pakn.report_similar(:tenant, :lat, :lon, :category, :text, :radius, :limit, :lang)
