/* The version of this source; `pakn version` and pakn_build_info show it. */
#ifndef PAKN_VERSION_H
#define PAKN_VERSION_H

#define PAKN_VERSION "0.1.0"

#endif
