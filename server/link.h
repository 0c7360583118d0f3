/* What a browser without scripts sends from the page of a link: an answer, perhaps with a file. */
#ifndef PAKN_LINK_H
#define PAKN_LINK_H

struct req;

/* Flow of routes: form -> file, copied out of it, looked into and noted -> page. */
void link_form_run(struct req *r);

#endif
