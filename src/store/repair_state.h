/*
 * repair_state.h: rows whose records are lost; private to the repair.
 */
#ifndef STORE_REPAIR_STATE_H
#define STORE_REPAIR_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "store/archive.h"
#include "store/repair.h"

struct repair {
	const struct repair_opts *opts;
	struct repair_report *report;
	struct archive *archive;
	struct catalog *disk;	/* as it was found; NULL: no use */
	char **manifests;	/* names of those that can be read, sorted */
	size_t n_manifests, cap_manifests;
};

void repair_tell(const struct repair *, const char *, ...) PRINTF_LIKE(2, 3);

/* Looks after each row of the archive's catalog, which was made of what is
 * there. *is_changed is set when it changed one. */
int repair_state(struct repair *, bool *is_changed, struct err *) MUST_CHECK;

#endif
