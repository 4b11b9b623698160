#include "article/images.h"

#include <stdlib.h>

#include "article/explain.h"
#include "article/node.h"
#include "base/map.h"
#include "base/mem.h"
#include "html/lazy.h"
#include "html/srcset.h"
#include "html/tree.h"

/* URLs beyond this are inline data. */
#define MAX_URL 4096
#define MAX_CANDIDATES 16
/* A data: picture longer than this is a picture, shorter a placeholder. */
#define MIN_DATA_PICTURE 300
/* More pictures are a gallery that nobody reads through. */
#define MAX_IMAGES 2000
#define MAX_OTHERS 8
#define OTHERS "data-kb-others"

struct candidates {
	char *url[MAX_CANDIDATES];	/* absolute, best first */
	size_t n, most;
	bool is_shared;		/* others wait behind the same src: it stands
				 * in for what a script loads */
};

/* Is one of the words in the address, whatever the case? */
static bool
has_word(struct str address, const char *const *words, size_t n)
{
	char low[MAX_URL + 1];

	if (address.n > MAX_URL)
		address.n = MAX_URL;
	for (size_t i = 0; i < address.n; i++)
		low[i] = ch_lower(address.p[i]);
	low[address.n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (strstr(low, words[i]) != NULL)
			return true;
	return false;
}

static bool
is_placeholder(struct str src)
{
	static const char *const words[] = {
		"blank.gif", "spacer.gif", "loading.gif", "placeholder",
		"1x1.", "pixel.gif", "transparent.gif", "transparent.png",
		"lazyload.", "lazy.gif", "/grey.gif", "/gray.gif", "/trans.gif",
		"/empty.png", "/empty.gif", "/clear.gif", "loading.svg",
		"loading.png", "/dot.gif", "/x.gif", "/s.gif", "/none.gif",
		"lazy_loading", "pixel.png", "blank.png", "default_img",
		"grey-placeholder", "/lazy-", "img-loading", "imgloading",
	};

	src = str_trim(src);
	if (src.n == 0 || src.p[0] == '#' ||
	    str_starts_nocase(src, STR("about:")) ||
	    str_starts_nocase(src, STR("javascript:")) ||
	    str_starts_nocase(src, STR("blob:")))
		return true;
	if (str_starts_nocase(src, STR("data:")))
		return src.n < MIN_DATA_PICTURE ||
		    str_starts_nocase(src, STR("data:image/svg"));
	return has_word(src, words, sizeof(words) / sizeof(*words));
}

static bool
is_tracker(struct str url)
{
	static const char *const words[] = {
		"doubleclick.net", "google-analytics.com", "scorecardresearch",
		"facebook.com/tr", "/pixel?", "/pixel/", "quantserve.com",
		"/piwik.php", "/matomo.php", "pixel.wp.com", "feedburner.com/~",
		"hm.baidu.com", "cnzz.com", "/count.gif", "stats.wp.com",
		"vgwort.de", "ioam.de", "/beacon", "amazon-adsystem",
		"sb.scorecard", "/wf/open?", "assoc-amazon",
	};

	return has_word(url, words, sizeof(words) / sizeof(*words));
}

/* "1" or "1px", not "1000". */
static bool
is_dot(const xmlNode *img)
{
	static const char *const sides[] = { "width", "height" };

	for (size_t i = 0; i < 2; i++) {
		struct str v = html_attr(img, sides[i]);

		if (v.p == NULL)
			continue;
		v = str_trim(v);
		if (str_ends_nocase(v, STR("px")))
			v = str_sub(v, 0, v.n - 2);
		if (str_eq(v, STR("0")) || str_eq(v, STR("1")) ||
		    str_eq(v, STR("2")))
			return true;
	}
	return false;
}

static bool
looks_like_picture(struct str v)
{
	static const char *const exts[] = { ".jpg", ".jpeg", ".png", ".gif",
		".webp", ".avif", ".bmp", ".svg" };
	size_t end = v.n;

	for (size_t i = 0; i < v.n; i++) {
		if (ch_is_space(v.p[i]) || v.p[i] == '{' || v.p[i] == '"')
			return false;
		if ((v.p[i] == '?' || v.p[i] == '#') && end == v.n)
			end = i;
	}
	v = str_sub(v, 0, end);
	for (size_t i = 0; i < sizeof(exts) / sizeof(*exts); i++)
		if (str_ends_nocase(v, str_of(exts[i])) ||
		    (str_find_nocase(v, str_of(exts[i])) != (size_t)-1 &&
		    str_ends_nocase(v, STR("-wm"))))
			return true;
	return false;
}

static void
offer(struct candidates *c, struct str v, const struct url *base)
{
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_URL);

	v = str_trim(v);
	if (v.n == 0 || v.n > MAX_URL || c->n == c->most ||
	    is_placeholder(v) || is_tracker(v) ||
	    url_parse(&u, v, base, NULL) < 0 || !url_is_http(&u))
		return;
	free(u.fragment);
	u.fragment = NULL;
	url_href(&u, &b);
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->url[i], b.p) == 0)
			return;
	c->url[c->n++] = mem_dup(b.p);
}

