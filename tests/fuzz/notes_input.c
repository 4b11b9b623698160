#include "base/text.h"
#include "fuzz.h"
#include "notes/notes.h"

/* The first byte chooses the name, and so the reader. */
static const char *const names[] = { "a.html", "a.opml", "a.xml", "a.rss",
	"a.org", "a.rst", "a.url", "a.webloc", "a.json", "a.csv" };

static void
check_ref(const struct ref *r, size_t before, size_t n)
{
	PROMISE(r->at >= before && r->at <= n);
	PROMISE(r->start <= r->end && r->end <= n);
	PROMISE(r->line > 0 && r->column > 0);
	PROMISE(r->url[0] != '\0' && text_is_utf8(str_of(r->url)));
	PROMISE(text_is_utf8(str_of(r->text)));
	PROMISE(text_is_utf8(str_of(r->heading)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf html = BUF_INIT(16 << 20);
	AUTO(buf_release) struct buf hidden = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	struct note note = { 0 };
	size_t before = 0;
	const char *name;

	if (n == 0 || n > 200000)
		return 0;
	name = names[p[0] % (sizeof(names) / sizeof(names[0]))];
	p++;
	n--;
	if (note_parse(&note, fuzz_str(p, n), name, &err) == 0) {
		for (size_t i = 0; i < note.n_refs; i++) {
			check_ref(&note.refs[i], before, n);
			before = note.refs[i].at;
		}
	}
	if (note_hide_logins(&note, fuzz_str(p, n), &hidden))
		PROMISE(hidden.len == n);
	note_release(&note);
	if (note_render(fuzz_str(p, n), name, &html, &err) == 0)
		PROMISE(text_is_utf8(buf_view(&html)));
	return 0;
}
