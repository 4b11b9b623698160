#include "base/clock.h"
#include "base/mem.h"
#include "notes/render.h"

/* Folders of a path, as folders.h joins them. */
#define SEPARATOR STR(" / ")

struct lists {
	struct buf *out;
	struct str path[RENDER_DEPTH];	/* the open folders */
	size_t depth;
};

static size_t
split(struct str heading, struct str path[RENDER_DEPTH])
{
	size_t n = 0, i;

	while (heading.n > 0 && n < RENDER_DEPTH) {
		i = n + 1 < RENDER_DEPTH ? str_find(heading, SEPARATOR) :
		    (size_t)-1;
		path[n++] = str_sub(heading, 0, i == (size_t)-1 ? heading.n :
		    i);
		heading = i == (size_t)-1 ? STR("") :
		    str_from(heading, i + SEPARATOR.n);
	}
	return n;
}

/* Tags stand behind the folder: they make no folder of their own. */
static struct str
cut_tags(struct str heading)
{
	size_t i = str_find(heading, STR(" #"));

	if (heading.n > 0 && heading.p[0] == '#')
		return STR("");
	return i == (size_t)-1 ? heading : str_sub(heading, 0, i);
}

static void
go_to(struct lists *l, struct str heading)
{
	struct str path[RENDER_DEPTH];
	size_t n = split(heading, path), same = 0;

	while (same < n && same < l->depth &&
	    str_eq(path[same], l->path[same]))
		same++;
	for (; l->depth > same; l->depth--)
		buf_str(l->out, "</ul>\n</li>\n");
	for (; l->depth < n; l->depth++) {
		buf_str(l->out, "<li><strong>");
		render_text(l->out, path[l->depth]);
		buf_str(l->out, "</strong>\n<ul>\n");
		l->path[l->depth] = path[l->depth];
	}
}

static void
write_item(struct buf *b, const struct ref *r, struct str tags)
{
	char date[CLOCK_TEXT];

	buf_str(b, "<li><a");
	render_attr(b, "href", str_of(r->url));
	buf_char(b, '>');
	render_text(b, str_of(r->text[0] != '\0' ? r->text : r->url));
	buf_str(b, "</a>");
	if (r->date != 0) {
		clock_text(r->date, date);
		buf_fmt(b, " <time datetime=\"%s\">%.10s</time>", date, date);
	}
	if (str_trim(tags).n > 0) {
		buf_str(b, " <small>");
		render_text(b, str_trim(tags));
		buf_str(b, "</small>");
	}
	buf_str(b, "</li>\n");
}

void
render_list(struct buf *out, const struct note *note)
{
	struct lists l = { .out = out };

	buf_str(out, "<h1>");
	render_text(out, str_of(note->title));
	buf_str(out, "</h1>\n<ul>\n");
	for (size_t i = 0; i < note->n_refs; i++) {
		struct str heading = str_of(note->refs[i].heading);
		struct str folder = cut_tags(heading);

		go_to(&l, folder);
		write_item(out, &note->refs[i], str_from(heading, folder.n));
	}
	go_to(&l, STR(""));
	buf_str(out, "</ul>\n");
}
