/*
 * kind.h: what sort of page this is.
 */
#ifndef ARTICLE_KIND_H
#define ARTICLE_KIND_H

#include <stdbool.h>

#include "article/metadata.h"

struct kind_facts {
	uint32_t visible;	/* weight of all text outside of scripts */
	uint32_t kept;		/* weight of what was extracted */
	size_t n_images;	/* kept */
	size_t script_bytes;
	bool has_root;		/* an empty element that a script fills */
	bool says_script;	/* <noscript> asks for JavaScript */
	bool is_list;
	struct str title;
	struct str text;	/* the visible text, when it is short */
};

/* Visible pages this short are looked at word by word. */
#define KIND_SHORT 1200

/* Fills visible, script_bytes, has_root and says_script. */
void kind_measure(const xmlNode *root, struct kind_facts *);

/* OUTCOME_ARTICLE, or why the page has none; *reason gets a sentence. */
enum outcome kind_judge(const struct kind_facts *, const char **reason);

/* Is it about a video? */
bool kind_is_video(const struct metadata *);

/* Is the element mostly a list of linked titles? */
bool kind_is_list(const xmlNode *);

/* Is it a thread: questions and answers, a discussion? From what the page
 * declares, the program that made it, and its address. */
bool kind_is_thread(const struct metadata *);

/* Is it a page of questions and answers, where comments are asides? */
bool kind_is_answers(const struct metadata *);

#endif
