-- oldest-binary: 0.1
-- 0019 store: which files a store beside files_dir has (server/s3.h); without one, no row is ever written.

create table pakn.file_stored (
	tenant_id int not null,
	sha256    bytea not null check (length(sha256) = 32),
	stored_at timestamptz,                   -- null: it may have it, or a part: copying has begun
	unused_at timestamptz,                   -- since when nothing names it; the courier deletes it there a while later
	primary key (tenant_id, sha256)
);
create index file_stored_unused on pakn.file_stored (tenant_id, unused_at) where unused_at is not null;
