#include "notes/source.h"

#include <stdlib.h>

#include "base/text.h"
#include "notes/notes.h"
#include "web/charset.h"

/* No one writes a note of this size; a memory image may be one by mistake. */
#define SOURCE_MAX ((size_t)256 << 20)
/* Text bytes between two marks: few marks, and short walks from one. */
#define SOURCE_MARK 4096
/* Enough to know a binary file by bytes that no text has. */
#define SOURCE_PROBE 8192
/* Pieces of more are made longer, so that their list stays small. */
#define SOURCE_PIECES ((size_t)1 << 20)

/* White space, and what shifts between character sets, is in texts. */
static bool
is_control(unsigned char c)
{
	return (c < ' ' && strchr("\a\b\t\n\v\f\r\016\017\033", c) == NULL) ||
	    c == '\0' || c == 0x7f;
}

/* What is compressed has as many of one control character as of another. */
static bool
is_binary(struct str raw)
{
	size_t n = raw.n < SOURCE_PROBE ? raw.n : SOURCE_PROBE, controls = 0;

	for (size_t i = 0; i < n; i++)
		controls += is_control((unsigned char)raw.p[i]);
	return controls > n / 16;
}

static unsigned int
unit(const struct source *s, size_t i)
{
	unsigned int a = (unsigned char)s->raw.p[i];
	unsigned int b = (unsigned char)s->raw.p[i + 1];

	return s->step > 0 ? b << 8 | a : a << 8 | b;
}

/* The scalar value at raw offset i (at least two bytes are left). */
static unsigned int
decode16(const struct source *s, size_t i, size_t *next)
{
	unsigned int hi = unit(s, i), lo;

	*next = i + 2;
	if (hi < 0xd800 || hi > 0xdfff)
		return hi;
	if (hi > 0xdbff || i + 4 > s->raw.n)
		return 0xfffd;
	lo = unit(s, i + 2);
	if (lo < 0xdc00 || lo > 0xdfff)
		return 0xfffd;
	*next = i + 4;
	return 0x10000 + ((hi - 0xd800) << 10) + (lo - 0xdc00);
}

static size_t
utf8_len(unsigned int cp)
{
	return cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
}

static int
convert(struct source *s, struct err *err)
{
	size_t next, mark = 0;

	buf_init(&s->utf8, SOURCE_MAX * 2);
	for (size_t i = s->bom; i + 2 <= s->raw.n; i = next) {
		if (s->utf8.len >= mark) {
			*VEC_PUSH(&s->marks, &s->n_marks, &s->cap_marks) = i;
			mark += SOURCE_MARK;
		}
		buf_utf8(&s->utf8, decode16(s, i, &next));
	}
	s->text = buf_view(&s->utf8);
	return buf_check(&s->utf8, err);
}

/* No trail byte of any encoding of the web: what begins there is a character
 * of its own, unless an escape switched that off until the line's end. */
static bool
is_boundary(char c, bool has_escapes)
{
	return c == '\n' || c == '\r' ||
	    (!has_escapes && c != '\0' && strchr("<>\"'=", c) != NULL);
}

/* The first byte of no ASCII at or after i. */
static size_t
skip_ascii(struct str s, size_t i)
{
	while (i < s.n && (unsigned char)s.p[i] < 0x80 && s.p[i] != '\x1b' &&
	    s.p[i] != '\x0e')
		i++;
	return i;
}

static int
convert_page(struct source *s, struct err *err)
{
	bool has_escapes = strcmp(s->encoding, "ISO-2022-JP") == 0;
	struct source_piece p = { .raw_end = 0 };

	buf_init(&s->utf8, SOURCE_MAX * 3);
	while (p.raw_end < s->raw.n) {
		size_t min = s->n_pieces < SOURCE_PIECES ? 1 : SOURCE_MARK;

		p.raw = skip_ascii(s->raw, p.raw_end);
		buf_s(&s->utf8, str_sub(s->raw, p.raw_end, p.raw));
		p.raw_end = p.raw;
		while (p.raw_end < s->raw.n && (p.raw_end - p.raw < min ||
		    !is_boundary(s->raw.p[p.raw_end], has_escapes)))
			p.raw_end++;
		p.text = s->utf8.len;
		if (charset_decode(s->encoding, str_sub(s->raw, p.raw,
		    p.raw_end), &s->utf8, err) < 0)
			return -1;
		p.text_end = s->utf8.len;
		*VEC_PUSH(&s->pieces, &s->n_pieces, &s->cap_pieces) = p;
	}
	s->text = buf_view(&s->utf8);
	return buf_check(&s->utf8, err);
}

