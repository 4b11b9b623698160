#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "notes/bare.h"
#include "notes/collect.h"
#include "notes/format.h"
#include "notes/front.h"
#include "notes/urls.h"
#include "notes/when.h"

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

/* A journal's page: "2024-05-01.md", "2024_05_01.md". */
static int64_t
day_of_path(const char *path)
{
	struct str base = str_of(path_base(path));

	return base.n > 10 && !ch_is_digit(base.p[10]) &&
	    ch_is_digit(base.p[9]) && strchr("-_", base.p[4]) != NULL &&
	    base.p[7] == base.p[4] ? when_read(str_sub(base, 0, 10)) : 0;
}

static int
read_note(struct collect *c)
{
	switch (c->note->format) {
	case NOTE_URLS: return read_urls(c);
	case NOTE_HTML: return collect_html(c);
	case NOTE_BOOKMARKS: return collect_bookmarks(c);
	case NOTE_OPML: return collect_opml(c);
	case NOTE_FEED: return collect_feed(c);
	case NOTE_SITEMAP: return collect_sitemap(c);
	case NOTE_ORG: return collect_org(c);
	case NOTE_RST: return collect_rst(c);
	case NOTE_SHORTCUT: return collect_shortcut(c);
	case NOTE_JSON: return collect_json(c);
	case NOTE_CSV: return collect_csv(c);
	case NOTE_MARKDOWN: case NOTE_OTHER: break;
	}
	return read_markdown(c);
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
	if (source_init_note(&source, path, text, err) < 0)
		return err_in(err, "'%s'", path);
	c.text = source.text;
	c.encoding = source.encoding;
	c.day = day_of_path(path);
	note->format = format_find(path, source.text);
	rc = read_note(&c);
	if (rc < 0) {
		note_release(note);
		return err_in(err, "'%s'", path);
	}
	if (note->title == NULL)
		note->title = title_of_path(path);
	if (note->format == NOTE_SHORTCUT)
		collect_tell(&c, 0, str_of(note->title), 0);
	collect_finish(&c, &source);
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
