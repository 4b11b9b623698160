#include "article/article.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "html/canon.h"
#include "web/url.h"

/* A title, name or date longer than this is not one. */
#define MAX_FIELD 4096
/* Descriptions and licences may be a paragraph. */
#define MAX_PARAGRAPH 65536
/* Browsers and servers give up on longer URLs. */
#define MAX_URL 8192
/* The text of a page of the largest size that is fetched. */
#define MAX_BODY ((size_t)64 << 20)
/* A gallery has hundreds of pictures; more is an attack on the crawler. */
#define MAX_IMAGES 5000
#define MAX_OTHERS 32
/* Papers of large collaborations name their first authors here. */
#define MAX_AUTHORS 50
#define MAX_AUTHOR 300

struct field {
	const char *name;
	size_t offset;
	size_t max;
	bool is_url;
};

#define FIELD(f, max, is_url) { #f, offsetof(struct article, f), max, is_url }

static const struct field fields[] = {
	FIELD(reason, MAX_PARAGRAPH, false),
	FIELD(confidence, MAX_FIELD, false),
	FIELD(kind, MAX_FIELD, false),
	FIELD(title, MAX_FIELD, false),
	FIELD(byline, MAX_FIELD, false),
	FIELD(published, MAX_FIELD, false),
	FIELD(modified, MAX_FIELD, false),
	FIELD(site, MAX_FIELD, false),
	FIELD(lang, MAX_FIELD, false),
	FIELD(description, MAX_PARAGRAPH, false),
	FIELD(licence, MAX_PARAGRAPH, false),
	FIELD(canonical, MAX_URL, true),
	FIELD(next, MAX_URL, true),
	FIELD(lead_image, MAX_URL, true),
	FIELD(charset, MAX_FIELD, false),
	/* The bodies. */
	FIELD(html, MAX_BODY, false),
	FIELD(text, MAX_BODY, false),
};

#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))
#define N_BODIES 2

static const struct {
	const char *name;
	size_t offset;
} origins[ARTICLE_N_FIELDS] = {
	[ARTICLE_TITLE] = { "title", offsetof(struct article, title) },
	[ARTICLE_AUTHORS] = { "authors", offsetof(struct article, byline) },
	[ARTICLE_PUBLISHED] = { "published",
	    offsetof(struct article, published) },
	[ARTICLE_MODIFIED] = { "modified",
	    offsetof(struct article, modified) },
	[ARTICLE_SITE] = { "site", offsetof(struct article, site) },
	[ARTICLE_LANG] = { "lang", offsetof(struct article, lang) },
	[ARTICLE_DESCRIPTION] = { "description",
	    offsetof(struct article, description) },
	[ARTICLE_LICENCE] = { "licence", offsetof(struct article, licence) },
	[ARTICLE_CANONICAL] = { "canonical",
	    offsetof(struct article, canonical) },
	[ARTICLE_LEAD_IMAGE] = { "lead_image",
	    offsetof(struct article, lead_image) },
};

char **
article_field(struct article *a, enum article_field f)
{
	return (char **)((char *)a + origins[f].offset);
}

const char *
article_field_name(enum article_field f)
{
	return origins[f].name;
}

static char **
field_of(struct article *a, const struct field *f)
{
	return (char **)((char *)a + f->offset);
}

static const char *
field_get(const struct article *a, const struct field *f)
{
	return *(char *const *)((const char *)a + f->offset);
}

void
article_init(struct article *a)
{
	memset(a, 0, sizeof(*a));
	a->extractor = ARTICLE_VERSION;
	for (size_t i = 0; i < N_FIELDS; i++)
		*field_of(a, &fields[i]) = mem_dup("");
}

void
article_release(struct article *a)
{
	for (size_t i = 0; i < N_FIELDS; i++)
		free(*field_of(a, &fields[i]));
	for (size_t i = 0; i < a->n_images; i++) {
		free(a->images[i].url);
		for (size_t j = 0; j < a->images[i].n_others; j++)
			free(a->images[i].others[j]);
		free(a->images[i].others);
	}
	free(a->images);
	for (size_t i = 0; i < a->n_images_other; i++)
		free(a->images_other[i]);
	free(a->images_other);
	for (size_t i = 0; i < a->n_authors; i++)
		free(a->authors[i]);
	free(a->authors);
	for (size_t i = 0; i < ARTICLE_N_FIELDS; i++)
		provenance_release(&a->provenance[i]);
	memset(a, 0, sizeof(*a));
}

static void
write_strings(struct buf *out, const char *key, char *const *list, size_t n)
{
	json_key(out, key);
	json_begin(out, '[');
	for (size_t i = 0; i < n; i++)
		json_str(out, list[i]);
	json_end(out, ']');
}

