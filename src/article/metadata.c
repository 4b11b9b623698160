#include "article/metadata.h"

#include <stdlib.h>

#include "article/dates.h"
#include "article/node.h"
#include "article/title.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "html/tree.h"

/* JSON-LD of pages ends well below. */
#define MAX_LD ((size_t)4 << 20)
#define MAX_OBJECTS 400
#define MAX_METAS 1000
#define MAX_LD_DEPTH 6
/* A name longer than this is a paragraph that was taken for one. */
#define MAX_NAME 300
#define MAX_VALUE 4096
/* Bylines stand within the first bytes of text, in lines of this length. */
#define MAX_LOOK 6000
#define MAX_BYLINE 200

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

void
metadata_init(struct metadata *m, xmlNode *root, const struct url *base)
{
	m->root = root;
	m->base = base;
	m->ld = json_array();
	m->metas = NULL;
	m->n_metas = m->cap_metas = 0;
	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false)) {
		AUTO(buf_release) struct buf text = BUF_INIT(MAX_LD);
		AUTO(json_freep) json_t *v = NULL;
		struct str type;

		if (node_is(n, "meta") && m->n_metas < MAX_METAS &&
		    str_trim(html_attr(n, "content")).n > 0)
			*VEC_PUSH(&m->metas, &m->n_metas, &m->cap_metas) = n;
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
	m->metas = NULL;
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

static void
set_text(char **field, struct str v, size_t max)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_VALUE);

	if ((*field)[0] != '\0' || v.p == NULL || v.n > MAX_VALUE)
		return;
	text_squeeze(&b, v);
	if (b.len == 0 || b.len > max || b.failed)
		return;
	free(*field);
	*field = mem_dup(b.p);
}

static void
set_date(char **field, struct str v)
{
	char date[DATES_SIZE];

	if ((*field)[0] != '\0' || v.p == NULL || !dates_find(v, date))
		return;
	free(*field);
	*field = mem_dup(date);
}

static void
set_url(char **field, struct str v, const struct url *base)
{
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_VALUE);

	if ((*field)[0] != '\0' || v.p == NULL || v.n > MAX_VALUE ||
	    url_parse(&u, v, base, NULL) < 0 || !url_is_http(&u))
		return;
	url_href(&u, &b);
	if (b.failed)
		return;
	free(*field);
	*field = mem_dup(b.p);
}

/* A string, an object's name or url, or the first of an array of these. */
static struct str
ld_string(const json_t *v, const char *member)
{
	if (json_is_array(v))
		v = json_array_get(v, 0);
	if (json_is_object(v))
		v = json_object_get(v, member);
	if (json_is_array(v))
		v = json_array_get(v, 0);
	return json_is_string(v) ? str_make(json_string_value(v),
	    json_string_length(v)) : str_make(NULL, 0);
}

static bool
is_name(struct str v)
{
	return v.n > 0 && v.n <= MAX_NAME &&
	    !str_starts_nocase(v, STR("http")) && v.p[0] != '{';
}

/* All authors of JSON-LD, ", " between them. */
static void
set_ld_authors(struct article *out, const json_t *v)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_VALUE);
	size_t n = json_is_array(v) ? json_array_size(v) : v != NULL;

	for (size_t i = 0; i < n && i < 20; i++) {
		struct str name = str_trim(ld_string(json_is_array(v) ?
		    json_array_get(v, i) : v, "name"));

		if (!is_name(name))
			continue;
		if (b.len > 0)
			buf_str(&b, ", ");
		buf_s(&b, name);
	}
	set_text(&out->byline, buf_view(&b), MAX_NAME);
}

static void
fill_ld(const struct metadata *m, struct article *out)
{
	const json_t *v = metadata_typed(m, article_types, N(article_types));
	const json_t *author = json_object_get(v, "author");

	if (v == NULL)
		return;
	set_ld_authors(out, author);
	set_date(&out->published, ld_string(json_object_get(v,
	    "datePublished"), "@value"));
	set_date(&out->published, ld_string(json_object_get(v, "uploadDate"),
	    "@value"));
	set_date(&out->published, ld_string(json_object_get(v, "dateCreated"),
	    "@value"));
	set_date(&out->modified, ld_string(json_object_get(v, "dateModified"),
	    "@value"));
	set_text(&out->description, ld_string(json_object_get(v,
	    "description"), "@value"), MAX_VALUE);
	set_text(&out->site, ld_string(json_object_get(v, "publisher"),
	    "name"), MAX_NAME);
	set_text(&out->licence, ld_string(json_object_get(v, "license"),
	    "url"), MAX_VALUE);
	set_url(&out->lead_image, ld_string(json_object_get(v, "image"),
	    "url"), m->base);
	set_url(&out->lead_image, ld_string(json_object_get(v,
	    "thumbnailUrl"), "url"), m->base);
}

