/*
 * archive_mend.h: what a crash left is put in order, by the lock's holder.
 */
#ifndef STORE_ARCHIVE_MEND_H
#define STORE_ARCHIVE_MEND_H

#include "base/err.h"
#include "store/archive.h"

/* Cuts each NAME.open at its last whole record and closes it; removes
 * temporary files. */
int archive_mend(struct archive *, struct err *) MUST_CHECK;

#endif
