/* The facts of a province that administrators change: what each has, and what may stand there.  For
 * `pakn import`, where they are columns of a file, and for /api/v1/admin, where they are members of
 * a body. */
#ifndef PAKN_FACTS_H
#define PAKN_FACTS_H

#include "common/fields.h"

/* What a report may be and what may come of it, in a body or in an old system's file. */
extern const char *const report_kinds[], *const report_outcomes[], *const report_urgencies[];

extern const char *const fact_area_levels[];
extern const struct field fact_areas[], fact_boundaries[], fact_agencies[], fact_categories[],
	fact_attributes[], fact_rules[], fact_zones[], fact_holidays[], fact_calendars[],
	fact_office_hours[], fact_deadlines[], fact_deadline_rules[], fact_duties[], fact_ladders[],
	fact_answer_rules[], fact_answer_templates[], fact_targets[];

/* A rule in a body, which makes a version of the rules; what is said of a version alone. */
extern const struct field fact_rule_saved[], fact_version_saved[];

#endif
