/*
 * notes_input.h: what the tests of the notes' formats share: references as a
 * table, compared with their places in the source.
 */
#ifndef NOTES_INPUT_H
#define NOTES_INPUT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "notes/notes.h"

struct wanted {
	enum ref_kind kind;
	unsigned int line, column;
	const char *span;	/* the destination's bytes in the file */
	const char *url;	/* NULL: the span */
	const char *text, *heading;
	const char *date;	/* NULL: none */
};

static inline int64_t
input_date(const char *date)
{
	int64_t ms = 0;

	if (date != NULL)
		assert_true(clock_parse(str_of(date), &ms));
	return ms;
}

static inline void
input_compare(struct str source, const struct ref *r, const struct wanted *w)
{
	assert_string_equal(r->url, w->url != NULL ? w->url : w->span);
	assert_string_equal(ref_kind_name(r->kind), ref_kind_name(w->kind));
	assert_string_equal(r->text, w->text);
	assert_string_equal(r->heading, w->heading);
	assert_int_equal(r->date, input_date(w->date));
	assert_int_equal(r->line, w->line);
	assert_int_equal(r->column, w->column);
	assert_int_equal(r->end - r->start, strlen(w->span));
	assert_true(r->end <= source.n);
	assert_memory_equal(source.p + r->start, w->span, strlen(w->span));
}

/* The note so named has exactly these references, and this title. */
static inline void
input_check(const char *path, struct str source, const char *title,
    const struct wanted *all, size_t n)
{
	struct err err = ERR_INIT;
	struct note note;

	assert_int_equal(note_parse(&note, source, path, &err), 0);
	assert_string_equal(note.title, title);
	for (size_t i = 0; i < n && i < note.n_refs; i++)
		input_compare(source, &note.refs[i], &all[i]);
	assert_int_equal(note.n_refs, n);
	note_release(&note);
}

#define INPUT_CHECK(path, source, title, all) \
	input_check(path, str_of(source), title, all, \
	    sizeof(all) / sizeof((all)[0]))

/* Renders it; the caller frees. */
static inline char *
input_render(const char *path, const char *source)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	assert_int_equal(note_render(str_of(source), path, &b, &err), 0);
	return buf_take(&b, NULL);
}

static inline void
input_holds(const char *html, const char *part)
{
	if (strstr(html, part) == NULL)
		fail_msg("'%s' is not in\n%s", part, html);
}

#endif
