#include "web/css_token.h"

void
css_token_init(struct css_tokens *t, struct str text)
{
	*t = (struct css_tokens){ .text = text };
	buf_init(&t->value, CSS_VALUE_MAX);
}

void
css_token_release(struct css_tokens *t)
{
	buf_release(&t->value);
}

/* The byte n further on, '\0' at the end: a NUL of the text counts as a
 * character of names, as the U+FFFD that it stands for, see is_name(). */
static char
peek(const struct css_tokens *t, size_t n)
{
	return t->at + n < t->text.n ? t->text.p[t->at + n] : '\0';
}

static bool
has(const struct css_tokens *t, size_t n)
{
	return t->at + n < t->text.n;
}

static bool
is_newline(char c)
{
	return c == '\n' || c == '\r' || c == '\f';
}

static bool
is_space(char c)
{
	return is_newline(c) || c == ' ' || c == '\t';
}

static bool
is_name_start_at(const struct css_tokens *t, size_t n)
{
	char c = peek(t, n);

	return has(t, n) && (ch_is_alpha(c) || c == '_' || c == '\0' ||
	    (unsigned char)c >= 0x80);
}

static bool
is_name_at(const struct css_tokens *t, size_t n)
{
	return is_name_start_at(t, n) || ch_is_digit(peek(t, n)) ||
	    peek(t, n) == '-';
}

static bool
is_escape_at(const struct css_tokens *t, size_t n)
{
	return peek(t, n) == '\\' && !is_newline(peek(t, n + 1));
}

/* "would start an identifier" */
static bool
starts_name(const struct css_tokens *t)
{
	if (peek(t, 0) == '-')
		return is_name_start_at(t, 1) || peek(t, 1) == '-' ||
		    is_escape_at(t, 1);
	return is_name_start_at(t, 0) || is_escape_at(t, 0);
}

static bool
starts_number(const struct css_tokens *t)
{
	size_t i = peek(t, 0) == '+' || peek(t, 0) == '-';

	return ch_is_digit(peek(t, i)) ||
	    (peek(t, i) == '.' && ch_is_digit(peek(t, i + 1)));
}

static void
skip_newline(struct css_tokens *t)
{
	t->at += peek(t, 0) == '\r' && peek(t, 1) == '\n' ? 2 : 1;
}

static void
skip_space(struct css_tokens *t)
{
	while (has(t, 0) && is_space(peek(t, 0)))
		t->at++;
}

static void
skip_comment(struct css_tokens *t)
{
	size_t end = str_find(str_from(t->text, t->at + 2), STR("*/"));

	t->at = end == (size_t)-1 ? t->text.n : t->at + 2 + end + 2;
}

static void
take_byte(struct css_tokens *t)
{
	if (peek(t, 0) == '\0')
		buf_utf8(&t->value, 0xfffd);
	else
		buf_char(&t->value, peek(t, 0));
	t->at++;
}

/* "consume an escaped code point": at stands on the backslash. */
static void
take_escape(struct css_tokens *t)
{
	unsigned int cp = 0;
	int n = 0;

	t->at++;
	for (; n < 6 && has(t, 0) && ch_hex(peek(t, 0)) >= 0; n++, t->at++)
		cp = cp * 16 + (unsigned int)ch_hex(peek(t, 0));
	if (n > 0) {
		buf_utf8(&t->value, cp == 0 ? 0xfffd : cp);
		if (has(t, 0) && is_space(peek(t, 0)))
			skip_newline(t);
	} else if (has(t, 0)) {
		take_byte(t);
	} else {
		buf_utf8(&t->value, 0xfffd);
	}
}

static void
take_name(struct css_tokens *t)
{
	while (has(t, 0)) {
		if (is_name_at(t, 0))
			take_byte(t);
		else if (is_escape_at(t, 0))
			take_escape(t);
		else
			return;
	}
}

static struct css_token
finish(const struct css_tokens *t, enum css_type type)
{
	return (struct css_token){ .type = t->value.failed ? CSS_BAD : type,
	    .value = buf_view(&t->value) };
}

