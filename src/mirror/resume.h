/*
 * resume.h: what an interrupted run had stored is not fetched again, nor are
 * redirects for good.
 */
#ifndef MIRROR_RESUME_H
#define MIRROR_RESUME_H

#include "base/err.h"
#include "mirror/run.h"

/*
 * Looks for the answer to url among the captures that no snapshot lists,
 * following stored redirects, and takes it in as if it had just arrived.
 * *is_resumed false: it must be asked for.
 */
int resume_from_orphan(struct run *, int64_t id, const char *url,
    bool *is_resumed, struct err *) MUST_CHECK;

/* The same with all captures of the archive, for a run that is offline. */
int resume_from_archive(struct run *, int64_t id, const char *url,
    bool *is_resumed, struct err *) MUST_CHECK;

/*
 * Did url lead to final_url by redirects for good (301, 308; RFC 9110 15.4.2)
 * when it was last asked, which was a short while ago? Then it need not be
 * asked where it leads.
 */
int resume_leads(struct run *, const char *url, const char *final_url,
    bool *, struct err *) MUST_CHECK;

#endif
