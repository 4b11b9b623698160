#include "article/extract.h"

#include <stdlib.h>

#include "base/text.h"
#include "html/sanitise.h"
#include "html/tree.h"
#include "html/write.h"
#include "web/charset.h"
#include "web/media.h"

/* Larger than any page that is fetched, three bytes for one. */
#define MAX_TEXT ((size_t)96 << 20)

int
extract_page(struct str bytes, const struct extract_opts *o,
    struct article *out, struct err *err)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_TEXT);
	struct buf html = BUF_INIT(MAX_TEXT);
	struct str essence, charset;
	xmlNode *body;

	article_init(out);
	media_parse(o->content_type, &essence, &charset);
	if (charset_decode(charset_detect(bytes, charset, str_of("")), bytes,
	    &text, err) < 0 || html_parse(buf_view(&text), &doc, err) < 0)
		return -1;
	body = html_find(xmlDocGetRootElement(doc), "body");
	if (body != NULL) {
		html_sanitise(body, &(struct sanitise_opts){ NULL });
		html_write_children(body, &html);
		free(out->html);
		out->html = buf_take(&html, NULL);
	}
	out->outcome = OUTCOME_ARTICLE;
	return 0;
}
