#include "fuzz.h"
#include "notes/notes.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const paths[] = { "a/b.md", "urls.txt" };
	AUTO(buf_release) struct buf name = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	if (n > 200000)
		return 0;
	for (size_t k = 0; k < 2; k++) {
		struct note note = { 0 };
		size_t before = 0;

		if (note_parse(&note, fuzz_str(p, n), paths[k], &err) == 0) {
			PROMISE(note.title != NULL);
			for (size_t i = 0; i < note.n_refs; i++) {
				const struct ref *r = &note.refs[i];

				PROMISE(r->at >= before && r->at <= n);
				PROMISE(r->start <= r->end && r->end <= n);
				PROMISE(r->line > 0 && r->column > 0);
				PROMISE(r->url != NULL && r->text != NULL);
				PROMISE(r->heading != NULL);
				before = r->at;
			}
		}
		note_release(&note);
	}
	(void)note_resolve("a/b.md", fuzz_str(p, n), &name);
	PROMISE(str_find(buf_view(&name), STR("../")) != 0);
	return 0;
}
