#include "article/rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MAX_NOTE 512

enum form {
	FORM_XPATH,
	FORM_TEXT,
	FORM_SILENT,	/* nothing that concerns extraction */
	FORM_IGNORED,	/* would change the result elsewhere */
};

static const struct directive {
	const char *name;
	enum form form;
	enum rule_key key;
} directives[] = {
	{ "body", FORM_XPATH, RULE_BODY },
	{ "title", FORM_XPATH, RULE_TITLE },
	{ "author", FORM_XPATH, RULE_AUTHOR },
	{ "date", FORM_XPATH, RULE_DATE },
	{ "next_page_link", FORM_XPATH, RULE_NEXT },
	{ "strip", FORM_XPATH, RULE_STRIP },
	{ "strip_attr", FORM_XPATH, RULE_STRIP_ATTR },
	{ "dissolve", FORM_XPATH, RULE_DISSOLVE },
	{ "wrap_in", FORM_XPATH, RULE_WRAP },
	{ "keep", FORM_XPATH, RULE_KEEP },
	{ "fingerprint", FORM_XPATH, RULE_FINGERPRINT },
	{ "strip_id_or_class", FORM_TEXT, RULE_STRIP_NAME },
	{ "strip_image_src", FORM_TEXT, RULE_STRIP_IMAGE },
	{ "src_lazy_load_attr", FORM_TEXT, RULE_LAZY },
	{ "prune", FORM_TEXT, RULE_PRUNE },
	{ "kind", FORM_TEXT, RULE_KIND },
	{ "test_url", FORM_SILENT, 0 },
	{ "test_contains", FORM_SILENT, 0 },
	{ "tidy", FORM_SILENT, 0 },
	{ "parser", FORM_SILENT, 0 },
	{ "autodetect_on_failure", FORM_SILENT, 0 },
	{ "autodetect_next_page", FORM_IGNORED, 0 },
	{ "convert_double_br_tags", FORM_IGNORED, 0 },
	{ "find_string", FORM_IGNORED, 0 },
	{ "footnotes", FORM_IGNORED, 0 },
	{ "http_header", FORM_IGNORED, 0 },
	{ "if_page_contains", FORM_IGNORED, 0 },
	{ "insert_detected_image", FORM_IGNORED, 0 },
	{ "login_extra_fields", FORM_IGNORED, 0 },
	{ "login_password_field", FORM_IGNORED, 0 },
	{ "login_uri", FORM_IGNORED, 0 },
	{ "login_username_field", FORM_IGNORED, 0 },
	{ "native_ad_clue", FORM_IGNORED, 0 },
	{ "not_logged_in_xpath", FORM_IGNORED, 0 },
	{ "replace_string", FORM_IGNORED, 0 },
	{ "requires_login", FORM_IGNORED, 0 },
	{ "single_page_link", FORM_IGNORED, 0 },
	{ "single_page_link_in_feed", FORM_IGNORED, 0 },
	{ "skip_json_ld", FORM_IGNORED, 0 },
};

static void note(const struct rule_reading *, int line, bool is_wrong,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void
note(const struct rule_reading *r, int line, bool is_wrong, const char *fmt,
    ...)
{
	char text[MAX_NOTE];
	va_list ap;

	if (r->fn == NULL)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	r->fn(r->ctx, line, is_wrong, text);
}

static const struct directive *
find_directive(struct str name)
{
	for (size_t i = 0; i < sizeof(directives) / sizeof(*directives); i++)
		if (str_eq(name, str_of(directives[i].name)))
			return &directives[i];
	return NULL;
}

static bool
set_kind(struct rule *rule, struct str value)
{
	static const char *const names[] = { "any", "article", "thread",
		"answers", "list" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (str_eq(value, str_of(names[i]))) {
			rule->kind = (enum rule_kind)i;
			return true;
		}
	}
	return false;
}

/* Lower-case letters and digits: an element's name, or nothing. */
static bool
is_element_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') &&
		    !(i > 0 && ch_is_digit(s.p[i])))
			return false;
	return s.n > 0 && s.n < 16;
}

/* What people quote in these values means nothing. */
static struct str
unquoted(struct str s)
{
	while (s.n > 0 && (s.p[0] == '\'' || s.p[0] == '"'))
		s = str_from(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == '\'' || s.p[s.n - 1] == '"'))
		s.n--;
	return s;
}

