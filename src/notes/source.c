#include "notes/source.h"

#include <stdlib.h>

#include "base/text.h"

/* No one writes a note of this size; a memory image may be one by mistake. */
#define SOURCE_MAX ((size_t)256 << 20)
/* Text bytes between two marks: few marks, and short walks from one. */
#define SOURCE_MARK 4096
/* Enough to know a binary file by its NUL bytes. */
#define SOURCE_PROBE 8192

static bool
is_binary(struct str raw)
{
	size_t n = raw.n < SOURCE_PROBE ? raw.n : SOURCE_PROBE, nuls = 0;

	for (size_t i = 0; i < n; i++)
		nuls += raw.p[i] == '\0';
	return nuls > n / 16;
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
	for (size_t i = 2; i + 2 <= s->raw.n; i = next) {
		if (s->utf8.len >= mark) {
			*VEC_PUSH(&s->marks, &s->n_marks, &s->cap_marks) = i;
			mark += SOURCE_MARK;
		}
		buf_utf8(&s->utf8, decode16(s, i, &next));
	}
	s->text = buf_view(&s->utf8);
	return buf_check(&s->utf8, err);
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
		return err_set(err, ERR_ITEM, "note is larger than %zu bytes",
		    SOURCE_MAX);
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
	memset(s, 0, sizeof(*s));
	buf_init(&s->utf8, 0);
}

size_t
source_raw(const struct source *s, size_t at)
{
	size_t text, raw, next, mark = at / SOURCE_MARK;

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
