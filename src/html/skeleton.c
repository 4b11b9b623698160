#include "html/skeleton.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The private planes: no page has their characters but for a few icons. */
#define FIRST_SIGN 0xf0000u
#define SIGNS_OF_PLANE 65534u
#define MAX_SIGNS (2 * SIGNS_OF_PLANE)
/* A shorter run costs more to put back than gumbo takes to read it. */
#define MIN_RUN 10
/* Room for the text of the largest page that is parsed. */
#define MAX_TEXT ((size_t)64 << 20)

/* An element whose content the scan took for raw text. */
struct skeleton_raw {
	size_t at;	/* its '<' in text */
	bool is_met;
};

struct scan {
	struct skeleton *sk;
	struct str s;		/* sk->source */
	size_t copied;		/* before this all is in sk->text, or left out */
	size_t min_run;
};

struct tag {
	size_t at;		/* of its '<' in sk->text */
	size_t end;		/* after '>' */
	struct str name;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f';
}

/* What gumbo takes for no character (its utf8.c), and NUL. */
static bool
is_bad(unsigned int cp)
{
	return (cp < ' ' && cp != '\t' && cp != '\n' && cp != '\f') ||
	    (cp >= 0x7f && cp <= 0x9f) || (cp >= 0xfdd0 && cp <= 0xfdef) ||
	    (cp & 0xfffe) == 0xfffe;
}

/* Are eight bytes ASCII without control characters? */
static bool
is_plain(const char *p)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t x;

	memcpy(&x, p, sizeof(x));
	return ((x | (x - each * ' ') | (x + each)) & each * 0x80) == 0;
}

/* Is s text that gumbo reads as it stands, but for CR? */
static bool
is_fit(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		unsigned int cp, n = 1;

		if (c < 0x80 && s.n - i >= 8 && is_plain(s.p + i)) {
			n = 8;
		} else if ((c < ' ' && c != '\r') || c >= 0x7f) {
			n = text_decode(str_from(s, i), &cp);
			if (n == 0 || is_bad(cp) || cp >= FIRST_SIGN)
				return false;
		}
		i += n;
	}
	return true;
}

/* Line ends as gumbo reads them. */
static void
make_clean(struct skeleton *sk, struct str s)
{
	size_t at = str_chr(s, '\r'), i = 0, copied = 0;

	sk->source = s;
	if (at == (size_t)-1)
		return;
	for (; at != (size_t)-1; at = str_chr(str_from(s, i), '\r')) {
		i += at;
		buf_s(&sk->clean, str_sub(s, copied, i));
		copied = ++i;
		if (i == s.n || s.p[i] != '\n')
			buf_char(&sk->clean, '\n');
	}
	buf_s(&sk->clean, str_from(s, copied));
	sk->source = buf_view(&sk->clean);
}

/* Does a number in the text mean one of the signs? */
static bool
has_sign(struct str s)
{
	size_t i = 0, at;

	while ((at = str_chr(str_from(s, i), '&')) != (size_t)-1) {
		unsigned int base = 10, cp = 0;
		int digit;

		i += at + 1;
		if (i == s.n || s.p[i] != '#')
			continue;
		i++;
		if (i < s.n && ch_lower(s.p[i]) == 'x') {
			base = 16;
			i++;
		}
		for (; i < s.n && (digit = ch_hex(s.p[i])) >= 0 &&
		    (unsigned int)digit < base; i++) {
			cp = cp * base + (unsigned int)digit;
			if (cp >= FIRST_SIGN)
				return true;
		}
	}
	return false;
}

/* Replaces [from, to) by the next sign. */
static void
leave_out(struct scan *sc, size_t from, size_t to)
{
	struct skeleton *sk = sc->sk;
	size_t n = sk->n_runs;

	if (to - from < sc->min_run)
		return;
	buf_s(&sk->text, str_sub(sc->s, sc->copied, from));
	buf_utf8(&sk->text, FIRST_SIGN + (unsigned int)(n < SIGNS_OF_PLANE ?
	    n : n - SIGNS_OF_PLANE + 0x10000));
	*VEC_PUSH(&sk->runs, &sk->n_runs, &sk->runs_cap) =
	    str_sub(sc->s, from, to);
	sc->copied = to;
}

/* After the reference at i, and one character more: it says how far the
 * reference goes. */
static size_t
skip_reference(struct str s, size_t i, size_t to)
{
	for (i++; i < to && (ch_is_alnum(s.p[i]) || s.p[i] == '#'); i++)
		continue;
	if (i < to && s.p[i] != '&')
		i++;
	while (i < to && ((unsigned char)s.p[i] & 0xc0) == 0x80)
		i++;
	return i;
}

