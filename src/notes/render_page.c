#include "base/mem.h"
#include "base/text.h"
#include "notes/collect.h"
#include "notes/entity.h"
#include "notes/render.h"

/* For a value within quotes of either kind, or none. */
static void
put_value(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (strchr("&<>\"'` =", s.p[i]) != NULL)
			buf_fmt(out, "&#%d;", s.p[i]);
		else
			buf_char(out, s.p[i]);
	}
}

static bool
is_as_written(const struct ref *r, struct str text)
{
	struct str written = str_sub(text, r->start, r->end);
	AUTO(buf_release) struct buf plain = BUF_INIT(written.n * 4 + 16);

	entity_decode_all(written, &plain);
	return str_eq(buf_view(&plain), str_of(r->url));
}

int
render_page(struct buf *out, const struct source *s, struct err *err)
{
	struct note note = { .format = NOTE_HTML };
	struct collect c = { .note = &note, .err = err, .text = s->text,
		.encoding = s->encoding };
	size_t done = 0;
	int rc = collect_html(&c);

	if (rc == 0)
		collect_sort(&c);
	for (size_t i = 0; rc == 0 && i < note.n_refs; i++) {
		const struct ref *r = &note.refs[i];

		if (r->start < done || is_as_written(r, s->text))
			continue;
		text_repair(out, str_sub(s->text, done, r->start));
		put_value(out, str_of(r->url));
		done = r->end;
	}
	text_repair(out, str_from(s->text, done));
	note_release(&note);
	return rc;
}
