#include "article/licence.h"

#include "article/node.h"
#include "article/offer.h"
#include "base/text.h"
#include "html/tree.h"

/* A line that says what may be done is no longer. */
#define MAX_LINE 2000

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* Does it belong to a picture, a quotation or a comment? */
static bool
is_of_part(const xmlNode *n)
{
	static const char *const tags[] = { "figure", "figcaption",
		"blockquote", "table", "pre" };
	static const char *const words[] = { "caption", "credit", "comment",
		"image", "photo", "gallery", "attribution" };

	for (; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent) {
		if (NODE_IS_ANY(n, tags))
			return true;
		if (node_is(n, "body"))
			return false;
		if (str_has_any_nocase(html_attr(n, "class"), words,
		    N(words)))
			return true;
	}
	return false;
}

/* Does the line around the link speak of the whole page? */
static bool
is_of_page(const xmlNode *a)
{
	static const char *const words[] = { "this work", "this page",
		"this site", "this article", "this website", "this book",
		"this document", "this post", "content is", "contents are",
		"content on", "except where", "otherwise noted",
		"text is available", "licensed under", "本作品", "本文",
		"本站", "许可协议", "采用", "授权" };
	AUTO(buf_release) struct buf line = BUF_INIT(MAX_LINE);

	if (a->parent == NULL)
		return false;
	html_text(a->parent, &line);
	return !line.failed && str_has_any_nocase(buf_view(&line), words,
	    N(words));
}

static bool
is_commons(struct str href)
{
	return href.p != NULL && str_find_nocase(href,
	    STR("creativecommons.org/")) != (size_t)-1 &&
	    (str_find(href, STR("/licenses/")) != (size_t)-1 ||
	    str_find(href, STR("/publicdomain/")) != (size_t)-1);
}

static bool
has_licence_rel(const xmlNode *n)
{
	struct str rest = html_attr(n, "rel"), token;

	while (str_cut(&rest, ' ', &token))
		if (str_eq_nocase(token, STR("license")))
			return true;
	return false;
}

void
licence_offer(const struct metadata *m, const json_t *ld,
    struct article *out)
{
	static const char *const names[] = { "dcterms.license", "dc.license",
		"dc.rights", "dcterms.rights", "dc.rights.license" };

	for (size_t i = 0; i < m->n_links; i++)
		if (has_licence_rel(m->links[i]) && !is_of_part(m->links[i]))
			offer_url(out, ARTICLE_LICENCE, "rel=license",
			    html_attr(m->links[i], "href"), m->base);
	offer_text(out, ARTICLE_LICENCE, "json-ld", metadata_ld_text(
	    json_object_get(ld, "license"), "url"), OFFER_PARAGRAPH);
	for (size_t i = 0; i < N(names); i++)
		offer_text(out, ARTICLE_LICENCE, names[i],
		    metadata_meta(m, names[i]), OFFER_PARAGRAPH);
	for (size_t i = 0; i < m->n_links; i++)
		if (is_commons(html_attr(m->links[i], "href")) &&
		    !is_of_part(m->links[i]) && is_of_page(m->links[i]))
			offer_url(out, ARTICLE_LICENCE, "link",
			    html_attr(m->links[i], "href"), m->base);
}
