-- attachment_sweep: deletes what no report has named
select pakn.attachment_sweep(:hours, :limit)
