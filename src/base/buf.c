#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names, lines and links are this short. */
#define SMALL (64 << 10)

char buf_empty[1];

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf)BUF_INIT(max);
}

void
buf_release(struct buf *b)
{
	if (b->cap > 0)
		free(b->p);
	buf_init(b, b->max);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = b->no_memory = false;
	if (b->cap > 0)
		b->p[0] = '\0';
}

char *
buf_room(struct buf *b, size_t n)
{
	size_t need, cap;
	char *p;

	if (b->failed)
		return NULL;
	if (n > b->max - b->len) {
		b->failed = true;
		return NULL;
	}
	need = b->len + n + 1;
	if (need <= b->cap)
		return b->p + b->len;
	cap = b->cap > 0 ? b->cap : 64;
	while (cap < need)
		cap += cap < SMALL ? cap : cap / 2;
	if (cap > b->max + 1)
		cap = b->max + 1;
	p = realloc(b->cap > 0 ? b->p : NULL, cap);
	if (p == NULL) {
		if (cap <= SMALL)
			mem_give_up();
		b->failed = b->no_memory = true;
		return NULL;
	}
	if (b->cap == 0)
		p[0] = '\0';
	b->p = p;
	b->cap = cap;
	return b->p + b->len;
}

void
buf_end(struct buf *b, size_t n)
{
	b->len += n;
	b->p[b->len] = '\0';
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	char *to;

	if (n == 0)
		return;
	to = buf_room(b, n);
	if (to == NULL)
		return;
	memcpy(to, p, n);
	buf_end(b, n);
}

void
buf_s(struct buf *b, struct str s)
{
	buf_put(b, s.p, s.n);
}

void
buf_str(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void
buf_char(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

void
buf_vfmt(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	char *to;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0) {
		b->failed = true;
		return;
	}
	to = buf_room(b, (size_t)n);
	if (to == NULL)
		return;
	(void)vsnprintf(to, (size_t)n + 1, fmt, ap);
	buf_end(b, (size_t)n);
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(b, fmt, ap);
	va_end(ap);
}

void
buf_utf8(struct buf *b, unsigned int cp)
{
	char s[4];

	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = 0xfffd;
	if (cp < 0x80) {
		buf_char(b, (char)cp);
	} else if (cp < 0x800) {
		s[0] = (char)(0xc0 | cp >> 6);
		s[1] = (char)(0x80 | (cp & 0x3f));
		buf_put(b, s, 2);
	} else if (cp < 0x10000) {
		s[0] = (char)(0xe0 | cp >> 12);
		s[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		s[2] = (char)(0x80 | (cp & 0x3f));
		buf_put(b, s, 3);
	} else {
		s[0] = (char)(0xf0 | cp >> 18);
		s[1] = (char)(0x80 | (cp >> 12 & 0x3f));
		s[2] = (char)(0x80 | (cp >> 6 & 0x3f));
		s[3] = (char)(0x80 | (cp & 0x3f));
		buf_put(b, s, 4);
	}
}

void
buf_cut(struct buf *b, size_t n)
{
	if (n >= b->len)
		return;
	b->len = n;
	b->p[n] = '\0';
}

int
buf_check(const struct buf *b, struct err *err)
{
	if (!b->failed)
		return 0;
	if (b->no_memory)
		return err_set(err, ERR_SYSTEM, "out of memory");
	return err_set(err, ERR_ITEM, "larger than %zu bytes", b->max);
}

char *
buf_take(struct buf *b, size_t *n)
{
	char *p;

	if (b->failed) {
		buf_release(b);
		return NULL;
	}
	if (n != NULL)
		*n = b->len;
	p = b->cap > 0 ? b->p : mem_dup("");
	buf_init(b, b->max);
	return p;
}
