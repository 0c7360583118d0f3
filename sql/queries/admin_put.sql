-- admin_put: adds or changes a fact, whose columns are those of its noun
select * from pakn.admin_put(:digest, :tenant, :operation_id, :body_hash, :event_id, :action, :key, :version,
	:none_match, jsonb_build_object(
	'code', :code::text, 'name', :name::text, 'full_name', :full_name::text, 'short_name', :short_name::text,
	'level', :level::text, 'kind', :kind::text, 'parent_code', :parent_code::text, 'area_code', :area_code::text,
	'lon', :lon::float8, 'lat', :lat::float8, 'needs_approval', :needs_approval::boolean,
	'publishes', :publishes::boolean, 'phone', :phone::text,
	'examples', :examples::text, 'group', :group::text, 'urgency', :urgency::text,
	'deadline_class', :deadline_class::text, 'in_scope', :in_scope::boolean, 'active', :active::boolean,
	'rule_no', :rule_no::int, 'category_code', :category_code::text, 'agency_code', :agency_code::text,
	'required', :required::boolean, 'choices', :choices::text, 'place', :place::int,
	'reason', :reason::text, 'valid_from', :valid_from::date, 'valid_to', :valid_to::date, 'day', :day::date,
	'zone_code', :zone_code::text, 'senders', :senders::text, 'hours', :hours::text, 'priority', :priority::int,
	'coordinating', :coordinating::text, 'note', :note::text, 'effective_at', :effective_at::timestamptz,
	'status', :status::text, 'calendar', :calendar::text, 'source', :source::text, 'geometry', :geometry::text)
	|| jsonb_build_object(
	'monday', :monday::text, 'tuesday', :tuesday::text, 'wednesday', :wednesday::text, 'thursday', :thursday::text,
	'friday', :friday::text, 'saturday', :saturday::text, 'sunday', :sunday::text,
	'class', :class::text, 'stage', :stage::text, 'unit', :unit::text, 'amount', :amount::int,
	'extensions', :extensions::int, 'extended_by', :extended_by::text,
	'steps', :steps::text, 'username', :username::text, 'starts_at', :starts_at::timestamptz, 'ends_at', :ends_at::timestamptz,
	'outcome', :outcome::text, 'proof', :proof::text, 'approval', :approval::boolean, 'text', :text::text,
	'figure', :figure::text, 'goal', :goal::text, 'value', :value::numeric))