static void
fill_meta(const struct metadata *m, struct article *out)
{
	static const char *const authors[] = { "author", "article:author",
		"dc.creator", "dcterms.creator", "citation_author",
		"parsely-author", "sailthru.author", "byl", "twitter:data1" };
	static const char *const published[] = { "article:published_time",
		"og:published_time", "datePublished", "publishdate",
		"pubdate", "publish_date", "dc.date", "dcterms.created",
		"dc.date.issued", "dcterms.date", "citation_publication_date",
		"citation_date", "parsely-pub-date", "sailthru.date",
		"date", "og:release_date", "weibo: article:create_at",
		"article.published", "og:article:published_time", "pubtime" };
	static const char *const modified[] = { "article:modified_time",
		"og:updated_time", "dcterms.modified", "last-modified",
		"lastmod" };
	static const char *const descriptions[] = { "og:description",
		"description", "twitter:description", "dc.description" };
	static const char *const images[] = { "og:image", "og:image:url",
		"twitter:image", "twitter:image:src" };
	static const char *const sites[] = { "og:site_name",
		"application-name", "twitter:site" };

	for (size_t i = 0; i + 1 < N(authors); i++)
		if (is_name(metadata_meta(m, authors[i])))
			set_text(&out->byline, metadata_meta(m, authors[i]),
			    MAX_NAME);
	for (size_t i = 0; i < N(published); i++)
		set_date(&out->published, metadata_meta(m, published[i]));
	for (size_t i = 0; i < N(modified); i++)
		set_date(&out->modified, metadata_meta(m, modified[i]));
	for (size_t i = 0; i < N(descriptions); i++)
		set_text(&out->description, metadata_meta(m,
		    descriptions[i]), MAX_VALUE);
	for (size_t i = 0; i < N(images); i++)
		set_url(&out->lead_image, metadata_meta(m, images[i]),
		    m->base);
	for (size_t i = 0; i < N(sites); i++)
		set_text(&out->site, metadata_meta(m, sites[i]), MAX_NAME);
	set_url(&out->canonical, metadata_meta(m, "og:url"), m->base);
}

static void
fill_links(const struct metadata *m, struct article *out)
{
	for (const xmlNode *n = m->root; n != NULL;
	    n = html_next(n, m->root, false)) {
		struct str rel;

		if (!node_is(n, "link") && !node_is(n, "a"))
			continue;
		rel = html_attr(n, "rel");
		if (rel.p == NULL)
			continue;
		if (node_is(n, "link") && str_eq_nocase(str_trim(rel),
		    STR("canonical"))) {
			free(out->canonical);
			out->canonical = mem_dup("");
			set_url(&out->canonical, html_attr(n, "href"),
			    m->base);
		} else if (str_find_nocase(rel, STR("license")) !=
		    (size_t)-1) {
			set_url(&out->licence, html_attr(n, "href"), m->base);
		} else if (node_is(n, "a") && (str_eq_nocase(str_trim(rel),
		    STR("author")))) {
			AUTO(buf_release) struct buf b = BUF_INIT(MAX_VALUE);

			html_text(n, &b);
			set_text(&out->byline, buf_view(&b), 80);
		}
	}
}

static bool
is_author_mark(const xmlNode *n)
{
	static const char *const classes[] = { "author", "byline",
		"author-name", "p-author", "post-author", "entry-author",
		"authorName", "article-author", "username", "nickname" };
	struct str prop = html_attr(n, "itemprop");

	if (prop.p != NULL && str_eq_nocase(str_trim(prop), STR("author")))
		return true;
	return node_has_class(n, classes, N(classes));
}

static bool
is_date_mark(const xmlNode *n)
{
	static const char *const classes[] = { "post-date", "entry-date",
		"published", "date", "publish-date", "pubdate", "time",
		"post-time", "publish-time", "article-time", "timestamp",
		"posted-on", "dt-published", "pub-time", "article-date" };
	struct str prop = html_attr(n, "itemprop"), id = html_attr(n, "id");

	if (prop.p != NULL && str_eq_nocase(str_trim(prop),
	    STR("datePublished")))
		return true;
	if (id.p != NULL && (str_eq(id, STR("publish_time")) ||
	    str_eq(id, STR("pubtime")) || str_eq(id, STR("post-date"))))
		return true;
	return node_has_class(n, classes, N(classes));
}

