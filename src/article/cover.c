#include "article/cover.h"

#include "article/offer.h"
#include "base/text.h"
#include "html/tree.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* The file's name without its folders, parameters and extension. */
static struct str
stem_of(struct str url)
{
	size_t end = url.n, i;

	for (i = 0; i < url.n; i++)
		if (url.p[i] == '?' || url.p[i] == '#') {
			end = i;
			break;
		}
	url = str_sub(url, 0, end);
	for (i = url.n; i > 0 && url.p[i - 1] != '/'; )
		i--;
	url = str_from(url, i);
	for (i = url.n; i > 0; i--)
		if (url.p[i - 1] == '.')
			return str_sub(url, 0, i - 1);
	return url;
}

/*
 * Is the file named as a logo or placeholder, and as nothing else?
 * "logo-512.png" and "og-default.jpg" are, "logo-design-tips.png" is not.
 */
static bool
is_placeholder(struct str url, const struct metadata *m)
{
	static const char *const marks[] = { "logo", "logos", "favicon",
		"icon", "placeholder", "default", "blank", "spacer", "noimage",
		"nopic", "avatar", "fallback", "sitelogo", "defaultimage" };
	static const char *const beside[] = { "site", "og", "share", "social",
		"image", "img", "picture", "pic", "header", "large", "small",
		"square", "apple", "touch", "android", "chrome", "white",
		"black", "dark", "light", "color", "new", "big", "no",
		"thumbnail", "thumb", "card", "facebook", "twitter", "fb",
		"open", "graph", "meta", "the", "main", "web", "full",
		"cropped", "scaled", "x", "px", "v" };
	struct str stem = stem_of(url), host = str_of(m->base != NULL ?
	    m->base->host : NULL);
	size_t n_marks = 0;

	for (size_t i = 0, from = 0; i <= stem.n; i++) {
		struct str word = str_sub(stem, from, i);

		if (i < stem.n && ch_is_alpha(stem.p[i]))
			continue;
		from = i + 1;
		if (word.n == 0)
			continue;
		if (str_is_any_nocase(word, marks, N(marks)))
			n_marks++;
		else if (!str_is_any_nocase(word, beside, N(beside)) &&
		    (word.n < 2 ||
		    str_find_nocase(host, word) == (size_t)-1))
			return false;
	}
	return n_marks > 0;
}

/* A picture that may be taken, or only remembered. */
static void
offer(const struct metadata *m, struct article *out, const char *source,
    struct str url)
{
	struct str logo = str_of(NULL);

	for (size_t i = 0; i < json_array_size(m->ld) && logo.n == 0; i++)
		logo = metadata_ld_text(json_object_get(json_object_get(
		    json_array_get(m->ld, i), "publisher"), "logo"), "url");
	if (url.p == NULL)
		return;
	if (is_placeholder(url, m) || (logo.n > 0 && str_eq(logo, url)))
		provenance_add(&out->provenance[ARTICLE_LEAD_IMAGE], source,
		    url);
	else
		offer_url(out, ARTICLE_LEAD_IMAGE, source, url, m->base);
}

void
cover_offer(const struct metadata *m, const json_t *ld, struct article *out)
{
	static const char *const names[] = { "og:image", "og:image:url",
		"og:image:secure_url", "twitter:image", "twitter:image:src",
		"parsely-image-url", "sailthru.image.full", "thumbnail" };

	offer(m, out, "json-ld", metadata_ld_text(json_object_get(ld,
	    "image"), "url"));
	for (size_t i = 0; i < N(names); i++)
		offer(m, out, names[i], metadata_meta(m, names[i]));
	offer(m, out, "json-ld", metadata_ld_text(json_object_get(ld,
	    "thumbnailUrl"), "url"));
	offer(m, out, "microdata", metadata_prop(m, "image"));
	for (size_t i = 0; i < m->n_links; i++)
		if (str_eq_nocase(str_trim(html_attr(m->links[i], "rel")),
		    STR("image_src")))
			offer(m, out, "rel=image_src",
			    html_attr(m->links[i], "href"));
}
