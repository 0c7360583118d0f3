/* The flows that open what is sealed: the database says who may see what and notes the look, and
 * only after that is committed, the parts are opened here and answered. */
#ifndef PAKN_IDENTITY_H
#define PAKN_IDENTITY_H

struct req;

/* POST /api/v1/cases/:id/identity */
void identity_show_run(struct req *r);

/* POST /api/v1/admin/persons/export */
void person_export_run(struct req *r);

/* POST /api/v1/admin/persons/erase: the names are opened first, to be taken out of the texts. */
void person_erase_run(struct req *r);

#endif