static void
set_seen_author(struct article *out, struct str v)
{
	static const char *const before[] = { "by ", "author:", "von ",
		"written by ", "作者：", "作者:", "文/", "文：" };

	v = str_trim(v);
	for (size_t i = 0; i < N(before); i++)
		if (str_starts_nocase(v, str_of(before[i])))
			v = str_trim(str_from(v, strlen(before[i])));
	if (v.n > 1)
		set_text(&out->byline, v, 80);
}

/* Bylines and dates that are seen, the first of each. */
static void
fill_seen(const struct metadata *m, struct article *out)
{
	for (const xmlNode *n = m->root; n != NULL &&
	    (out->byline[0] == '\0' || out->published[0] == '\0');
	    n = html_next(n, m->root, false)) {
		AUTO(buf_release) struct buf b = BUF_INIT(MAX_VALUE);

		if (n->type != XML_ELEMENT_NODE || n->properties == NULL)
			continue;
		if (node_is(n, "time") && html_attr(n, "datetime").n > 0) {
			set_date(&out->published, html_attr(n, "datetime"));
		} else if (out->byline[0] == '\0' && is_author_mark(n)) {
			if (html_attr(n, "content").n > 0)
				buf_s(&b, html_attr(n, "content"));
			else
				html_text(n, &b);
			set_seen_author(out, buf_view(&b));
		} else if (out->published[0] == '\0' && is_date_mark(n)) {
			if (html_attr(n, "content").n > 0)
				buf_s(&b, html_attr(n, "content"));
			else if (html_attr(n, "datetime").n > 0)
				buf_s(&b, html_attr(n, "datetime"));
			else
				html_text(n, &b);
			set_date(&out->published, buf_view(&b));
		}
	}
}

/* "作者：某某 发布于 2020年3月24日" in a short line near the beginning. */
static void
read_line(struct article *out, struct str line)
{
	static const char *const author[] = { "作者：", "作者:", "作者 ",
		"文 | ", "文｜", "Author: ", "Autor: ", "By: " };
	static const char *const date[] = { "发布", "发表", "时间", "日期",
		"于 20", "Published", "Posted", "Updated" };

	for (size_t i = 0; i < N(author); i++) {
		size_t at = str_find(line, str_of(author[i])), end;

		if (at == (size_t)-1)
			continue;
		struct str name = str_trim(str_from(line, at +
		    strlen(author[i])));

		end = 0;
		while (end < name.n && name.p[end] != ' ' &&
		    name.p[end] != '|' && name.p[end] != '\n')
			end++;
		set_text(&out->byline, str_sub(name, 0, end), 60);
	}
	for (size_t i = 0; i < N(date); i++)
		if (str_find(line, str_of(date[i])) != (size_t)-1)
			set_date(&out->published, line);
}

static void
fill_lines(const struct metadata *m, struct article *out)
{
	const xmlNode *n = html_find(m->root, "body");
	size_t seen = 0;

	while (n != NULL && seen < MAX_LOOK &&
	    (out->byline[0] == '\0' || out->published[0] == '\0')) {
		bool skip = node_is(n, "script") || node_is(n, "style");

		if (n->type == XML_TEXT_NODE) {
			struct str line = str_trim(str_of((char *)n->content));

			seen += line.n;
			if (line.n > 8 && line.n < MAX_BYLINE)
				read_line(out, line);
		}
		n = html_next(n, m->root, skip);
	}
}

static void
fill_lang(const struct metadata *m, struct article *out)
{
	struct str v = html_attr(m->root, "lang");

	if (v.p == NULL)
		v = html_attr(m->root, "xml:lang");
	if (v.p == NULL || str_trim(v).n == 0)
		v = metadata_meta(m, "og:locale");
	if (v.p != NULL && str_trim(v).n < 20)
		set_text(&out->lang, v, 20);
	for (char *p = out->lang; *p != '\0'; p++)
		if (*p == '_')
			*p = '-';
}

void
metadata_fill(const struct metadata *m, struct article *out)
{
	fill_ld(m, out);
	fill_meta(m, out);
	fill_links(m, out);
	fill_seen(m, out);
	fill_lines(m, out);
	fill_lang(m, out);
	title_fill(m, out);
}
