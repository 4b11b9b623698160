#include "web/robots.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

/* RFC 9309, 2.5: a crawler parses at least 500 KiB. */
#define TEXT_MAX ((size_t)500 * 1024)

/* What a URL can be at most in any use, eight times over; the same as that of
 * the reference implementation. */
#define LINE_MAX_LEN ((size_t)2083 * 8 - 1)

/* A longer delay would leave a host's pages unfetched for hours. */
#define DELAY_MAX_MS 30000

struct rule {
	size_t start, len;	/* in robots.text */
	bool is_allow, is_specific;
};

struct robots {
	struct rule *rules;
	size_t n_rules, cap_rules;
	struct buf text;
	int64_t specific_delay;	/* ms; -1: none */
	int64_t global_delay;
	bool has_specific;	/* a group for our token */
};

/* Where the parser is. */
struct reader {
	struct robots *r;
	struct str token;
	bool in_specific, in_global;
	bool has_rules;		/* the next User-agent begins a new group */
};

enum key { KEY_NONE, KEY_AGENT, KEY_ALLOW, KEY_DISALLOW, KEY_DELAY };

static enum key
find_key(struct str s)
{
	/* Prefixes, with the misspellings of whole sites. */
	static const struct {
		const char *name;
		enum key key;
	} keys[] = {
		{ "user-agent", KEY_AGENT }, { "useragent", KEY_AGENT },
		{ "user agent", KEY_AGENT },
		{ "allow", KEY_ALLOW },
		{ "disallow", KEY_DISALLOW }, { "dissallow", KEY_DISALLOW },
		{ "dissalow", KEY_DISALLOW }, { "disalow", KEY_DISALLOW },
		{ "diasllow", KEY_DISALLOW }, { "disallaw", KEY_DISALLOW },
		{ "crawl-delay", KEY_DELAY }, { "crawldelay", KEY_DELAY },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_starts_nocase(s, str_of(keys[i].name)))
			return keys[i].key;
	return KEY_NONE;
}

static bool
is_unreserved(int c)
{
	return c < 0x80 && (ch_is_alnum((char)c) ||
	    (c != 0 && strchr("-._~", c) != NULL));
}

/*
 * Appends a pattern or target with each escape in one spelling. Escapes of
 * letters and the like are only undone (RFC 9309, 2.2.2) where that can
 * forbid more, never less: authors' Allow lines hold as they are written.
 */
static void
put_normal(struct str s, bool unescapes, struct buf *b)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80) {
			buf_fmt(b, "%%%02X", c);
		} else if (c == '%' && i + 2 < s.n && ch_hex(s.p[i + 1]) >= 0 &&
		    ch_hex(s.p[i + 2]) >= 0) {
			int v = ch_hex(s.p[i + 1]) << 4 | ch_hex(s.p[i + 2]);

			if (unescapes && is_unreserved(v))
				buf_char(b, (char)v);
			else
				buf_fmt(b, "%%%02X", (unsigned int)v);
			i += 2;
		} else {
			buf_char(b, s.p[i]);
		}
	}
}

static void
add_rule(struct reader *in, struct str pattern, bool is_allow)
{
	struct robots *r = in->r;
	bool is_specific = in->in_specific;
	size_t start = r->text.len;

	/* An empty pattern matches nothing. */
	if (pattern.n == 0)
		return;
	put_normal(pattern, !is_allow, &r->text);
	if (r->text.failed)
		return;
	*VEC_PUSH(&r->rules, &r->n_rules, &r->cap_rules) = (struct rule){
		.start = start, .len = r->text.len - start,
		.is_allow = is_allow, .is_specific = is_specific,
	};
}

/* A site that allows its index page means the folder too. */
static void
add_index(struct reader *in, struct str pattern)
{
	AUTO(buf_release) struct buf folder = BUF_INIT(LINE_MAX_LEN + 1);
	size_t slash;

	for (slash = pattern.n; slash > 0 && pattern.p[slash - 1] != '/';
	    slash--)
		;
	if (slash == 0 ||
	    !str_starts(str_from(pattern, slash), STR("index.htm")))
		return;
	buf_s(&folder, str_sub(pattern, 0, slash));
	buf_char(&folder, '$');
	add_rule(in, buf_view(&folder), true);
}

static void
take_rule(struct reader *in, struct str pattern, bool is_allow)
{
	if (!in->in_specific && !in->in_global)
		return;
	in->has_rules = true;
	add_rule(in, pattern, is_allow);
	if (is_allow)
		add_index(in, pattern);
}

static void
take_agent(struct reader *in, struct str value)
{
	size_t n;

	if (in->has_rules)
		in->in_specific = in->in_global = in->has_rules = false;
	if (str_starts(value, STR("*")) &&
	    (value.n == 1 || ch_is_space(value.p[1]))) {
		in->in_global = true;
		return;
	}
	for (n = 0; n < value.n && (ch_is_alpha(value.p[n]) ||
	    value.p[n] == '-' || value.p[n] == '_'); n++)
		;
	if (n > 0 && str_eq_nocase(str_sub(value, 0, n), in->token))
		in->in_specific = in->r->has_specific = true;
}

