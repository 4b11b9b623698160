#include "cmd/explanation.h"

#include <stdlib.h>
#include <string.h>

#include "article/explain.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#define COLUMNS 80
/* Of one rule; --json tells all. */
#define MAX_OF_RULE 6
/* More is decided about no honest page. */
#define MAX_EVENTS 20000
#define MAX_LINE 4096
/* Nobody reads further. */
#define MAX_WRAPPED 2000
/* Rules are few; what has more was made up by a page. */
#define MAX_GROUPS 100

struct events {
	json_t **v;
	size_t n, cap;
};

static void
events_release(struct events *es)
{
	for (size_t i = 0; i < es->n; i++)
		json_decref(es->v[i]);
	free(es->v);
}

/* "" when it is not there. */
static struct str
text_of(const json_t *e, const char *key)
{
	return str_of(json_get_str(e, key));
}

static bool
is_step(const json_t *e, enum explain_step step)
{
	return str_eq(text_of(e, "step"), str_of(explain_step_name(step)));
}

static void
read_events(struct str lines, struct events *es)
{
	struct str line;

	while (str_cut(&lines, '\n', &line) && es->n < MAX_EVENTS) {
		json_t *v = NULL;
		struct err err = ERR_INIT;

		if (line.n > 0 && json_read(line, &v, &err) == 0)
			*VEC_PUSH(&es->v, &es->n, &es->cap) = v;
	}
}

/* --- lines --- */

/* One line, cut to COLUMNS. */
static void
put_cut(struct buf *out, size_t indent, struct str s)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8 * MAX_LINE);

	text_escape(&b, str_sub(s, 0, MAX_LINE));
	buf_fmt(out, "%*s", (int)indent, "");
	buf_s(out, text_fit(buf_view(&b), COLUMNS - indent));
	buf_char(out, '\n');
}

/* As many lines as it takes, broken between words. */
static void
put_wrapped(struct buf *out, size_t indent, struct str s)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8 * MAX_WRAPPED);
	struct str rest;

	text_escape(&b, str_sub(s, 0, MAX_WRAPPED));
	rest = buf_view(&b);
	while (rest.n > 0) {
		struct str line = text_fit(rest, COLUMNS - indent);
		size_t at = line.n;

		if (line.n < rest.n)
			while (at > 0 && line.p[at] != ' ')
				at--;
		if (at == 0)
			at = line.n > 0 ? line.n : rest.n;
		buf_fmt(out, "%*s", (int)indent, "");
		buf_s(out, str_sub(rest, 0, at));
		buf_char(out, '\n');
		rest = str_trim(str_from(rest, at));
	}
}

static void
put_quoted(struct buf *out, size_t indent, struct str s)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8 * MAX_LINE);

	if (s.n == 0)
		return;
	text_escape(&b, str_sub(s, 0, MAX_LINE));
	buf_fmt(out, "%*s\"", (int)indent, "");
	buf_s(out, text_fit(buf_view(&b), COLUMNS - indent - 2));
	buf_str(out, "\"\n");
}

/* The element, what of it was looked at, and its first words. */
static void
put_element(struct buf *out, size_t indent, const json_t *e)
{
	AUTO(buf_release) struct buf b = BUF_INIT(3 * MAX_LINE);
	struct str element = text_of(e, "element"), name = text_of(e, "name");

	buf_s(&b, element.n > 0 ? text_fit(element, 60) : STR("text"));
	if (name.n > 0) {
		buf_str(&b, "  (");
		buf_s(&b, str_sub(name, 0, MAX_LINE));
		buf_char(&b, ')');
	}
	put_cut(out, indent, buf_view(&b));
	put_quoted(out, indent + 4, text_of(e, "text"));
}

/* --- parts --- */

static void
put_sentences(struct buf *out, const struct events *es,
    enum explain_step step, const char *heading)
{
	bool is_first = true;

	for (size_t i = 0; i < es->n; i++) {
		if (!is_step(es->v[i], step))
			continue;
		if (is_first)
			put_cut(out, 0, str_of(heading));
		is_first = false;
		put_wrapped(out, 2, text_of(es->v[i], "why"));
		if (text_of(es->v[i], "element").n > 0)
			put_element(out, 4, es->v[i]);
	}
}

