#include "article/explain.h"

#include <stdarg.h>
#include <stdio.h>

#include "article/names.h"
#include "article/weigh.h"
#include "base/json.h"
#include "base/text.h"
#include "html/tree.h"

/* Columns of a text: enough to know it again. */
#define MAX_SAMPLE 100
/* Columns of an id or a class. */
#define MAX_NAME 48
/* Looks no further into a large element. */
#define MAX_TEXT 4096
#define MAX_WHY 512

static char protected_mark;	/* its address marks a node */

const char *
explain_step_name(enum explain_step step)
{
	static const char *const names[EXPLAIN_N_STEPS] = { "rule", "kind",
		"metadata", "candidate", "choice", "keep", "drop", "outcome" };

	return step < EXPLAIN_N_STEPS ? names[step] : "";
}

void
explain_to(xmlDoc *doc, struct explain *e)
{
	doc->_private = e;
}

static struct buf *
lines_of(const xmlDoc *doc)
{
	const struct explain *e = doc != NULL ? doc->_private : NULL;

	return e != NULL ? e->lines : NULL;
}

bool
explain_is_on(const xmlDoc *doc)
{
	return lines_of(doc) != NULL;
}

/* --- an event --- */

static void
put_attr(struct buf *out, const xmlNode *n, const char *name, char mark)
{
	AUTO(buf_release) struct buf value = BUF_INIT(MAX_TEXT);

	text_squeeze(&value, html_attr(n, name));
	if (value.len == 0)
		return;
	buf_char(out, mark);
	for (size_t i = 0; i < value.len; i++)
		if (value.p[i] == ' ')
			value.p[i] = '.';
	buf_s(out, text_fit(buf_view(&value), MAX_NAME));
}

/* The first words of a subtree, of which no more than that is read; of a
 * picture its address. */
static void
put_sample(struct buf *out, const xmlNode *root)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(2 * MAX_TEXT);
	AUTO(buf_release) struct buf text = BUF_INIT(2 * MAX_TEXT);

	if (html_is(root, "img"))
		text_repair(&raw, str_sub(html_attr(root, "src"), 0,
		    MAX_TEXT));
	for (const xmlNode *n = root; n != NULL && raw.len < MAX_TEXT;
	    n = html_next(n, root, false)) {
		if (n->type != XML_TEXT_NODE || n->content == NULL)
			continue;
		struct str s = str_of((const char *)n->content);

		text_repair(&raw, str_sub(s, 0, MAX_TEXT / 2));
		buf_char(&raw, ' ');
	}
	text_squeeze(&text, buf_view(&raw));
	buf_s(out, text_fit(buf_view(&text), MAX_SAMPLE));
}

static void
put_element(struct buf *out, const xmlNode *n)
{
	AUTO(buf_release) struct buf name = BUF_INIT(MAX_TEXT);
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_TEXT);

	if (n->type == XML_ELEMENT_NODE) {
		buf_str(&name, (const char *)n->name);
		put_attr(&name, n, "id", '#');
		put_attr(&name, n, "class", '.');
	}
	put_sample(&text, n);
	json_key(out, "element");
	json_s(out, buf_view(&name));
	json_key(out, "text");
	json_s(out, buf_view(&text));
}

static void
begin(struct buf *out, enum explain_step step, const char *why)
{
	json_begin(out, '{');
	json_pair(out, "step", explain_step_name(step));
	json_pair(out, "why", why);
}

static void
end(struct buf *out)
{
	json_end(out, '}');
	buf_char(out, '\n');
}

/* name: what of the element the rule looked at, "" when all of it. */
static void
put_node(struct buf *out, const xmlNode *n, enum explain_step step,
    const char *why, const char *name)
{
	begin(out, step, why);
	if (name[0] != '\0')
		json_pair(out, "name", name);
	put_element(out, n);
	json_pair_int(out, "weight", weigh_node(n));
	end(out);
}

void
explain_node(const xmlNode *n, enum explain_step step, const char *why)
{
	struct buf *out = lines_of(n->doc);

	if (out != NULL)
		put_node(out, n, step, why, "");
}

void
explain_say(const xmlDoc *doc, enum explain_step step, const char *fmt, ...)
{
	struct buf *out = lines_of(doc);
	char why[MAX_WHY];
	va_list ap;

	if (out == NULL)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	begin(out, step, why);
	end(out);
}

void
explain_candidate(const xmlNode *n, const struct explain_figures *f)
{
	struct buf *out = lines_of(n->doc);

	if (out == NULL)
		return;
	begin(out, EXPLAIN_CANDIDATE, "");
	json_pair_int(out, "points", (int64_t)f->points);
	json_pair_int(out, "links", (int64_t)(f->links * 100));
	json_pair_int(out, "weight", f->weight);
	put_element(out, n);
	end(out);
}

/* --- nodes --- */

/* Puts what is protected inside of n in front of it. */
static void
save_protected(xmlNode *n)
{
	xmlNode *next;

	for (xmlNode *i = html_next(n, n, false); i != NULL; i = next) {
		next = html_next(i, n, i->_private == &protected_mark);
		if (i->_private != &protected_mark)
			continue;
		xmlUnlinkNode(i);
		xmlAddPrevSibling(n, i);
	}
}

/* False: it stays. */
static bool
may_drop(xmlNode *n, const struct explain *e)
{
	if (n->_private == &protected_mark)
		return false;
	if (e->has_protected)
		save_protected(n);
	return true;
}

void
explain_drop(xmlNode *n, const char *rule)
{
	const struct explain *e = n->doc != NULL ? n->doc->_private : NULL;

	if (e != NULL && !may_drop(n, e))
		return;
	explain_node(n, EXPLAIN_DROP, rule);
	html_drop(n);
}

/* "class 'share-bar'": the name that has one of the flags. */
static void
guilty_name(const xmlNode *n, unsigned int flags, char out[MAX_WHY])
{
	static const char *const attrs[] = { "class", "id", "role" };

	out[0] = '\0';
	for (size_t i = 0; i < 3; i++) {
		struct str rest = html_attr(n, attrs[i]), word;

		while (rest.p != NULL && str_cut(&rest, ' ', &word)) {
			if (word.n == 0 || (names_of_value(word) & flags) == 0)
				continue;
			word = text_fit(word, MAX_NAME);
			(void)snprintf(out, MAX_WHY, "%s '%.*s'", attrs[i],
			    STR_ARG(word));
			return;
		}
	}
}

void
explain_drop_named(xmlNode *n, const char *rule, unsigned int flags)
{
	const struct explain *e = n->doc != NULL ? n->doc->_private : NULL;
	char name[MAX_WHY];

	if (e != NULL && !may_drop(n, e))
		return;
	if (e != NULL && e->lines != NULL) {
		guilty_name(n, flags, name);
		put_node(e->lines, n, EXPLAIN_DROP, rule, name);
	}
	html_drop(n);
}

void
explain_protect(xmlNode *n, const char *rule)
{
	struct explain *e = n->doc != NULL ? n->doc->_private : NULL;

	if (e == NULL)
		return;
	e->has_protected = true;
	n->_private = &protected_mark;
	explain_node(n, EXPLAIN_KEEP, rule);
}

void
explain_keep(const xmlNode *n, const char *rule)
{
	explain_node(n, EXPLAIN_KEEP, rule);
}
