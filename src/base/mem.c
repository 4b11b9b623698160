#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Objects that an array has at least once its first is asked for. */
#define REACH_AHEAD 1024

/* Bytes up to which malloc() has a cache of pieces at hand, which glibc's
 * calloc() passes by. */
#define SMALL 1024

void
mem_give_up(void)
{
	static const char msg[] = "kbmirror: out of memory\n";

	if (write(2, msg, sizeof(msg) - 1) < 0)
		_exit(4);
	_exit(4);
}

void *
mem_alloc(size_t n)
{
	return mem_array(1, n);
}

void *
mem_array(size_t n, size_t size)
{
	void *p;

	if (size > 0 && n <= SMALL / size)
		return memset(mem_resize(NULL, n, size), 0, n * size);
	p = calloc(n > 0 ? n : 1, size > 0 ? size : 1);
	if (p == NULL)
		mem_give_up();
	return p;
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	void *q;

	if (size > 0 && n > SIZE_MAX / size)
		mem_give_up();
	q = realloc(p, n * size > 0 ? n * size : 1);
	if (q == NULL)
		mem_give_up();
	return q;
}

char *
mem_dup(const char *s)
{
	return s == NULL ? NULL : mem_dupn(s, strlen(s));
}

char *
mem_dupn(const char *p, size_t n)
{
	char *s = mem_resize(NULL, n + 1, 1);

	if (n > 0)
		memcpy(s, p, n);
	s[n] = '\0';
	return s;
}

char *
mem_fmt(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_give_up();
	return s;
}

void
mem_freep(void *pp)
{
	free(*(void **)pp);
}

void *
mem_grow(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap > 0 ? *cap * 2 : 8;
	return mem_resize(p, *cap, size);
}

void *
mem_reach(void *p, size_t *n, size_t i, size_t size)
{
	size_t more = (i + 1) * 2 + REACH_AHEAD;

	if (i < *n)
		return p;
	p = mem_resize(p, more, size);
	memset((char *)p + *n * size, 0, (more - *n) * size);
	*n = more;
	return p;
}
