/* The tables that `pakn import` takes; deploy/README.md explains them. */
#include "server/command_import.h"
#include "server/facts.h"

const struct import_noun import_nouns[] = {
	{ "areas", "areas_import", fact_areas, "area_km2" },
	{ "agencies", "agencies_import", fact_agencies, NULL },
	{ "categories", "categories_import", fact_categories, NULL },
	{ "rules", "rules_import", fact_rules, NULL },
	{ "holidays", "holidays_import", fact_holidays, NULL },
	{ 0 },
};
