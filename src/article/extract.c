#include "article/extract.h"

#include <stdlib.h>

#include "article/clean.h"
#include "article/images.h"
#include "article/kind.h"
#include "article/metadata.h"
#include "article/node.h"
#include "article/prep.h"
#include "article/score.h"
#include "article/stats.h"
#include "base/text.h"
#include "html/plain.h"
#include "html/sanitise.h"
#include "html/tree.h"
#include "html/write.h"
#include "web/charset.h"
#include "web/media.h"

/* Larger than any page that is fetched, three bytes for one. */
#define MAX_TEXT ((size_t)96 << 20)
/* With less written text than this a page is a list, if anything. */
#define MIN_WRITTEN 140

struct page {
	const struct extract_opts *opts;
	struct article *out;
	xmlDoc *doc;
	xmlNode *root, *body;
	struct url base;
	const struct url *base_or_null;
	struct metadata meta;
	enum score_mode mode;
	bool is_list;
};

static void
page_release(struct page *p)
{
	metadata_release(&p->meta);
	url_release(&p->base);
	html_doc_freep(&p->doc);
}

static int
decode(struct str bytes, struct page *p, struct buf *text, struct err *err)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct str essence, charset, host = STR("");
	const char *name;

	media_parse(p->opts->content_type, &essence, &charset);
	if (url_parse(&u, p->opts->url, NULL, NULL) == 0 && u.host != NULL)
		host = str_of(u.host);
	name = charset_detect(bytes, charset, host);
	free(p->out->charset);
	p->out->charset = mem_dup(name);
	return charset_decode(name, bytes, text, err);
}

/* The page's URL, or what <base href> makes of it. */
static void
find_base(struct page *p)
{
	struct url own = URL_INIT;
	const xmlNode *base = html_find(p->root, "base");
	struct str href = base != NULL ? html_attr(base, "href") :
	    str_make(NULL, 0);

	p->base = own;
	if (url_parse(&own, p->opts->url, NULL, NULL) == 0)
		p->base_or_null = &p->base;
	if (href.p != NULL && url_parse(&p->base, href,
	    p->base_or_null != NULL ? &own : NULL, NULL) == 0 &&
	    url_is_http(&p->base)) {
		p->base_or_null = &p->base;
		url_release(&own);
		return;
	}
	url_release(&p->base);
	p->base = own;
}

static int
parse(struct str bytes, struct page *p, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_TEXT);

	if (decode(bytes, p, &text, err) < 0 ||
	    html_parse(buf_view(&text), &p->doc, err) < 0)
		return -1;
	p->root = xmlDocGetRootElement(p->doc);
	p->body = p->root != NULL ? html_find(p->root, "body") : NULL;
	if (p->body == NULL)
		return err_set(err, ERR_ITEM, "page without a body");
	find_base(p);
	metadata_init(&p->meta, p->root, p->base_or_null);
	metadata_fill(&p->meta, p->out);
	return 0;
}

/* Removes what was marked as clutter inside of root. */
static void
drop_out(struct stats *st, int root)
{
	for (int i = root + 1; i < st->v[root].end; ) {
		if (st->v[i].is_out) {
			int end = st->v[i].end;

			html_drop(st->v[i].node);
			i = end;
		} else {
			i++;
		}
	}
}

/* The element that holds the content. */
static xmlNode *
choose(struct page *p)
{
	AUTO(stats_release) struct stats st = STATS_INIT;
	int i;

	stats_build(&st, p->body);
	if (p->mode == SCORE_ARTICLE && score_is_comments(&st))
		p->mode = SCORE_THREAD;
	score_mark(&st, p->mode);
	i = p->mode == SCORE_ARTICLE ? score_choose(&st) :
	    score_choose_thread(&st);
	p->is_list = i < 0 || st.v[i].net < MIN_WRITTEN;
	if (p->is_list)
		i = score_choose_list(&st);
	drop_out(&st, i);
	return st.v[i].node;
}

static void
set(char **field, struct buf *b)
{
	char *s = buf_take(b, NULL);

	if (s == NULL)
		return;
	free(*field);
	*field = s;
}

static size_t
count(const xmlNode *root, const char *name)
{
	size_t n = 0;

	for (const xmlNode *i = root; i != NULL; i = html_next(i, root, false))
		n += node_is(i, name);
	return n;
}

/* Moves the chosen element into a root of its own and writes it. */
static void
finish(struct page *p, xmlNode *chosen)
{
	struct article *out = p->out;
	struct buf html = BUF_INIT(MAX_TEXT), text = BUF_INIT(MAX_TEXT);
	xmlNode *root = xmlNewDocNode(p->doc, NULL, BAD_CAST "div", NULL);

	xmlAddChild(p->root, root);
	xmlUnlinkNode(chosen);
	if (node_is(chosen, "body"))
		xmlNodeSetName(chosen, BAD_CAST "div");
	xmlAddChild(root, chosen);
	html_sanitise(root, &(struct sanitise_opts){ p->base_or_null });
	images_collect(root, out);
	html_write_children(root, &html);
	html_to_text(root, &text);
	out->code_blocks = count(root, "pre");
	set(&out->html, &html);
	set(&out->text, &text);
	out->words = text_words(str_of(out->text));
}

int
extract_page(struct str bytes, const struct extract_opts *o,
    struct article *out, struct err *err)
{
	AUTO(page_release) struct page p = { .opts = o, .out = out,
		.base = URL_INIT };
	xmlNode *chosen;

	article_init(out);
	if (parse(bytes, &p, err) < 0)
		return -1;
	if (kind_is_thread(&p.meta))
		p.mode = kind_is_answers(&p.meta) ? SCORE_ANSWERS :
		    SCORE_THREAD;
	prep_body(p.body);
	chosen = choose(&p);
	images_resolve(chosen, p.base_or_null);
	clean_root(chosen, &(struct clean_opts){
	    .title = str_of(out->title), .keep_links = p.is_list,
	    .is_thread = p.mode != SCORE_ARTICLE,
	    .keep_comments = p.mode == SCORE_THREAD });
	out->outcome = p.is_list ? OUTCOME_LIST : p.mode != SCORE_ARTICLE ?
	    OUTCOME_THREAD : OUTCOME_ARTICLE;
	finish(&p, chosen);
	return 0;
}
