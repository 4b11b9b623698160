#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/text.h"

static enum log_level level = LOG_NORMAL;
static bool has_color;
static struct {
	void (*before)(void *);
	void (*after)(void *);
	void *ctx;
} hook;

void
log_set_level(enum log_level l)
{
	level = l;
}

void
log_set_color(bool on)
{
	has_color = on;
}

void
log_set_hook(void (*before)(void *), void (*after)(void *), void *ctx)
{
	hook.before = before;
	hook.after = after;
	hook.ctx = ctx;
}

/* What went wrong is told also when it was the memory that ran out. */
__attribute__((format(printf, 1, 0))) static void
line_without_memory(const char *fmt, va_list ap)
{
	char text[1024];

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	for (char *s = text; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
	(void)fprintf(stderr, "kbmirror: %s\n", text);
}

__attribute__((format(printf, 2, 0))) static void
line(const char *color, const char *fmt, va_list ap)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(64 << 10);
	AUTO(buf_release) struct buf safe = BUF_INIT(512 << 10);

	va_list again;

	va_copy(again, ap);
	buf_vfmt(&raw, fmt, ap);
	if (has_color && color != NULL)
		buf_fmt(&safe, "%skbmirror:\033[0m ", color);
	else
		buf_str(&safe, "kbmirror: ");
	text_escape(&safe, buf_view(&raw));
	buf_char(&safe, '\n');
	if (hook.before != NULL)
		hook.before(hook.ctx);
	if (raw.failed || safe.failed)
		line_without_memory(fmt, again);
	else
		(void)fwrite(safe.p, 1, safe.len, stderr);
	(void)fflush(stderr);
	if (hook.after != NULL)
		hook.after(hook.ctx);
	va_end(again);
}

#define LOG_AT(least, color)			\
	va_list ap;				\
						\
	if (level < (least))			\
		return;				\
	va_start(ap, fmt);			\
	line((color), fmt, ap);			\
	va_end(ap)

void
log_error(const char *fmt, ...)
{
	LOG_AT(LOG_QUIET, "\033[31m");
}

void
log_warn(const char *fmt, ...)
{
	LOG_AT(LOG_NORMAL, "\033[33m");
}

void
log_info(const char *fmt, ...)
{
	LOG_AT(LOG_VERBOSE, NULL);
}