static bool
is_right(const struct rule_reading *r, const struct rule_line *l)
{
	struct err err = ERR_INIT;

	if (l->key == RULE_WRAP && !is_element_name(l->argument)) {
		note(r, l->number, true, "wrap_in wants an element, as in "
		    "wrap_in(h2), not '%.*s'", STR_ARG(l->argument));
		return false;
	}
	if (l->key >= RULE_STRIP_NAME || !r->is_checked ||
	    xpath_check(l->value.text, &err) == 0)
		return true;
	note(r, l->number, true, "%s", err.msg);
	return false;
}

static void
add_line(struct rule *rule, const struct rule_reading *r,
    const struct rule_line *l)
{
	if (!is_right(r, l))
		return;
	if (rule->n == RULE_MAX_LINES) {
		note(r, l->number, true, "more lines than a file of rules may "
		    "have; '%.*s' is left out", STR_ARG(l->value.text));
		return;
	}
	rule->has_fingerprint = rule->has_fingerprint ||
	    l->key == RULE_FINGERPRINT;
	rule->has_body = rule->has_body || l->key == RULE_BODY;
	*VEC_PUSH(&rule->lines, &rule->n, &rule->cap) = *l;
}

static void
take(struct rule *rule, const struct rule_reading *r,
    const struct directive *d, struct rule_line *l)
{
	l->key = d->key;
	if (d->key == RULE_PRUNE) {
		rule->is_pruned = !str_eq(l->value.text, STR("no")) &&
		    !str_eq(l->value.text, STR("false"));
	} else if (d->key == RULE_KIND) {
		if (!set_kind(rule, l->value.text))
			note(r, l->number, true, "kind wants article, thread, "
			    "answers or list, not '%.*s'",
			    STR_ARG(l->value.text));
	} else {
		if (d->form == FORM_TEXT)
			l->value.text = unquoted(l->value.text);
		if (l->value.text.n > 0)
			add_line(rule, r, l);
	}
}

/* "name: value", or "name(argument): value". */
static bool
split(struct str line, struct str *name, struct rule_line *l)
{
	size_t open = str_chr(line, '('), at = str_chr(line, ':'), close;

	if (open < at) {
		close = str_find(line, STR("):"));
		if (close == (size_t)-1)
			return false;
		*name = str_sub(line, 0, open);
		l->argument = str_trim(str_sub(line, open + 1, close));
		at = close + 1;
	} else {
		*name = str_sub(line, 0, at);
	}
	*name = str_trim(*name);
	l->value.text = str_trim(str_from(line, at + 1));
	return at != (size_t)-1;
}

static void
read_line(struct rule *rule, const struct rule_reading *r, struct str line,
    int number)
{
	struct rule_line l = { .number = number, .argument = STR("") };
	const struct directive *d;
	struct str name;

	line = str_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return;
	if (!split(line, &name, &l)) {
		note(r, number, true, "no 'directive: value' in '%.*s'",
		    STR_ARG(line));
		return;
	}
	d = find_directive(name);
	if (d == NULL)
		note(r, number, false, "unknown directive '%.*s' is ignored",
		    STR_ARG(name));
	else if (d->form == FORM_IGNORED)
		note(r, number, false, "'%.*s' has no effect here",
		    STR_ARG(name));
	else if (d->form == FORM_SILENT || l.value.text.n == 0)
		return;
	else if (l.value.text.n > RULE_MAX_VALUE)
		note(r, number, true, "overlong value of '%.*s'",
		    STR_ARG(name));
	else
		take(rule, r, d, &l);
}

void
rule_read(struct rule *rule, const struct rule_reading *r)
{
	struct str rest = r->text, line;

	*rule = (struct rule){ .name = r->name, .layer = r->layer,
		.is_pruned = true };
	if (str_starts(rest, STR("\xef\xbb\xbf")))
		rest = str_from(rest, 3);
	for (int number = 1; str_cut(&rest, '\n', &line); number++)
		read_line(rule, r, line, number);
}

void
rule_release(struct rule *rule)
{
	for (size_t i = 0; i < rule->n; i++)
		xpath_release(&rule->lines[i].value);
	free(rule->lines);
	*rule = (struct rule){ 0 };
}

struct str
rule_host(const struct rule *rule)
{
	struct str s = rule->name;

	if (rule->has_fingerprint || !str_ends(s, STR(".txt")))
		return str_make(NULL, 0);
	s.n -= 4;
	return s.n > 0 ? s : str_make(NULL, 0);
}
