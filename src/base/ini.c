#include "base/ini.h"

#include <ini.h>
#include <stdlib.h>

#include "base/mem.h"

/* The key, the signs between and the end of the line. */
#define MAX_LINE (INI_MAX_VALUE + 1024)

struct reader {
	const char *file;
	struct str rest;
	int line;
	char *section;
	ini_fn *fn;
	void *ctx;
	struct err *err;
	bool has_failed;
};

static void
call(struct reader *r, const char *key, const char *value)
{
	const struct ini_event e = { r->file, r->line, r->section, key,
	    value };

	if (!r->has_failed && r->fn(r->ctx, &e, r->err) < 0)
		r->has_failed = true;
}

static void
complain(struct reader *r, const char *what)
{
	r->has_failed = true;
	(void)err_set(r->err, ERR_USAGE, "%s", what);
}

/* libinih keeps only the start of a long name: sections are read here. */
static void
note_section(struct reader *r, struct str line)
{
	line = str_trim(line);
	if (line.n == 0 || line.p[0] != '[')
		return;
	/* The last sign ends it: "[host [::1]]" has brackets of its own. */
	if (!str_ends(line, STR("]"))) {
		complain(r, "a section is written as [name]");
		return;
	}
	line = str_trim(str_sub(line, 1, line.n - 1));
	free(r->section);
	r->section = mem_dupn(line.p, line.n);
	call(r, NULL, NULL);
}

/* For libinih: the next line, as fgets() gives it. */
static char *
next_line(char *to, int size, void *ctx)
{
	struct reader *r = ctx;
	struct str line;

	if (r->has_failed || r->rest.p == NULL || r->rest.n == 0)
		return NULL;
	(void)str_cut(&r->rest, '\n', &line);
	r->line++;
	if (r->line == 1 && str_starts(line, STR("\xef\xbb\xbf")))
		line = str_from(line, 3);
	if (line.n > MAX_LINE || line.n + 2 > (size_t)size) {
		complain(r, "the line is too long");
		return NULL;
	}
	if (str_chr(line, '\0') != (size_t)-1) {
		complain(r, "the line holds a NUL byte");
		return NULL;
	}
	note_section(r, line);
	if (r->has_failed)
		return NULL;
	memcpy(to, line.p, line.n);
	memcpy(to + line.n, "\n", 2);
	return to;
}

static int
on_pair(void *ctx, const char *section, const char *key, const char *value)
{
	struct reader *r = ctx;

	(void)section;
	call(r, key, value);
	return !r->has_failed;
}

static void
set_up(void)
{
	ini_use_stack = false;
	ini_allow_realloc = false;
	ini_max_line = MAX_LINE + 3;
	ini_initial_alloc = MAX_LINE + 3;
	ini_allow_inline_comments = false;
	ini_allow_multiline = false;
	ini_allow_no_value = false;
	ini_stop_on_first_error = true;
}

int
ini_read(const char *file, struct str text, ini_fn *fn, void *ctx,
    struct err *err)
{
	struct reader r = { file, text, 0, mem_dup(""), fn, ctx, err, false };
	int rc;

	set_up();
	rc = ini_parse_stream(next_line, &r, on_pair, &r);
	free(r.section);
	if (rc == -2)
		return err_set(err, ERR_SYSTEM, "%s: out of memory", file);
	if (r.has_failed)
		return err_in(err, "%s:%d", file, r.line);
	if (rc != 0)
		return err_set(err, ERR_USAGE, "%s:%d: not \"key = value\"",
		    file, rc);
	return 0;
}