/* "10", "1.5"; the largest of several holds. */
static void
take_delay(struct reader *in, struct str value)
{
	int64_t ms = 0, unit = 1000;
	size_t i;

	for (i = 0; i < value.n && ch_is_digit(value.p[i]); i++)
		if (ms <= DELAY_MAX_MS)
			ms = ms * 10 + (value.p[i] - '0') * 1000;
	if (i < value.n && value.p[i] == '.')
		for (i++; i < value.n && ch_is_digit(value.p[i]); i++)
			ms += (value.p[i] - '0') * (unit /= 10);
	if (ms > DELAY_MAX_MS)
		ms = DELAY_MAX_MS;
	if (in->in_specific && ms > in->r->specific_delay)
		in->r->specific_delay = ms;
	if (in->in_global && ms > in->r->global_delay)
		in->r->global_delay = ms;
}

static void
take_line(struct reader *in, struct str line)
{
	struct str key, value;
	size_t i;

	line = str_trim(str_sub(line, 0, str_chr(line, '#')));
	i = str_chr(line, ':');
	if (i == (size_t)-1) {
		/* "disallow /x": two words without a colon are taken too. */
		for (i = 0; i < line.n && line.p[i] != ' ' &&
		    line.p[i] != '\t'; i++)
			;
		value = str_trim(str_from(line, i));
		for (size_t k = 0; k < value.n; k++)
			if (ch_is_space(value.p[k]))
				return;
	}
	key = str_trim(str_sub(line, 0, i));
	value = str_trim(str_from(line, i + 1));
	switch (find_key(key)) {
	case KEY_AGENT:
		take_agent(in, value);
		break;
	case KEY_ALLOW:
		take_rule(in, value, true);
		break;
	case KEY_DISALLOW:
		take_rule(in, value, false);
		break;
	case KEY_DELAY:
		take_delay(in, value);
		break;
	case KEY_NONE:
		break;
	}
}

struct robots *
robots_parse(struct str text, const char *token)
{
	struct robots *r = mem_alloc(sizeof(*r));
	struct reader in = { .r = r, .token = str_of(token) };
	size_t from = 0, i;

	/* Escaping makes at most three bytes of one; an index page's rule is
	 * shorter than its line. */
	buf_init(&r->text, 6 * TEXT_MAX);
	r->specific_delay = r->global_delay = -1;
	if (text.n > TEXT_MAX) {
		text.n = TEXT_MAX;
		while (text.n > 0 && text.p[text.n - 1] != '\n')
			text.n--;
	}
	if (str_starts(text, STR("\xef\xbb\xbf")))
		from = 3;
	for (i = from; i <= text.n; i++) {
		if (i < text.n && text.p[i] != '\n' && text.p[i] != '\r')
			continue;
		take_line(&in, str_sub(text, from,
		    i - from > LINE_MAX_LEN ? from + LINE_MAX_LEN : i));
		from = i + 1;
	}
	return r;
}

void
robots_free(struct robots *r)
{
	if (r == NULL)
		return;
	free(r->rules);
	buf_release(&r->text);
	free(r);
}

/* Does the pattern match from the beginning? The leftmost place for each
 * piece between two stars leaves the most room for the next. */
static bool
matches(struct str pattern, struct str target)
{
	bool is_whole = str_ends(pattern, STR("$")), is_first = true;
	struct str piece;
	size_t at;

	if (is_whole)
		pattern.n--;
	while (str_cut(&pattern, '*', &piece)) {
		bool is_last = pattern.p == NULL;

		if (is_first && !str_starts(target, piece))
			return false;
		if (is_last && is_whole && is_first)
			return target.n == piece.n;
		if (is_last && is_whole)
			return str_ends(target, piece);
		at = is_first ? 0 : str_find(target, piece);
		if (at == (size_t)-1)
			return false;
		target = str_from(target, at + piece.n);
		is_first = false;
	}
	return true;
}

bool
robots_allows(const struct robots *r, struct str target)
{
	AUTO(buf_release) struct buf written = BUF_INIT(3 * target.n + 1);
	AUTO(buf_release) struct buf plain = BUF_INIT(3 * target.n + 1);
	size_t longest[2] = { 0, 0 };

	if (target.n == 0)
		target = STR("/");
	put_normal(target, false, &written);
	put_normal(target, true, &plain);
	for (size_t i = 0; i < r->n_rules; i++) {
		const struct rule *rule = &r->rules[i];
		struct str pattern = str_make(r->text.p + rule->start,
		    rule->len);

		if (rule->is_specific == r->has_specific &&
		    rule->len > longest[rule->is_allow] &&
		    matches(pattern, buf_view(rule->is_allow ? &written :
		    &plain)))
			longest[rule->is_allow] = rule->len;
	}
	return longest[true] >= longest[false];
}

int64_t
robots_delay(const struct robots *r)
{
	int64_t ms = r->has_specific ? r->specific_delay : r->global_delay;

	return ms > 0 ? ms : 0;
}
