/* Whether somebody has signed a PDF (ISO 32000-1, 12.8). */
#ifndef PAKN_PDF_SIGNATURE_H
#define PAKN_PDF_SIGNATURE_H

#include <stdbool.h>

#include "common/span.h"

/* Tells whether a signature dictionary stands in the file: /Type /Sig, with a /ByteRange that
 * begins with the file and lies within it, and, in the gap that it leaves out, a hexadecimal string
 * that begins as a DER sequence.  That is all that is looked at: neither who signed, nor whether
 * the signature fits the content, nor whether something was added afterwards. */
bool pdf_is_signed(struct span file);

#endif
