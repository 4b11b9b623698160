#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "notes/bare.h"
#include "notes/collect.h"
#include "notes/front.h"
#include "notes/urls.h"

#define NOTE_TITLE 1000

static int
add_url(struct collect *c, size_t start, size_t end, bool has_scheme,
    struct str title)
{
	struct str shown = str_sub(c->text, start, end);
	AUTO(mem_freep) char *url = mem_fmt("%s%.*s",
	    has_scheme ? "" : "http://", (int)shown.n, shown.p);
	struct collect_ref ref = { .kind = REF_AUTOLINK, .url = str_of(url),
	    .text = title.n > 0 ? title : shown, .heading = STR(""),
	    .at = start, .start = start, .end = end };

	return collect_add(c, &ref);
}

static int
read_urls(struct collect *c)
{
	struct urls_walk walk = URLS_WALK(c->text);
	struct urls_item u;

	while (urls_next(&walk, &u))
		if (add_url(c, u.start, u.end, u.has_scheme, u.title) < 0)
			return -1;
	return 0;
}

static int
read_front(struct collect *c, const struct front *front)
{
	struct bare b;

	for (size_t i = 0; bare_find(str_sub(c->text, 0, front->end), i, &b);
	    i = b.end)
		if (add_url(c, b.start, b.end, b.has_scheme, STR("")) < 0)
			return -1;
	if (front->title.n > 0)
		c->note->title = collect_line(front->title, NOTE_TITLE);
	c->note->date = front->date;
	return 0;
}

static char *
title_of_path(const char *path)
{
	const char *base = path_base(path), *ext = path_ext(path);
	size_t n = strlen(base);

	if (ext[0] != '\0')
		n -= strlen(ext) + 1;
	return collect_line(str_make(base, n), NOTE_TITLE);
}

static int
read_markdown(struct collect *c)
{
	struct front front;

	front_find(c->text, &front);
	return read_front(c, &front) < 0 ? -1 :
	    collect_markdown(c, front.end);
}

int
note_parse(struct note *note, struct str text, const char *path,
    struct err *err)
{
	AUTO(source_release) struct source source;
	struct err none = ERR_INIT;
	struct collect c = { .note = note, .err = err != NULL ? err : &none };
	int rc;

	memset(note, 0, sizeof(*note));
	note->format = note_format_of(path);
	if (source_init(&source, text, err) < 0)
		return err_in(err, "'%s'", path);
	c.text = source.text;
	rc = note->format == NOTE_URLS ? read_urls(&c) : read_markdown(&c);
	if (rc < 0) {
		note_release(note);
		return err_in(err, "'%s'", path);
	}
	collect_finish(&c, &source);
	if (note->title == NULL)
		note->title = title_of_path(path);
	return 0;
}

void
note_release(struct note *note)
{
	for (size_t i = 0; i < note->n_refs; i++) {
		free(note->refs[i].url);
		free(note->refs[i].text);
		free(note->refs[i].heading);
	}
	free(note->refs);
	free(note->title);
	memset(note, 0, sizeof(*note));
}
