#include "article/metadata.h"

#include <stdlib.h>

#include "article/authors.h"
#include "article/cover.h"
#include "article/dates.h"
#include "article/lang.h"
#include "article/licence.h"
#include "article/lines.h"
#include "article/node.h"
#include "article/offer.h"
#include "article/seen.h"
#include "article/title.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "html/tree.h"
#include "web/http.h"

/* JSON-LD of pages ends well below. */
#define MAX_LD ((size_t)4 << 20)
#define MAX_OBJECTS 400
#define MAX_METAS 1000
#define MAX_LINKS 1000
#define MAX_LD_DEPTH 6
/* Papers of large collaborations name their first authors here. */
#define MAX_AUTHORS 50
/* The longest language tag that is in use ("zh-Hant-HK", with room). */
#define MAX_LANG 20

#define N(list) (sizeof(list) / sizeof((list)[0]))

static const char *const article_types[] = {
	"Article", "NewsArticle", "BlogPosting", "TechArticle",
	"ReportageNewsArticle", "ScholarlyArticle", "AnalysisNewsArticle",
	"OpinionNewsArticle", "BackgroundNewsArticle", "ReviewNewsArticle",
	"SocialMediaPosting", "DiscussionForumPosting", "QAPage", "Question",
	"MedicalWebPage", "HowTo", "Recipe", "LiveBlogPosting", "Report",
	"VideoObject", "APIReference", "LearningResource", "Blog",
};

/* Objects, also those in arrays, @graph and mainEntity, in one array. */
static void
flatten(json_t *list, json_t *v, int depth)
{
	size_t i;
	json_t *member;

	if (v == NULL || depth > MAX_LD_DEPTH ||
	    json_array_size(list) >= MAX_OBJECTS)
		return;
	if (json_is_array(v)) {
		json_array_foreach(v, i, member)
			flatten(list, member, depth + 1);
	} else if (json_is_object(v)) {
		json_array_append(list, v);
		flatten(list, json_object_get(v, "@graph"), depth + 1);
		flatten(list, json_object_get(v, "mainEntity"), depth + 1);
	}
}

/* Links that say what they lead to. */
static bool
is_telling_link(const xmlNode *n)
{
	if (node_is(n, "link"))
		return html_attr(n, "href").n > 0;
	return node_is(n, "a") && (str_find_nocase(html_attr(n, "rel"),
	    STR("license")) != (size_t)-1 || str_find_nocase(
	    html_attr(n, "href"), STR("creativecommons.org/")) != (size_t)-1);
}

void
metadata_init(struct metadata *m, xmlNode *root, const struct url *base)
{
	m->root = root;
	m->base = base;
	m->ld = json_array();
	m->metas = NULL;
	m->n_metas = m->cap_metas = 0;
	m->links = NULL;
	m->n_links = m->cap_links = 0;
	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false)) {
		AUTO(buf_release) struct buf text = BUF_INIT(MAX_LD);
		AUTO(json_freep) json_t *v = NULL;
		struct str type;

		if (node_is(n, "meta") && m->n_metas < MAX_METAS &&
		    str_trim(html_attr(n, "content")).n > 0)
			*VEC_PUSH(&m->metas, &m->n_metas, &m->cap_metas) = n;
		if (m->n_links < MAX_LINKS && is_telling_link(n))
			*VEC_PUSH(&m->links, &m->n_links, &m->cap_links) = n;
		if (!node_is(n, "script"))
			continue;
		type = html_attr(n, "type");
		if (type.p == NULL || !str_starts_nocase(str_trim(type),
		    STR("application/ld+json")))
			continue;
		html_text(n, &text);
		if (!text.failed && json_read(str_trim(buf_view(&text)), &v,
		    NULL) == 0)
			flatten(m->ld, v, 0);
	}
}

void
metadata_release(struct metadata *m)
{
	json_freep(&m->ld);
	free(m->metas);
	free(m->links);
	m->metas = m->links = NULL;
}

static struct str
meta_attr(const struct metadata *m, const char *attr, const char *name)
{
	for (size_t i = 0; i < m->n_metas; i++) {
		struct str v = html_attr(m->metas[i], attr);

		if (v.p != NULL && str_eq_nocase(str_trim(v), str_of(name)))
			return str_trim(html_attr(m->metas[i], "content"));
	}
	return str_make(NULL, 0);
}

struct str
metadata_meta(const struct metadata *m, const char *name)
{
	struct str v = meta_attr(m, "property", name);

	return v.p != NULL ? v : meta_attr(m, "name", name);
}

struct str
metadata_prop(const struct metadata *m, const char *name)
{
	return meta_attr(m, "itemprop", name);
}