static struct css_token
take_string(struct css_tokens *t)
{
	char quote = peek(t, 0);

	t->at++;
	while (has(t, 0) && peek(t, 0) != quote) {
		/* The newline is left for what follows. */
		if (is_newline(peek(t, 0)))
			return (struct css_token){ .type = CSS_BAD };
		if (peek(t, 0) != '\\') {
			take_byte(t);
		} else if (is_newline(peek(t, 1))) {
			t->at++;
			skip_newline(t);
		} else if (has(t, 1)) {
			take_escape(t);
		} else {
			t->at++;
		}
	}
	if (has(t, 0))
		t->at++;
	return finish(t, CSS_STRING);
}

static struct css_token
skip_bad_url(struct css_tokens *t)
{
	while (has(t, 0) && peek(t, 0) != ')')
		t->at += is_escape_at(t, 0) && has(t, 1) ? 2 : 1;
	if (has(t, 0))
		t->at++;
	return (struct css_token){ .type = CSS_BAD };
}

static bool
is_bad_in_url(char c)
{
	return c == '"' || c == '\'' || c == '(' || c == 0x7f ||
	    (c > '\0' && c < ' ' && !is_space(c));
}

/* "consume a url token": behind "url(" and white space. */
static struct css_token
take_url(struct css_tokens *t)
{
	while (has(t, 0) && peek(t, 0) != ')') {
		if (is_space(peek(t, 0))) {
			skip_space(t);
			if (has(t, 0) && peek(t, 0) != ')')
				return skip_bad_url(t);
		} else if (is_escape_at(t, 0)) {
			take_escape(t);
		} else if (is_bad_in_url(peek(t, 0)) || peek(t, 0) == '\\') {
			return skip_bad_url(t);
		} else {
			take_byte(t);
		}
	}
	if (has(t, 0))
		t->at++;
	return finish(t, CSS_URL);
}

/* A name, a function, or an address without quotes. */
static struct css_token
take_word(struct css_tokens *t)
{
	size_t behind;

	take_name(t);
	if (peek(t, 0) != '(')
		return finish(t, CSS_NAME);
	t->at++;
	if (!str_eq_nocase(buf_view(&t->value), STR("url")))
		return finish(t, CSS_FUNCTION);
	behind = t->at;
	skip_space(t);
	if (peek(t, 0) == '"' || peek(t, 0) == '\'') {
		t->at = behind;
		return finish(t, CSS_FUNCTION);
	}
	buf_reset(&t->value);
	return take_url(t);
}

/* Digits with what stands at them: no value is needed. */
static struct css_token
take_number(struct css_tokens *t)
{
	if (peek(t, 0) == '+' || peek(t, 0) == '-')
		t->at++;
	while (has(t, 0) && (ch_is_digit(peek(t, 0)) || (peek(t, 0) == '.' &&
	    ch_is_digit(peek(t, 1)))))
		t->at++;
	if (starts_name(t))
		take_name(t);
	return (struct css_token){ .type = CSS_OTHER };
}

static bool
skip_mark(struct css_tokens *t)
{
	struct str rest = str_from(t->text, t->at);

	if (str_starts(rest, STR("<!--")))
		t->at += 4;
	else if (str_starts(rest, STR("-->")))
		t->at += 3;
	else
		return false;
	return true;
}

static struct css_token
take_char(struct css_tokens *t)
{
	return (struct css_token){ .type = CSS_CHAR,
	    .c = t->text.p[t->at++] };
}

struct css_token
css_token_next(struct css_tokens *t)
{
	char c;

	buf_reset(&t->value);
	for (;;) {
		skip_space(t);
		if (peek(t, 0) != '/' || peek(t, 1) != '*')
			break;
		skip_comment(t);
	}
	if (!has(t, 0))
		return (struct css_token){ .type = CSS_END };
	c = peek(t, 0);
	if (c == '"' || c == '\'')
		return take_string(t);
	if (starts_number(t))
		return take_number(t);
	if (skip_mark(t))
		return (struct css_token){ .type = CSS_COMMENT_MARK };
	if (starts_name(t))
		return take_word(t);
	if (c != '@' && c != '#')
		return take_char(t);
	t->at++;
	if (c == '@' && starts_name(t)) {
		take_name(t);
		return finish(t, CSS_AT);
	}
	if (c == '#' && (is_name_at(t, 0) || is_escape_at(t, 0))) {
		take_name(t);
		return (struct css_token){ .type = CSS_OTHER };
	}
	return (struct css_token){ .type = CSS_CHAR, .c = c };
}