static void
offer_srcset(struct candidates *c, struct str v, const struct url *base)
{
	struct srcset_item best;

	if (v.p == NULL)
		return;
	best = srcset_best(v);
	if (best.url.p != NULL)
		offer(c, best.url, base);
}

static void
offer_sources(struct candidates *c, const xmlNode *picture,
    const struct url *base)
{
	for (const xmlNode *n = picture->children; n != NULL; n = n->next) {
		struct str media = html_attr(n, "media");
		struct str type = html_attr(n, "type");

		if (!node_is(n, "source") || (media.p != NULL &&
		    str_find(media, STR("dark")) != (size_t)-1) ||
		    (type.p != NULL && str_find(type, STR("avif")) !=
		    (size_t)-1))
			continue;
		offer_srcset(c, html_attr(n, "srcset"), base);
		offer_srcset(c, html_attr(n, "data-srcset"), base);
	}
}

/* Any attribute whose value is a picture's address. */
static void
offer_unknown(struct candidates *c, const xmlNode *img, const struct url *base)
{
	for (const xmlAttr *a = img->properties; a != NULL; a = a->next) {
		const char *name = (const char *)a->name;
		struct str v;

		if (a->children == NULL || strcmp(name, "src") == 0 ||
		    strcmp(name, "alt") == 0 || strcmp(name, "title") == 0 ||
		    strcmp(name, "class") == 0 || strcmp(name, "id") == 0 ||
		    strcmp(name, "style") == 0 || strncmp(name, "on", 2) == 0)
			continue;
		v = str_trim(str_of((const char *)a->children->content));
		if (v.n < MAX_URL && looks_like_picture(v) &&
		    str_chr(v, '/') != (size_t)-1)
			offer(c, v, base);
	}
}

static void
find_candidates(struct candidates *c, const xmlNode *img,
    const struct url *base)
{
	struct str src = html_attr(img, "src");

	if (node_is(img->parent, "picture"))
		offer_sources(c, img->parent, base);
	offer_srcset(c, html_attr(img, "srcset"), base);
	/* What a script puts in place of src is what the page shows. */
	for (size_t i = 0; i < LAZY_SETS; i++)
		offer_srcset(c, html_attr(img, lazy_sets[i]), base);
	for (size_t i = 0; i < LAZY_CERTAIN; i++)
		offer(c, html_attr(img, lazy_names[i]), base);
	if (src.p != NULL && !c->is_shared)
		offer(c, src, base);
	for (size_t i = LAZY_CERTAIN; i < LAZY_NAMES; i++) {
		struct str v = html_attr(img, lazy_names[i]);

		if (c->n == c->most)
			return;
		if (v.p != NULL && str_chr(str_trim(v), ' ') == (size_t)-1 &&
		    (str_chr(v, '/') != (size_t)-1 || looks_like_picture(v)))
			offer(c, v, base);
	}
	offer_unknown(c, img, base);
	if (src.p != NULL && c->is_shared)
		offer(c, src, base);
}