static bool
is_type(const json_t *type, const char *const *types, size_t n)
{
	const char *s = json_string_value(type);

	for (size_t i = 0; s != NULL && i < n; i++)
		if (strcmp(s, types[i]) == 0)
			return true;
	for (size_t i = 0; i < json_array_size(type); i++) {
		const json_t *one = json_array_get(type, i);

		if (json_is_string(one) && is_type(one, types, n))
			return true;
	}
	return false;
}

const json_t *
metadata_typed(const struct metadata *m, const char *const *types, size_t n)
{
	size_t i;
	json_t *v;

	json_array_foreach(m->ld, i, v)
		if (is_type(json_object_get(v, "@type"), types, n))
			return v;
	return NULL;
}

const json_t *
metadata_article(const struct metadata *m)
{
	return metadata_typed(m, article_types, N(article_types));
}

struct str
metadata_ld_text(const json_t *v, const char *member)
{
	for (int depth = 0; depth < 4 && !json_is_string(v); depth++) {
		const json_t *inner = json_is_array(v) ?
		    json_array_get(v, 0) : json_object_get(v, member);

		v = inner != NULL ? inner : json_object_get(v, "@value");
	}
	return json_is_string(v) ? str_make(json_string_value(v),
	    json_string_length(v)) : str_make(NULL, 0);
}

/* The object that {"@id": …} stands for, or v itself. */
static const json_t *
ld_resolve(const struct metadata *m, const json_t *v)
{
	const char *id = json_get_str(v, "@id");
	size_t i;
	json_t *one;

	if (id == NULL || json_object_get(v, "name") != NULL)
		return v;
	json_array_foreach(m->ld, i, one) {
		const char *other = json_get_str(one, "@id");

		if (other != NULL && strcmp(id, other) == 0 &&
		    json_object_get(one, "name") != NULL)
			return one;
	}
	return v;
}

static void
offer_ld_authors(const struct metadata *m, const json_t *v,
    struct article *out)
{
	struct str names[MAX_AUTHORS];
	size_t n = 0, len = json_is_array(v) ? json_array_size(v) : 1;

	for (size_t i = 0; i < len && n < MAX_AUTHORS; i++) {
		const json_t *one = ld_resolve(m, json_is_array(v) ?
		    json_array_get(v, i) : v);
		struct str name = metadata_ld_text(one, "name");

		if (name.n > 0)
			names[n++] = name;
	}
	if (n > 0)
		(void)authors_offer_all(out, "json-ld", names, n);
}

static void
offer_ld_date(const json_t *v, const char *key, enum article_field f,
    struct article *out)
{
	offer_date(out, f, "json-ld", metadata_ld_text(json_object_get(v, key),
	    "@value"));
}

static void
offer_ld(const struct metadata *m, const json_t *v, struct article *out)
{
	const json_t *author = json_object_get(v, "author");

	if (author == NULL)
		author = json_object_get(v, "creator");
	if (author != NULL)
		offer_ld_authors(m, author, out);
	offer_ld_date(v, "datePublished", ARTICLE_PUBLISHED, out);
	offer_ld_date(v, "uploadDate", ARTICLE_PUBLISHED, out);
	offer_ld_date(v, "dateCreated", ARTICLE_PUBLISHED, out);
	offer_ld_date(v, "dateModified", ARTICLE_MODIFIED, out);
	offer_text(out, ARTICLE_DESCRIPTION, "json-ld", metadata_ld_text(
	    json_object_get(v, "description"), "@value"), OFFER_PARAGRAPH);
}

/* "meta[name=author]"; names that speak for themselves stand alone. */
static void
put_source(const char *name, struct buf *out)
{
	bool is_plain = strchr(name, ':') != NULL ||
	    strchr(name, '.') != NULL || strchr(name, '_') != NULL ||
	    strcmp(name, "last-modified") == 0;

	if (is_plain)
		buf_str(out, name);
	else
		buf_fmt(out, "meta[name=%s]", name);
}

static void
offer_meta(const struct metadata *m, enum article_field f, const char *name,
    struct article *out)
{
	AUTO(buf_release) struct buf source = BUF_INIT(64);
	struct str v = metadata_meta(m, name);

	if (v.p == NULL)
		return;
	put_source(name, &source);
	if (f == ARTICLE_AUTHORS)
		(void)authors_offer(out, source.p, v);
	else if (f == ARTICLE_PUBLISHED || f == ARTICLE_MODIFIED)
		offer_date(out, f, source.p, v);
	else
		offer_text(out, f, source.p, v, f == ARTICLE_DESCRIPTION ?
		    OFFER_PARAGRAPH : OFFER_NAME);
}

