\set sample random(1, :samples)
select bench.submit(:digest, s.category, s.description, s.lon, s.lat, s.address, s.name_sealed, s.phone_sealed,
	s.phone_hash, null, null, null, s.phone_hash, s.secret_digest)
from bench.sample s where s.sample_id = :sample;