static void
put_candidates(struct buf *out, const struct events *es)
{
	bool is_first = true;

	for (size_t i = 0; i < es->n; i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(MAX_LINE);
		const json_t *e = es->v[i];

		if (!is_step(e, EXPLAIN_CANDIDATE))
			continue;
		if (is_first)
			buf_str(out, "Candidates\n"
			    "  points   text  links  element\n");
		is_first = false;
		buf_fmt(&b, "%6lld %6lld %5lld%%  ",
		    (long long)json_get_int(e, "points", 0),
		    (long long)json_get_int(e, "weight", 0),
		    (long long)json_get_int(e, "links", 0));
		buf_s(&b, str_sub(text_of(e, "element"), 0, MAX_LINE / 2));
		put_cut(out, 2, buf_view(&b));
	}
}

static bool
is_alike(const json_t *a, const json_t *b)
{
	return str_eq(text_of(a, "why"), text_of(b, "why"));
}

/* Is it the first of its rule? firsts: those of the rules before it. */
static bool
is_new(const struct events *es, size_t i, const size_t *firsts, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (is_alike(es->v[firsts[k]], es->v[i]))
			return false;
	return true;
}

static void
put_group(struct buf *out, const struct events *es, size_t first,
    enum explain_step step)
{
	size_t n = 0;

	put_wrapped(out, 2, text_of(es->v[first], "why"));
	for (size_t i = first; i < es->n; i++) {
		if (!is_step(es->v[i], step) ||
		    !is_alike(es->v[i], es->v[first]))
			continue;
		if (n++ < MAX_OF_RULE)
			put_element(out, 4, es->v[i]);
	}
	if (n > MAX_OF_RULE)
		buf_fmt(out, "    and %zu more\n", n - MAX_OF_RULE);
}

/* Elements, by the rule that met them. */
static void
put_groups(struct buf *out, const struct events *es, enum explain_step step,
    const char *heading)
{
	size_t firsts[MAX_GROUPS], n = 0;

	for (size_t i = 0; i < es->n && n < MAX_GROUPS; i++) {
		if (!is_step(es->v[i], step) || !is_new(es, i, firsts, n))
			continue;
		if (n == 0)
			put_cut(out, 0, str_of(heading));
		firsts[n++] = i;
		put_group(out, es, i, step);
	}
}

static void
put_text(struct buf *out, const char *file, const struct events *es)
{
	put_cut(out, 0, str_of(file));
	put_sentences(out, es, EXPLAIN_OUTCOME, "Outcome");
	put_sentences(out, es, EXPLAIN_METADATA, "What it says of itself");
	put_sentences(out, es, EXPLAIN_RULE, "Site rule");
	put_sentences(out, es, EXPLAIN_KIND, "Kind of page");
	put_candidates(out, es);
	put_sentences(out, es, EXPLAIN_CHOICE, "Choice");
	put_groups(out, es, EXPLAIN_KEEP, "Kept");
	put_groups(out, es, EXPLAIN_DROP, "Dropped");
}

/* Only members that are ours, of their types. */
static void
put_json(struct buf *out, const char *file, const json_t *e)
{
	static const char *const texts[] = { "step", "why", "name", "element",
		"text" };
	static const char *const numbers[] = { "points", "links", "weight" };

	json_begin(out, '{');
	json_pair(out, "file", file);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (json_get_str(e, texts[i]) != NULL)
			json_pair(out, texts[i], json_get_str(e, texts[i]));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (json_is_integer(json_object_get(e, numbers[i])))
			json_pair_int(out, numbers[i],
			    json_get_int(e, numbers[i], 0));
	json_end(out, '}');
	buf_char(out, '\n');
}

void
explanation_put(struct buf *out, const char *file, const struct job_answer *a,
    bool is_json)
{
	AUTO(events_release) struct events es = { 0 };

	read_events(a->bytes, &es);
	if (!is_json) {
		put_text(out, file, &es);
		return;
	}
	for (size_t i = 0; i < es.n; i++)
		put_json(out, file, es.v[i]);
}