/* Papers name each author in a <meta> of its own, as "Family, Given". */
static void
offer_citation(const struct metadata *m, struct article *out)
{
	AUTO(buf_release) struct buf text = BUF_INIT((size_t)1 << 16);
	struct str names[MAX_AUTHORS];
	size_t n = 0;

	for (size_t i = 0; i < m->n_metas && n < MAX_AUTHORS; i++) {
		struct str v = str_trim(html_attr(m->metas[i], "content"));
		size_t at = str_chr(v, ','), start = text.len;

		if (!str_eq_nocase(str_trim(html_attr(m->metas[i], "name")),
		    STR("citation_author")) || v.n > OFFER_NAME)
			continue;
		if (at != (size_t)-1) {
			buf_s(&text, str_trim(str_from(v, at + 1)));
			buf_char(&text, ' ');
		}
		buf_s(&text, str_sub(v, 0, at));
		names[n++] = str_make(NULL, text.len - start);
	}
	for (size_t i = 0, at = 0; i < n; at += names[i].n, i++)
		names[i].p = text.p + at;
	if (n > 0 && !text.failed)
		(void)authors_offer_all(out, "citation_author", names, n);
}

static void
offer_metas(const struct metadata *m, struct article *out)
{
	static const struct {
		enum article_field field;
		const char *name;
	} rules[] = {
		{ ARTICLE_AUTHORS, "author" },
		{ ARTICLE_AUTHORS, "article:author" },
		{ ARTICLE_AUTHORS, "article:author_name" },
		{ ARTICLE_AUTHORS, "dc.creator" },
		{ ARTICLE_AUTHORS, "dcterms.creator" },
		{ ARTICLE_AUTHORS, "parsely-author" },
		{ ARTICLE_AUTHORS, "sailthru.author" },
		{ ARTICLE_AUTHORS, "byl" },
		{ ARTICLE_PUBLISHED, "article:published_time" },
		{ ARTICLE_PUBLISHED, "og:published_time" },
		{ ARTICLE_PUBLISHED, "og:article:published_time" },
		{ ARTICLE_PUBLISHED, "article.published" },
		{ ARTICLE_PUBLISHED, "datePublished" },
		{ ARTICLE_PUBLISHED, "citation_publication_date" },
		{ ARTICLE_PUBLISHED, "citation_online_date" },
		{ ARTICLE_PUBLISHED, "citation_date" },
		{ ARTICLE_PUBLISHED, "dc.date.issued" },
		{ ARTICLE_PUBLISHED, "dcterms.issued" },
		{ ARTICLE_PUBLISHED, "dcterms.created" },
		{ ARTICLE_PUBLISHED, "dc.date" },
		{ ARTICLE_PUBLISHED, "dcterms.date" },
		{ ARTICLE_PUBLISHED, "publishdate" },
		{ ARTICLE_PUBLISHED, "publish_date" },
		{ ARTICLE_PUBLISHED, "publish-date" },
		{ ARTICLE_PUBLISHED, "pubdate" },
		{ ARTICLE_PUBLISHED, "pubtime" },
		{ ARTICLE_PUBLISHED, "parsely-pub-date" },
		{ ARTICLE_PUBLISHED, "sailthru.date" },
		{ ARTICLE_PUBLISHED, "og:release_date" },
		{ ARTICLE_PUBLISHED, "weibo: article:create_at" },
		{ ARTICLE_PUBLISHED, "date" },
		{ ARTICLE_MODIFIED, "article:modified_time" },
		{ ARTICLE_MODIFIED, "og:updated_time" },
		{ ARTICLE_MODIFIED, "dcterms.modified" },
		{ ARTICLE_MODIFIED, "dc.date.modified" },
		{ ARTICLE_MODIFIED, "dateModified" },
		{ ARTICLE_MODIFIED, "weibo: article:update_at" },
		{ ARTICLE_MODIFIED, "lastmod" },
		{ ARTICLE_DESCRIPTION, "og:description" },
		{ ARTICLE_DESCRIPTION, "description" },
		{ ARTICLE_DESCRIPTION, "twitter:description" },
		{ ARTICLE_DESCRIPTION, "dc.description" },
	};

	offer_citation(m, out);
	for (size_t i = 0; i < N(rules); i++)
		offer_meta(m, rules[i].field, rules[i].name, out);
}

static void
offer_sites(const struct metadata *m, const json_t *ld, struct article *out)
{
	static const char *const site_types[] = { "WebSite" };

	offer_meta(m, ARTICLE_SITE, "og:site_name", out);
	offer_text(out, ARTICLE_SITE, "json-ld", metadata_ld_text(ld_resolve(m,
	    json_object_get(ld, "publisher")), "name"), OFFER_NAME);
	offer_text(out, ARTICLE_SITE, "json-ld", metadata_ld_text(
	    json_object_get(metadata_typed(m, site_types, N(site_types)),
	    "name"), "@value"), OFFER_NAME);
	offer_meta(m, ARTICLE_SITE, "application-name", out);
	offer_meta(m, ARTICLE_SITE, "apple-mobile-web-app-title", out);
	offer_meta(m, ARTICLE_SITE, "citation_journal_title", out);
	offer_meta(m, ARTICLE_SITE, "twitter:site", out);
}

