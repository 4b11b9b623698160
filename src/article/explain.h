/*
 * explain.h: what the extraction did to a page and why, for people; and what
 * it may not do.
 *
 * A record hangs on the document while somebody wants to know; without one
 * each call costs a comparison.  Rules are named in a few words of plain
 * English, unique to the place that decides.  Each event is a JSON object on
 * a line of its own:
 *	{"step":"drop","why":"hidden","element":"div#a.b","weight":12,
 *	 "text":"Share this"}
 * "points" and "links" stand at candidates, "name" where the rule looked at
 * that class, id or role.
 */
#ifndef ARTICLE_EXPLAIN_H
#define ARTICLE_EXPLAIN_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* In the order in which people read them. */
enum explain_step {
	EXPLAIN_RULE,		/* which site rule fits */
	EXPLAIN_KIND,		/* article, thread, list … */
	EXPLAIN_METADATA,	/* title, authors, dates */
	EXPLAIN_CANDIDATE,	/* an element that was weighed */
	EXPLAIN_CHOICE,		/* which one it is, and how it moved */
	EXPLAIN_KEEP,
	EXPLAIN_DROP,
	EXPLAIN_OUTCOME,
	EXPLAIN_N_STEPS
};

struct explain {
	struct buf *lines;	/* NULL: nobody wants to know */
	bool has_protected;
};

/* "drop"; static */
const char *explain_step_name(enum explain_step);

/* From now on what is decided about nodes of the document goes to that
 * record, which is borrowed; NULL: to nobody. */
void explain_to(xmlDoc *, struct explain *);

/* Does somebody want to know? Then what only they see may be worked out. */
bool explain_is_on(const xmlDoc *);

/* html_drop(), by that rule, but what explain_protect() named stays. */
void explain_drop(xmlNode *, const char *rule);

/* The same because of the element's names, of which one has one of these
 * NAME_ flags (names.h): the explanation says which. */
void explain_drop_named(xmlNode *, const char *rule, unsigned int flags);

/* From now on explain_drop() leaves this node: what is dropped around it is
 * dropped, but not this. */
void explain_protect(xmlNode *, const char *rule);

/* A node was chosen, kept or changed by that rule. */
void explain_keep(const xmlNode *, const char *rule);

/* Something was decided that is about the page, or about this node. */
void explain_say(const xmlDoc *, enum explain_step, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void explain_node(const xmlNode *, enum explain_step, const char *why);

struct explain_figures {
	double points;
	uint32_t weight;	/* of its text */
	double links;		/* the share of it in links, 0..1 */
};

/* An element that was weighed, with what it got. */
void explain_candidate(const xmlNode *, const struct explain_figures *);

#endif
