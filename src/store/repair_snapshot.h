/*
 * repair_snapshot.h: manifests that cannot be read; private to the repair.
 */
#ifndef STORE_REPAIR_SNAPSHOT_H
#define STORE_REPAIR_SNAPSHOT_H

#include <stdbool.h>

#include "store/repair_state.h"

/* Puts manifests back under their own names, writes the newest one again when
 * the catalog still has its state, puts what cannot be read into quarantine;
 * the others' names are then in r->manifests. */
int repair_snapshot_all(struct repair *, struct err *) MUST_CHECK;

/* Notes in the archive's catalog which snapshots are lost. */
int repair_snapshot_note(struct repair *, bool *is_changed, struct err *)
    MUST_CHECK;

#endif