static void
offer_canonical(const struct metadata *m, struct article *out)
{
	for (size_t i = 0; i < m->n_links; i++)
		if (node_is(m->links[i], "link") && str_eq_nocase(str_trim(
		    html_attr(m->links[i], "rel")), STR("canonical")))
			offer_url(out, ARTICLE_CANONICAL, "rel=canonical",
			    html_attr(m->links[i], "href"), m->base);
	offer_url(out, ARTICLE_CANONICAL, "og:url", metadata_meta(m,
	    "og:url"), m->base);
}

static void
offer_lang(struct article *out, const char *source, struct str v)
{
	char tag[MAX_LANG];

	v = str_trim(v);
	if (v.n < 2 || v.n >= MAX_LANG)
		return;
	for (size_t i = 0; i < v.n; i++) {
		if (!ch_is_alnum(v.p[i]) && v.p[i] != '-' && v.p[i] != '_')
			return;
		tag[i] = v.p[i] == '_' ? '-' : v.p[i];
	}
	offer_value(out, ARTICLE_LANG, source, str_make(tag, v.n));
}

static void
offer_langs(const struct metadata *m, const json_t *ld, struct article *out)
{
	const xmlNode *body = html_find(m->root, "body");

	offer_lang(out, "html lang", html_attr(m->root, "lang"));
	offer_lang(out, "html lang", html_attr(m->root, "xml:lang"));
	if (body != NULL)
		offer_lang(out, "body lang", html_attr(body, "lang"));
	offer_lang(out, "og:locale", metadata_meta(m, "og:locale"));
	offer_lang(out, "content-language", meta_attr(m, "http-equiv",
	    "content-language"));
	offer_lang(out, "json-ld", metadata_ld_text(json_object_get(ld,
	    "inLanguage"), "alternateName"));
}

/* Dates that are often another thing's. */
static void
offer_weak_dates(const struct metadata *m, struct article *out)
{
	char date[DATES_SIZE];

	if (m->base != NULL && m->base->path != NULL &&
	    dates_find_in_path(str_of(m->base->path), date))
		offer_value(out, ARTICLE_PUBLISHED, "url", str_of(date));
	offer_meta(m, ARTICLE_MODIFIED, "last-modified", out);
	offer_date(out, ARTICLE_MODIFIED, "last-modified", meta_attr(m,
	    "http-equiv", "last-modified"));
}

void
metadata_fill(const struct metadata *m, struct article *out)
{
	static const char *const page_types[] = { "WebPage", "ItemPage",
		"AboutPage", "CollectionPage", "Product", "Course", "Event",
		"Book", "SoftwareSourceCode", "Dataset" };
	const json_t *ld = metadata_article(m);

	offer_langs(m, ld, out);
	offer_sites(m, ld, out);
	offer_canonical(m, out);
	title_fill(m, out);
	if (ld != NULL)
		offer_ld(m, ld, out);
	offer_metas(m, out);
	ld = metadata_typed(m, page_types, N(page_types));
	if (ld != NULL)
		offer_ld(m, ld, out);
	seen_offer(m, out);
	offer_weak_dates(m, out);
	lines_offer(m, out);
	authors_settle(out);
	ld = metadata_article(m);
	cover_offer(m, ld, out);
	licence_offer(m, ld, out);
}

void
metadata_offer_change(struct str date, struct article *out)
{
	char text[CLOCK_TEXT];
	int64_t ms;

	if (date.n == 0 || !http_date_parse(date, &ms))
		return;
	clock_text(ms, text);
	/* A template's date is older than what it was filled with. */
	if (strncmp(text, out->published, strlen("2020-03-24")) >= 0)
		offer_date(out, ARTICLE_MODIFIED, "http:last-modified",
		    str_of(text));
}

void
metadata_settle(struct article *out)
{
	const char *told = lang_of_text(str_of(out->text));
	struct provenance *p = &out->provenance[ARTICLE_LANG];
	AUTO(mem_freep) char *declared = NULL;

	if (told[0] == '\0' || lang_fits(str_of(out->lang), told))
		return;
	declared = out->lang;
	out->lang = mem_dup(told);
	provenance_drop(p, str_of(told));
	if (declared[0] != '\0')
		provenance_add(p, p->source, str_of(declared));
	provenance_set(p, "content");
}