/* Does a script change the address? */
static bool
has_lazy(const xmlNode *img)
{
	for (size_t i = 0; i < LAZY_NAMES; i++)
		if (html_attr(img, lazy_names[i]).n > 0)
			return true;
	return html_attr(img, "data-srcset").n > 0;
}

static bool
is_inline_picture(struct str src)
{
	return src.p != NULL && !is_placeholder(src) &&
	    str_starts_nocase(src, STR("data:image/"));
}

/* Why a picture with no address worth asking for goes. */
static const char *
refusal(const xmlNode *img)
{
	struct str src = html_attr(img, "src");

	if (is_dot(img))
		return "a picture of one dot";
	if (src.n == 0)
		return "a picture without address";
	if (is_tracker(src))
		return "a picture that counts its readers";
	return is_placeholder(src) ?
	    "a placeholder, without the picture that it stands for" :
	    "a picture whose address cannot be asked for";
}

/* False: it has no address worth asking for. */
static bool
resolve_one(xmlNode *img, const struct url *base, const struct map *shared)
{
	struct candidates c = { .most = MAX_CANDIDATES, .is_shared =
	    map_has(shared, html_attr(img, "src")) };
	AUTO(buf_release) struct buf others =
	    BUF_INIT(MAX_OTHERS * (MAX_URL * 3 + 1));

	if (!is_dot(img))
		find_candidates(&c, img, base);
	if (c.n == 0)
		return is_inline_picture(html_attr(img, "src"));
	html_attr_set(img, "src", str_of(c.url[0]));
	for (size_t i = 1; i < c.n && i <= MAX_OTHERS; i++) {
		if (others.len > 0)
			buf_char(&others, ' ');
		buf_str(&others, c.url[i]);
	}
	if (others.len > 0)
		html_attr_set(img, OTHERS, buf_view(&others));
	html_attr_del(img, "srcset");
	for (size_t i = 0; i < c.n; i++)
		free(c.url[i]);
	return true;
}

/* What the first "url(…)" holds, p == NULL: there is none. */
static struct str
address_in(struct str v)
{
	size_t at = str_find_nocase(v, STR("url(")), end;

	if (at == (size_t)-1)
		return str_make(NULL, 0);
	v = str_from(v, at + 4);
	end = str_chr(v, ')');
	if (end == (size_t)-1)
		return str_make(NULL, 0);
	v = str_trim(str_sub(v, 0, end));
	if (v.n > 2 && (v.p[0] == '"' || v.p[0] == '\''))
		v = str_sub(v, 1, v.n - 1);
	return v;
}

static struct str
background_of(struct str style)
{
	size_t at = str_find_nocase(style, STR("background"));

	return at == (size_t)-1 ? str_make(NULL, 0) :
	    address_in(str_from(style, at));
}

/* A block that is nothing but its background picture. */
static void
open_background(xmlNode *n)
{
	static const char *const names[] = { "a", "div", "figure", "i",
		"span" };
	struct str v = str_make(NULL, 0);
	xmlNode *img;

	if (n->properties == NULL || !NODE_IS_ANY(n, names) ||
	    (n->children != NULL && (n->children->next != NULL ||
	    !xmlIsBlankNode(n->children))))
		return;
	if (html_attr(n, "style").p != NULL)
		v = background_of(html_attr(n, "style"));
	for (size_t i = 0; v.n == 0 && i < LAZY_BACKGROUNDS; i++)
		v = html_attr(n, lazy_backgrounds[i]);
	if (v.n == 0)
		return;
	if (str_starts_nocase(v, STR("url(")))
		v = address_in(v);
	img = xmlNewDocNode(n->doc, NULL, BAD_CAST "img", NULL);
	html_attr_set(img, "src", v);
	if (html_attr(n, "aria-label").n > 0)
		html_attr_set(img, "alt", html_attr(n, "aria-label"));
	xmlAddChild(n, img);
}

