-- schema_head: the newest migration that was applied, and the oldest binary that may run on the schema.
-- Readiness compares both with migrate_fits().
select coalesce(max(number), 0),
	array_to_string(max(string_to_array(oldest_binary, '.')::int[]), '.')
from public.pakn_migration