static void
write_images(const struct article *a, struct buf *out)
{
	bool has_others = false;

	json_key(out, "images");
	json_begin(out, '[');
	for (size_t i = 0; i < a->n_images; i++) {
		json_str(out, a->images[i].url);
		has_others = has_others || a->images[i].n_others > 0;
	}
	json_end(out, ']');
	if (has_others) {
		json_key(out, "images_alternatives");
		json_begin(out, '{');
		for (size_t i = 0; i < a->n_images; i++) {
			const struct article_image *im = &a->images[i];

			if (im->n_others > 0)
				write_strings(out, im->url, im->others,
				    im->n_others);
		}
		json_end(out, '}');
	}
	if (a->n_images_other > 0)
		write_strings(out, "images_other", a->images_other,
		    a->n_images_other);
}

/* What the reader would refuse stands in byline alone. */
static void
write_authors(const struct article *a, struct buf *out)
{
	if (a->n_authors == 0)
		return;
	json_key(out, "authors");
	json_begin(out, '[');
	for (size_t i = 0; i < a->n_authors && i < MAX_AUTHORS; i++)
		if (strlen(a->authors[i]) <= MAX_AUTHOR)
			json_str(out, a->authors[i]);
	json_end(out, ']');
}

/* Where each field came from; a field of which nothing is known is left out. */
static void
write_provenance(const struct article *a, struct buf *out)
{
	bool is_open = false;

	for (size_t i = 0; i < ARTICLE_N_FIELDS; i++) {
		const struct provenance *p = &a->provenance[i];

		if (p->n_others == 0 && (p->source == NULL ||
		    p->source[0] == '\0'))
			continue;
		if (!is_open) {
			json_key(out, "provenance");
			json_begin(out, '{');
			is_open = true;
		}
		json_key(out, origins[i].name);
		provenance_write(p, out);
	}
	if (is_open)
		json_end(out, '}');
}

void
article_to_members(const struct article *a, struct buf *out)
{
	json_pair(out, "outcome", outcome_name(a->outcome));
	json_pair_int(out, "extractor", a->extractor);
	for (size_t i = 0; i + N_BODIES < N_FIELDS; i++)
		json_pair(out, fields[i].name, field_get(a, &fields[i]));
	write_authors(a, out);
	write_provenance(a, out);
	json_pair_int(out, "words", (int64_t)a->words);
	json_pair_int(out, "code_blocks", (int64_t)a->code_blocks);
	write_images(a, out);
	json_pair(out, "html", a->html);
	json_pair(out, "text", a->text);
}

void
article_to_json(const struct article *a, struct buf *out)
{
	json_begin(out, '{');
	article_to_members(a, out);
	json_end(out, '}');
}

/* A copy of s when it is an absolute http(s) URL within bounds. */
static char *
url_checked(const char *s, struct err *err)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct buf b = BUF_INIT(MAX_URL);

	if (strlen(s) > MAX_URL) {
		err_set(err, ERR_ITEM, "overlong URL in an article");
		return NULL;
	}
	if (url_parse(&u, str_of(s), NULL, err) < 0)
		return NULL;
	if (!url_is_http(&u)) {
		err_set(err, ERR_ITEM, "URL that is not http in an article");
		return NULL;
	}
	url_href(&u, &b);
	if (buf_check(&b, err) < 0) {
		buf_release(&b);
		return NULL;
	}
	return buf_take(&b, NULL);
}

static int
read_field(struct article *a, const struct field *f, const json_t *v,
    struct err *err)
{
	const json_t *member = json_object_get(v, f->name);
	const char *s;
	char *copy;

	if (member == NULL || json_is_null(member))
		return 0;
	s = json_string_value(member);
	if (s == NULL || json_string_length(member) > f->max ||
	    json_string_length(member) != strlen(s))
		return err_set(err, ERR_ITEM, "bad '%s' in an article",
		    f->name);
	if (f->is_url && s[0] != '\0')
		copy = url_checked(s, err);
	else
		copy = mem_dup(s);
	if (copy == NULL)
		return err_in(err, "'%s'", f->name);
	free(*field_of(a, f));
	*field_of(a, f) = copy;
	return 0;
}

/* An array of URLs; each copy is owned by *list. */
static int
read_urls(const json_t *v, size_t max, char ***list, size_t *n,
    struct err *err)
{
	size_t cap = 0;

	if (v == NULL || json_is_null(v))
		return 0;
	if (!json_is_array(v) || json_array_size(v) > max)
		return err_set(err, ERR_ITEM, "bad list of URLs in an article");
	for (size_t i = 0; i < json_array_size(v); i++) {
		const char *s = json_string_value(json_array_get(v, i));
		char *copy;

		if (s == NULL)
			return err_set(err, ERR_ITEM,
			    "bad list of URLs in an article");
		copy = url_checked(s, err);
		if (copy == NULL)
			return -1;
		*VEC_PUSH(list, n, &cap) = copy;
	}
	return 0;
}