/* Those src that stand before more than one lazy picture. */
static void
find_shared(const xmlNode *root, struct map *shared)
{
	AUTO(map_release) struct map seen = MAP_INIT;

	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false)) {
		struct str src = node_is(n, "img") ? html_attr(n, "src") :
		    STR("");

		if (src.n > 0 && src.n <= MAX_URL && has_lazy(n) &&
		    !map_add(&seen, src))
			(void)map_add(shared, src);
	}
}

void
images_resolve(xmlNode *root, const struct url *base)
{
	AUTO(map_release) struct map shared = MAP_INIT;
	xmlNode *n = root, *next;

	find_shared(root, &shared);
	for (; n != NULL; n = next) {
		open_background(n);
		next = html_next(n, root, false);
		if (n == root || !node_is(n, "img") ||
		    resolve_one(n, base, &shared))
			continue;
		next = html_next(n, root, true);
		explain_drop(n, refusal(n));
	}
	for (n = root; n != NULL; n = next) {
		next = html_next(n, root, node_is(n, "source"));
		if (n == root)
			continue;
		if (node_is(n, "source") && node_is(n->parent, "picture"))
			html_drop(n);
		else if (node_is(n, "picture"))
			html_unwrap(n);
	}
}

static void
split_others(struct str list, struct article_image *im)
{
	struct str url;
	size_t cap = 0;

	while (list.p != NULL && str_cut(&list, ' ', &url))
		if (url.n > 0)
			*VEC_PUSH(&im->others, &im->n_others, &cap) =
			    mem_dupn(url.p, url.n);
}

void
images_collect(const xmlNode *root, struct article *out)
{
	AUTO(map_release) struct map seen = MAP_INIT;
	size_t cap = 0;

	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false)) {
		struct str src;
		struct article_image *im;

		if (!node_is(n, "img"))
			continue;
		src = html_attr(n, "src");
		if (src.n == 0 || str_starts(src, STR("data:")) ||
		    out->n_images == MAX_IMAGES || !map_add(&seen, src))
			continue;
		im = VEC_PUSH(&out->images, &out->n_images, &cap);
		memset(im, 0, sizeof(*im));
		im->url = mem_dupn(src.p, src.n);
		split_others(html_attr(n, OTHERS), im);
	}
}

void
images_collect_all(const xmlNode *root, const struct url *base,
    struct article *out)
{
	AUTO(map_release) struct map seen = MAP_INIT;
	size_t cap = 0;

	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false)) {
		struct candidates c = { .most = 1 };

		if (!node_is(n, "img") || out->n_images_other == MAX_IMAGES)
			continue;
		if (!is_dot(n))
			find_candidates(&c, n, base);
		if (c.n > 0 && map_add(&seen, str_of(c.url[0])))
			*VEC_PUSH(&out->images_other, &out->n_images_other,
			    &cap) = mem_dup(c.url[0]);
		for (size_t i = 0; i < c.n; i++)
			free(c.url[i]);
	}
}

void
images_settle_others(struct article *out)
{
	AUTO(map_release) struct map kept = MAP_INIT;
	size_t n = 0;

	for (size_t i = 0; i < out->n_images; i++) {
		const struct article_image *im = &out->images[i];

		map_add(&kept, str_of(im->url));
		for (size_t j = 0; j < im->n_others; j++)
			map_add(&kept, str_of(im->others[j]));
	}
	for (size_t i = 0; i < out->n_images_other; i++) {
		if (map_has(&kept, str_of(out->images_other[i])))
			free(out->images_other[i]);
		else
			out->images_other[n++] = out->images_other[i];
	}
	out->n_images_other = n;
}