/* Text or a value: leaves out what stands between references. */
static void
scan_text(struct scan *sc, size_t i, size_t to)
{
	while (to - i >= sc->min_run) {
		const char *ref;
		size_t end;

		while (i < to && is_space(sc->s.p[i]))
			i++;
		ref = memchr(sc->s.p + i, '&', to - i);
		end = ref != NULL ? (size_t)(ref - sc->s.p) : to;
		if (end > i)
			leave_out(sc, i, end);
		if (end == to)
			break;
		i = skip_reference(sc->s, end, to);
	}
}

/* After the comment, declaration or bogus comment at lt. */
static size_t
skip_comment(struct scan *sc, size_t lt)
{
	struct str rest = str_from(sc->s, lt);
	size_t i, end = sc->s.n;

	if (!str_starts(rest, STR("<!--"))) {
		i = str_chr(rest, '>');
		return i == (size_t)-1 ? sc->s.n : lt + i + 1;
	}
	if (str_starts(rest, STR("<!-->")))
		return lt + 5;
	if (str_starts(rest, STR("<!--->")))
		return lt + 6;
	for (i = lt + 4; i < sc->s.n; i++) {
		const char *dash = memchr(sc->s.p + i, '-', sc->s.n - i);

		if (dash == NULL)
			break;
		i = (size_t)(dash - sc->s.p);
		rest = str_from(sc->s, i);
		if (str_starts(rest, STR("-->")) ||
		    str_starts(rest, STR("--!>"))) {
			end = i + (rest.p[2] == '>' ? 3 : 4);
			break;
		}
	}
	buf_s(&sc->sk->text, str_sub(sc->s, sc->copied, lt));
	buf_str(&sc->sk->text, "<!---->");
	sc->copied = end;
	return end;
}

/* The value after '=' at i. */
static size_t
scan_value(struct scan *sc, size_t i, bool keep)
{
	struct str s = sc->s;
	const char *quote;

	for (i++; i < s.n && is_space(s.p[i]); i++)
		continue;
	if (i < s.n && (s.p[i] == '"' || s.p[i] == '\'')) {
		quote = memchr(s.p + i + 1, s.p[i], s.n - i - 1);
		if (quote == NULL)
			return s.n;
		if (!keep)
			scan_text(sc, i + 1, (size_t)(quote - s.p));
		return (size_t)(quote - s.p) + 1;
	}
	while (i < s.n && !is_space(s.p[i]) && s.p[i] != '>')
		i++;
	return i;
}

/* The tokenizer's attribute states, from after the tag name. Returns the byte
 * after the tag. */
static size_t
scan_attrs(struct scan *sc, size_t i, bool keep)
{
	struct str s = sc->s;

	while (i < s.n) {
		while (i < s.n && (is_space(s.p[i]) || s.p[i] == '/'))
			i++;
		if (i == s.n)
			break;
		if (s.p[i] == '>')
			return i + 1;
		i++;
		while (i < s.n && !is_space(s.p[i]) && s.p[i] != '/' &&
		    s.p[i] != '>' && s.p[i] != '=')
			i++;
		while (i < s.n && is_space(s.p[i]))
			i++;
		if (i < s.n && s.p[i] == '=')
			i = scan_value(sc, i, keep);
	}
	return s.n;
}

/* Values that the tree construction compares: formatting elements' with those
 * of the same name ("Noah's Ark"; there is never more than one <a>), and what
 * is embedded in MathML. */
static bool
keeps_values(struct str name)
{
	static const char *const names[] = { "annotation-xml", "b", "big",
		"code", "em", "font", "i", "nobr", "s", "small", "strike",
		"strong", "tt", "u" };

	return str_is_any_nocase(name, names,
	    sizeof(names) / sizeof(names[0]));
}

static bool
holds_raw_text(struct str name)
{
	static const char *const names[] = { "iframe", "noembed", "noframes",
		"plaintext", "script", "style", "textarea", "title", "xmp" };

	return str_is_any_nocase(name, names,
	    sizeof(names) / sizeof(names[0]));
}

/* The '<' of the end tag that closes a raw text element. */
static size_t
find_end(struct str s, size_t i, struct str name)
{
	while (i < s.n) {
		const char *lt = memchr(s.p + i, '<', s.n - i);
		struct str rest;

		if (lt == NULL)
			break;
		i = (size_t)(lt - s.p) + 1;
		rest = str_from(s, i);
		if (rest.n > name.n + 1 && rest.p[0] == '/' &&
		    str_starts_nocase(str_from(rest, 1), name) &&
		    (is_space(rest.p[name.n + 1]) ||
		    rest.p[name.n + 1] == '/' || rest.p[name.n + 1] == '>'))
			return i - 1;
	}
	return s.n;
}

/* A comment in a script may hide the end of another one. */
static bool
is_ambiguous(struct str content)
{
	size_t at = str_find(content, STR("<!--"));

	return at != (size_t)-1 && str_find_nocase(str_from(content, at),
	    STR("<script")) != (size_t)-1;
}

