/*
 * probe.h: what a host says to an address that cannot exist.
 *
 * Some hosts answer 200 to everything. Where an answer is in doubt (judge.h) it
 * is held, one random address of its host is asked for, and the answer is
 * judged by what comes.
 * 1. At most one request to a host in a run, as polite as any other. It is
 *    nothing that a note cites: robots.txt is obeyed, also under the policy
 *    "cited", and no credentials of the user are sent.
 * 2. What is held ends in any case: without an answer of the host it passes;
 *    when the run is stopped, it is as if it had not been asked for.
 * 3. Nothing is probed that a good copy did not make suspect.
 */
#ifndef MIRROR_PROBE_H
#define MIRROR_PROBE_H

#include "base/err.h"
#include "crawl/crawl.h"
#include "mirror/run.h"

/* Ids of the crawl that stand for probes, not for rows of the catalog. */
bool probe_is(int64_t id);

/* Is anything asked for in this run? */
bool probe_may_tell(const struct run *);

/* Holds what was found (*found is moved) until its host was probed; why
 * (static): why it does not become current if the probe finds the same. */
int probe_hold(struct run *, int64_t id, struct resource *found,
    const char *why, struct err *) MUST_CHECK;

/* As crawl_ops.prepare, and done with the payload, NULL: no whole answer with
 * one. */
void probe_prepare(const struct run *, int64_t id, struct crawl_request *);
int probe_done(struct run *, int64_t id, const struct crawl_result *,
    const struct str *payload, struct err *) MUST_CHECK;

void probe_release(struct run *);

#endif
