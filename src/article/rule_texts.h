/*
 * rule_texts.h: the site rules that come with the program, as they stand in
 * src/article/rules: scripts/make-rules makes the object of them.
 */
#ifndef ARTICLE_RULE_TEXTS_H
#define ARTICLE_RULE_TEXTS_H

struct rule_text {
	const char *name;	/* of the file; NULL ends the table */
	const char *text;
};

extern const struct rule_text rule_texts[];

#endif