/* What the document itself says of its encoding. */
static const char *
find_encoding(const char *path, struct str raw)
{
	if (raw.n == 0 || raw.n > SOURCE_MAX ||
	    str_starts(raw, STR("bplist00")))
		return "UTF-8";
	switch (note_format_of(path)) {
	case NOTE_HTML:
		return charset_detect(raw, STR(""), STR(""));
	case NOTE_FEED: case NOTE_OPML: case NOTE_SITEMAP: case NOTE_SHORTCUT:
		return charset_find_xml(raw);
	case NOTE_MARKDOWN: case NOTE_URLS: case NOTE_BOOKMARKS:
	case NOTE_ORG: case NOTE_RST: case NOTE_JSON: case NOTE_CSV:
	case NOTE_OTHER:
		break;
	}
	return "UTF-8";
}

int
source_init_note(struct source *s, const char *path, struct str raw,
    struct err *err)
{
	const char *name = find_encoding(path, raw);

	if (strcmp(name, "UTF-8") == 0 || strcmp(name, "replacement") == 0 ||
	    str_starts(raw, STR("\xff\xfe")) ||
	    str_starts(raw, STR("\xfe\xff")))
		return source_init(s, raw, err);
	memset(s, 0, sizeof(*s));
	s->raw = raw;
	s->step = strcmp(name, "UTF-16LE") == 0 ? 2 :
	    strcmp(name, "UTF-16BE") == 0 ? -2 : 1;
	if (s->step != 1)
		return convert(s, err);
	if (is_binary(raw)) {
		buf_init(&s->utf8, 0);
		return err_set(err, ERR_ITEM, "not a text");
	}
	s->encoding = name;
	return convert_page(s, err);
}

int
source_init(struct source *s, struct str raw, struct err *err)
{
	memset(s, 0, sizeof(*s));
	if (raw.p == NULL)
		raw = STR("");
	s->raw = s->text = raw;
	s->step = 1;
	buf_init(&s->utf8, 0);
	if (raw.n > SOURCE_MAX)
		return err_set(err, ERR_ITEM, "note is larger than %zu bytes: "
		    "make several of it", SOURCE_MAX);
	if (str_starts(raw, STR("\xef\xbb\xbf"))) {
		s->bom = 3;
		s->text = str_from(raw, 3);
		return 0;
	}
	if (str_starts(raw, STR("\xff\xfe")) ||
	    str_starts(raw, STR("\xfe\xff"))) {
		s->bom = 2;
		s->step = raw.p[0] == '\xff' ? 2 : -2;
		return convert(s, err);
	}
	/* A property list may be binary: ".webloc". */
	if (is_binary(raw) && !str_starts(raw, STR("bplist00")))
		return err_set(err, ERR_ITEM, "not a text");
	return 0;
}

void
source_release(struct source *s)
{
	buf_release(&s->utf8);
	free(s->marks);
	free(s->pieces);
	memset(s, 0, sizeof(*s));
	buf_init(&s->utf8, 0);
}

/* In a piece there is no way back: it is its beginning. */
static size_t
raw_of_page(const struct source *s, size_t at)
{
	size_t low = 0, high = s->n_pieces;
	const struct source_piece *p;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->pieces[middle].text <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return at;
	p = &s->pieces[low - 1];
	return at < p->text_end ? p->raw : p->raw_end + (at - p->text_end);
}

size_t
source_raw(const struct source *s, size_t at)
{
	size_t text, raw, next, mark = at / SOURCE_MARK;

	if (s->encoding != NULL)
		return raw_of_page(s, at);
	if (s->step == 1)
		return at + s->bom;
	if (s->n_marks == 0)
		return s->bom;
	/* A mark stands for the first character at or behind its multiple. */
	raw = s->bom;
	text = 0;
	if (mark > 0 && mark < s->n_marks) {
		size_t m = mark * SOURCE_MARK;

		while (m < s->text.n && ((unsigned char)s->text.p[m] & 0xc0) ==
		    0x80)
			m++;
		if (m <= at) {
			text = m;
			raw = s->marks[mark];
		}
	}
	while (text < at && raw + 2 <= s->raw.n) {
		text += utf8_len(decode16(s, raw, &next));
		raw = next;
	}
	return raw;
}

void
source_begin(const struct source *s, struct source_place *p)
{
	p->text = 0;
	p->raw = p->line_raw = s->bom;
	p->line = 1;
}

static bool
is_line_end(struct str t, size_t i)
{
	return t.p[i] == '\n' || (t.p[i] == '\r' &&
	    (i + 1 >= t.n || t.p[i + 1] != '\n'));
}

void
source_go(const struct source *s, struct source_place *p, size_t at)
{
	size_t line = (size_t)-1;

	for (; p->text < at && p->text < s->text.n; p->text++) {
		if (is_line_end(s->text, p->text)) {
			p->line++;
			line = p->text + 1;
		}
	}
	if (line != (size_t)-1)
		p->line_raw = source_raw(s, line);
	p->raw = source_raw(s, p->text);
}
