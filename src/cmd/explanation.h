/*
 * explanation.h: what the extraction did to a page, for people to read.
 */
#ifndef CMD_EXPLANATION_H
#define CMD_EXPLANATION_H

#include <stdbool.h>

#include "article/worker.h"

/*
 * Appends the events of a JOB_EXPLAIN (explain.h), which are checked as
 * hostile input: as indented text of at most 80 columns, in which nothing
 * controls the terminal, or as JSON lines.
 */
void explanation_put(struct buf *, const char *file,
    const struct job_answer *, bool is_json);

#endif