static int
read_images(struct article *a, const json_t *v, struct err *err)
{
	const json_t *others = json_object_get(v, "images_alternatives");
	char **urls = NULL;
	size_t n = 0;
	int rc = read_urls(json_object_get(v, "images"), MAX_IMAGES, &urls, &n,
	    err);

	a->images = mem_array(n + 1, sizeof(*a->images));
	a->n_images = n;
	for (size_t i = 0; i < n; i++)
		a->images[i].url = urls[i];
	free(urls);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = read_urls(json_object_get(others, a->images[i].url),
		    MAX_OTHERS, &a->images[i].others, &a->images[i].n_others,
		    err);
	if (rc < 0)
		return -1;
	return read_urls(json_object_get(v, "images_other"), MAX_IMAGES,
	    &a->images_other, &a->n_images_other, err);
}

static int
read_authors(struct article *a, const json_t *v, struct err *err)
{
	size_t cap = 0;

	if (v == NULL || json_is_null(v))
		return 0;
	if (!json_is_array(v) || json_array_size(v) > MAX_AUTHORS)
		return err_set(err, ERR_ITEM, "bad authors in an article");
	for (size_t i = 0; i < json_array_size(v); i++) {
		const json_t *name = json_array_get(v, i);
		const char *s = json_string_value(name);

		if (s == NULL || json_string_length(name) > MAX_AUTHOR ||
		    json_string_length(name) != strlen(s))
			return err_set(err, ERR_ITEM,
			    "bad author in an article");
		*VEC_PUSH(&a->authors, &a->n_authors, &cap) = mem_dup(s);
	}
	return 0;
}

static int
read_provenance(struct article *a, const json_t *v, struct err *err)
{
	if (v != NULL && !json_is_null(v) && !json_is_object(v))
		return err_set(err, ERR_ITEM, "bad provenance in an article");
	for (size_t i = 0; i < ARTICLE_N_FIELDS; i++)
		if (provenance_read(&a->provenance[i], json_object_get(v,
		    origins[i].name), err) < 0)
			return err_in(err, "'%s'", origins[i].name);
	return 0;
}

static int
read_members(struct article *a, const json_t *v, struct err *err)
{
	const char *name = json_get_str(v, "outcome");
	int64_t words = json_get_int(v, "words", 0);
	int64_t blocks = json_get_int(v, "code_blocks", 0);

	if (!json_is_object(v) || name == NULL ||
	    !outcome_find(str_of(name), &a->outcome) ||
	    a->outcome > OUTCOME_EMPTY || a->outcome == OUTCOME_UNTRIED)
		return err_set(err, ERR_ITEM, "no page outcome in an article");
	if (words < 0 || blocks < 0 || words > (int64_t)MAX_BODY ||
	    blocks > (int64_t)MAX_BODY)
		return err_set(err, ERR_ITEM, "bad count in an article");
	a->extractor = json_get_int(v, "extractor", 1);
	a->words = (size_t)words;
	a->code_blocks = (size_t)blocks;
	for (size_t i = 0; i + N_BODIES < N_FIELDS; i++)
		if (read_field(a, &fields[i], v, err) < 0)
			return -1;
	if (read_authors(a, json_object_get(v, "authors"), err) < 0 ||
	    read_provenance(a, json_object_get(v, "provenance"), err) < 0)
		return -1;
	return read_images(a, v, err);
}

/* A body is a string, as v tells, and was taken out of v. */
static int
take_body(struct article *a, const struct field *f, const json_t *v,
    struct buf *body, struct err *err)
{
	const json_t *member = json_object_get(v, f->name);

	if (member == NULL || json_is_null(member))
		return 0;
	if (!json_is_string(member) || body->failed ||
	    str_chr(buf_view(body), '\0') != (size_t)-1)
		return err_set(err, ERR_ITEM, "bad '%s' in an article",
		    f->name);
	free(*field_of(a, f));
	*field_of(a, f) = buf_take(body, NULL);
	return 0;
}

int
article_from_json_unchecked(struct article *a, struct str json,
    struct err *err)
{
	AUTO(buf_release) struct buf html = BUF_INIT(MAX_BODY);
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_BODY);
	AUTO(json_freep) json_t *v = NULL;
	const struct field *body = &fields[N_FIELDS - N_BODIES];
	const struct json_text texts[N_BODIES] = {
		{ body[0].name, &html }, { body[1].name, &text },
	};

	article_init(a);
	if (json_read_apart(json, texts, N_BODIES, &v, err) < 0)
		return err_in(err, "article");
	if (read_members(a, v, err) < 0 ||
	    take_body(a, &body[0], v, &html, err) < 0)
		return -1;
	return take_body(a, &body[1], v, &text, err);
}

int
article_from_json(struct article *a, struct str text, struct err *err)
{
	AUTO(buf_release) struct buf html = BUF_INIT(MAX_BODY);

	if (article_from_json_unchecked(a, text, err) < 0)
		return -1;
	if (canon_rewrite(str_of(a->html), NULL, &html, err) < 0 ||
	    buf_check(&html, err) < 0)
		return err_in(err, "'html'");
	free(a->html);
	a->html = buf_take(&html, NULL);
	return 0;
}