static size_t
scan_raw(struct scan *sc, const struct tag *tag)
{
	struct str content;
	size_t i = tag->end, end;
	bool is_code = str_eq_nocase(tag->name, STR("script")) ||
	    str_eq_nocase(tag->name, STR("style"));

	if (str_eq_nocase(tag->name, STR("plaintext")))
		return sc->s.n;
	end = find_end(sc->s, i, tag->name);
	content = str_sub(sc->s, i, end);
	if (is_code && is_ambiguous(content))
		return sc->s.n;
	if (str_chr(content, '<') != (size_t)-1 ||
	    (is_code && str_chr(content, '&') != (size_t)-1))
		*VEC_PUSH(&sc->sk->raw, &sc->sk->n_raw, &sc->sk->raw_cap) =
		    (struct skeleton_raw){ tag->at, false };
	while (i < end && is_space(sc->s.p[i]))
		i++;
	if (is_code)
		leave_out(sc, i, end);
	return end;
}

static size_t
scan_tag(struct scan *sc, size_t lt)
{
	struct tag tag = { .at = sc->sk->text.len + lt - sc->copied };
	bool is_end = sc->s.p[lt + 1] == '/';
	size_t from = lt + 1 + is_end, i = from;

	while (i < sc->s.n && !is_space(sc->s.p[i]) && sc->s.p[i] != '/' &&
	    sc->s.p[i] != '>')
		i++;
	tag.name = str_sub(sc->s, from, i);
	/* From here on the spaces of texts stand alone. */
	if (str_eq_nocase(tag.name, STR("frameset")))
		return sc->s.n;
	tag.end = scan_attrs(sc, i, is_end || keeps_values(tag.name));
	if (!is_end && holds_raw_text(tag.name))
		return scan_raw(sc, &tag);
	return tag.end;
}

static size_t
scan_markup(struct scan *sc, size_t lt)
{
	struct str rest = str_from(sc->s, lt);

	if (rest.n < 3 || str_starts(rest, STR("<![CDATA[")))
		return sc->s.n;
	if (rest.p[1] == '!' || rest.p[1] == '?' ||
	    (rest.p[1] == '/' && !ch_is_alpha(rest.p[2])))
		return skip_comment(sc, lt);
	if (rest.p[1] == '/' || ch_is_alpha(rest.p[1]))
		return scan_tag(sc, lt);
	return lt + 1;
}

bool
skeleton_make(struct skeleton *sk, struct str text)
{
	struct scan sc = { .sk = sk };
	size_t i = 0, least;

	memset(sk, 0, sizeof(*sk));
	buf_init(&sk->text, MAX_TEXT);
	buf_init(&sk->clean, MAX_TEXT);
	if (!is_fit(text) || has_sign(text))
		return false;
	make_clean(sk, text);
	sc.s = sk->source;
	/* So that there are signs enough for all runs. */
	least = sc.s.n / MAX_SIGNS + 1;
	sc.min_run = least > MIN_RUN ? least : MIN_RUN;
	while (i < sc.s.n) {
		const char *lt = memchr(sc.s.p + i, '<', sc.s.n - i);
		size_t end = lt != NULL ? (size_t)(lt - sc.s.p) : sc.s.n;

		scan_text(&sc, i, end);
		i = lt != NULL ? scan_markup(&sc, end) : end;
	}
	buf_s(&sk->text, str_from(sc.s, sc.copied));
	return !sk->text.failed;
}

void
skeleton_release(struct skeleton *sk)
{
	buf_release(&sk->text);
	buf_release(&sk->clean);
	free(sk->runs);
	free(sk->raw);
}

void
skeleton_expand(const struct skeleton *sk, struct str s, struct buf *out)
{
	size_t copied = 0, i = 0;

	while (i < s.n) {
		unsigned int cp, n;

		/* The signs' first byte is 0xf3 or 0xf4. */
		if ((unsigned char)s.p[i] < 0xf3) {
			i++;
			continue;
		}
		n = text_decode(str_from(s, i), &cp);
		if (n == 0 || cp < FIRST_SIGN) {
			i++;
			continue;
		}
		cp -= FIRST_SIGN;
		if (cp >= 0x10000)
			cp -= 0x10000 - SIGNS_OF_PLANE;
		buf_s(out, str_sub(s, copied, i));
		if (cp < sk->n_runs)
			buf_s(out, sk->runs[cp]);
		copied = i += n;
	}
	buf_s(out, str_from(s, copied));
}

void
skeleton_meet(struct skeleton *sk, size_t at)
{
	size_t from = 0, to = sk->n_raw;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (sk->raw[mid].at < at)
			from = mid + 1;
		else
			to = mid;
	}
	if (from == sk->n_raw || sk->raw[from].at != at ||
	    sk->raw[from].is_met)
		return;
	sk->raw[from].is_met = true;
	sk->n_met++;
}

bool
skeleton_is_met(const struct skeleton *sk)
{
	return sk->n_met == sk->n_raw;
}
