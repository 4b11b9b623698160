#include "site/joined.h"

#include <stdlib.h>

#include "article/article.h"
#include "base/log.h"
#include "base/map.h"
#include "site/link.h"
#include "site/memo.h"
#include "site/page.h"
#include "site/state.h"
#include "store/parts.h"

struct joined {
	struct build *b;
	const char *path;
	struct buf *out;
	char *first;		/* the first page's text; NULL: it is in texts */
	struct map texts;	/* digests of what was put already */
};

void
joined_id(int64_t number, struct buf *out)
{
	buf_fmt(out, "kb-page-%lld", (long long)number);
}

static void
put_unreadable(struct buf *out)
{
	buf_str(out, "<div class=\"kb-notice kb-gone\"><p>The saved copy "
	    "could not be read from the archive.</p></div>\n");
}

static void
put_missing(const struct joined *j, const struct part *p)
{
	struct buf *out = j->out;

	buf_str(out, "\n<div class=\"kb-notice kb-gone\" id=\"");
	joined_id(p->number, out);
	buf_fmt(out, "\">\n<p><b>Page %lld is missing.</b> ",
	    (long long)p->number);
	if (p->r != NULL)
		state_reason(p->r, out);
	else
		buf_str(out, "It was not asked for.");
	buf_str(out, "</p>\n<p>The original address may still work: ");
	page_external(out, p->url);
	buf_str(out, "</p>\n</div>\n");
}

static void
put_separator(const struct joined *j, int64_t number, const char *url)
{
	buf_str(j->out, "\n<p class=\"kb-part\" id=\"");
	joined_id(number, j->out);
	buf_fmt(j->out, "\"><span>Page %lld</span> ", (long long)number);
	page_external(j->out, url);
	buf_str(j->out, "</p>\n");
}

/* Is it another text than those of the pages before? */
static bool
note_text(struct joined *j, const char *text)
{
	char digest[HASH_HEX];

	/* Most articles have no further page. */
	if (j->first != NULL) {
		hash_of(str_of(j->first), digest);
		(void)map_add(&j->texts, str_of(digest));
		free(j->first);
		j->first = NULL;
	}
	hash_of(str_of(text), digest);
	return map_add(&j->texts, str_of(digest));
}

/* One page's text; *is_new false: an earlier page has the same. */
static int
put_page(struct joined *j, const struct resource *r, int64_t number,
    bool *is_new, struct err *err)
{
	AUTO(buf_release) struct buf json = BUF_INIT(BUILD_PAYLOAD_MAX);
	AUTO(article_release) struct article a = { 0 };

	*is_new = true;
	if (build_load(j->b, &r->article, &json, err) < 0 ||
	    article_from_json_unchecked(&a, buf_view(&json), err) < 0)
		return -1;
	if (number == 1) {
		j->first = a.text;
		a.text = NULL;
	} else {
		*is_new = note_text(j, a.text);
		if (!*is_new)
			return 0;
		put_separator(j, number, r->url);
	}
	return link_article(j->b, &(struct link_page){ .path = j->path,
	    .r = r, .number = number }, str_of(a.html), j->out, err);
}

/* The same; what cannot be read is told in its place. */
static int
try_page(struct joined *j, const struct resource *r, int64_t number,
    bool *is_new, struct err *err)
{
	size_t mark = j->out->len;

	if (put_page(j, r, number, is_new, err) == 0)
		return 0;
	if (err->kind == ERR_SYSTEM)
		return -1;
	log_warn("the copy of '%s' is not shown: %s", r->url, err->msg);
	err_clear(err);
	memo_spoil(j->b);
	buf_cut(j->out, mark);
	if (number > 1)
		put_separator(j, number, r->url);
	put_unreadable(j->out);
	return 0;
}

static int
put_part(void *ctx, const struct part *p, struct err *err)
{
	struct joined *j = ctx;
	bool is_new;

	memo_use(j->b, FACT_RESOURCE, p->url);
	if (p->r == NULL || !outcome_is_page(p->r->outcome)) {
		put_missing(j, p);
		return 0;
	}
	if (try_page(j, p->r, p->number, &is_new, err) < 0)
		return -1;
	return is_new ? 0 : 1;
}

int
joined_put(struct build *b, const char *path, const struct resource *r,
    struct buf *out, struct err *err)
{
	struct joined j = { b, path, out, NULL, MAP_INIT };
	bool is_new;
	int rc;

	buf_str(out, "<article class=\"kb-body\" lang=\"");
	page_text(out, r->lang);
	buf_str(out, "\">\n");
	rc = try_page(&j, r, 1, &is_new, err);
	if (rc == 0)
		rc = parts_each(b->catalog, r, put_part, &j, err);
	buf_str(out, "\n</article>\n");
	free(j.first);
	map_release(&j.texts);
	return rc;
}
