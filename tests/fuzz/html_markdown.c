#include "base/text.h"
#include "fuzz.h"
#include "html/markdown.h"
#include "html/sanitise.h"
#include "html/tree.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf out = BUF_INIT(64 << 20);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	const struct sanitise_opts opts = { .base = NULL };
	struct err err = ERR_INIT;
	xmlNode *body;

	if (n > 100000 || html_parse(fuzz_str(p, n), &doc, &err) < 0)
		return 0;
	body = html_find(xmlDocGetRootElement(doc), "body");
	if (body == NULL)
		return 0;
	html_sanitise(body, &opts);
	html_to_markdown(body, &out);
	PROMISE(text_is_utf8(buf_view(&out)));
	return 0;
}
