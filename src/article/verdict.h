/*
 * verdict.h: is there an article in the page, and how sure is that?
 *
 * A shell, a wall or a page that says "not found" with a good status would
 * take the place of a good copy.  What could be either stays an article, of
 * low confidence.
 */
#ifndef ARTICLE_VERDICT_H
#define ARTICLE_VERDICT_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stdint.h>

#include "article/outcome.h"

struct verdict_facts {
	uint32_t visible;	/* weight of all text outside of scripts */
	uint32_t kept;		/* weight of what was extracted */
	size_t n_images;	/* kept */
	size_t script_bytes;
	bool has_root;		/* an empty element that a script fills */
	bool has_loader;	/* something that turns until a script ran */
	bool says_script;	/* <noscript> asks for JavaScript */
	bool is_list;
	struct str title;
	struct str text;	/* the visible text, when it is short */
};

struct verdict {
	enum outcome outcome;	/* OUTCOME_ARTICLE, or why there is none */
	const char *reason;	/* one sentence, "" for an article */
	const char *confidence;	/* "low", "medium" or "high" */
};

/* Visible pages this short are looked at word by word. */
#define VERDICT_SHORT 1200

/* Fills visible, script_bytes, has_root, has_loader and says_script from the
 * page as it came. */
void verdict_measure(const xmlNode *body, struct verdict_facts *);

/* Pure; the strings are static. */
struct verdict verdict_judge(const struct verdict_facts *);

#endif
