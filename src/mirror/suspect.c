#include "mirror/suspect.h"

#include <string.h>

#include "store/catalog.h"

/* Pictures that the extraction left out are on the page all the same. */
static void
make_page(struct judge_page *p, const struct resource *r,
    const struct article *a)
{
	judge_page_make(p, r, str_of(a->text), a->n_images +
	    a->n_images_other);
}

int
suspect_judge(struct run *run, const struct resource *good,
    const struct resource *found, const struct article *a,
    struct judgement *j, struct err *err)
{
	AUTO(buf_release) struct buf json = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(article_release) struct article old = { 0 };
	AUTO(judge_page_release) struct judge_page was = { 0 };
	AUTO(judge_page_release) struct judge_page now = { 0 };
	bool is_known, is_shared = false;

	*j = judge_sizes(good, found);
	if (j->verdict != JUDGE_PASS || a == NULL ||
	    !outcome_is_page(found->outcome))
		return 0;
	if (run_article(run, &good->article, &old, &json, &is_known, err) < 0)
		return -1;
	if (!is_known)
		return 0;
	if (strcmp(good->title, found->title) != 0 &&
	    catalog_shares_title(run->catalog, good->url, found->title,
	    &is_shared, err) < 0)
		return -1;
	make_page(&was, good, &old);
	make_page(&now, found, a);
	*j = judge_pages(&was, &now, is_shared);
	return 0;
}
