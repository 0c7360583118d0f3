-- oldest-binary: 0.1
-- 0005 area_parent: finds the units below a unit, which lists of units and the successors of a district ask for.

create index area_parent on pakn.area (tenant_id, parent_id);
