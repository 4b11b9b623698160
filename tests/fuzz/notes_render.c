#include "base/text.h"
#include "fuzz.h"
#include "html/tree.h"
#include "notes/notes.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf html = BUF_INIT(64 << 20);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;

	if (n > 100000 ||
	    note_render(fuzz_str(p, n), "a/b.md", &html, &err) < 0)
		return 0;
	PROMISE(text_is_utf8(buf_view(&html)));
	(void)!html_parse(buf_view(&html), &doc, &err);
	return 0;
}
