#include "article/video.h"

#include "article/explain.h"
#include "article/node.h"
#include "article/state.h"
#include "html/tree.h"

#define MAX_DESCRIPTION 65536

static xmlNode *
add(xmlNode *parent, const char *name)
{
	return xmlAddChild(parent, xmlNewDocNode(parent->doc, NULL,
	    BAD_CAST name, NULL));
}

static void
add_text(xmlNode *parent, struct str text)
{
	xmlAddChild(parent, xmlNewDocTextLen(parent->doc, BAD_CAST text.p,
	    (int)text.n));
}

static void
add_lines(xmlNode *parent, const char *list, const char *item, struct str text)
{
	xmlNode *into = list != NULL ? NULL : parent;
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		if (str_trim(line).n == 0)
			continue;
		if (into == NULL)
			into = add(parent, list);
		add_text(add(into, item), str_trim(line));
	}
}

xmlNode *
video_build(const struct metadata *m, const struct article *out)
{
	AUTO(buf_release) struct buf long_text = BUF_INIT(MAX_DESCRIPTION);
	AUTO(buf_release) struct buf parts = BUF_INIT(MAX_DESCRIPTION);
	xmlNode *div = xmlNewDocNode(m->root->doc, NULL, BAD_CAST "div",
	    NULL);
	struct str text = str_of(out->description);

	if (out->lead_image[0] != '\0') {
		xmlNode *img = add(add(div, "figure"), "img");

		html_attr_set(img, "src", str_of(out->lead_image));
		html_attr_set(img, "alt", str_of(out->title));
	}
	state_string(m->root, "desc", &long_text);
	if (long_text.len == 0)
		state_string(m->root, "shortDescription", &long_text);
	if (long_text.len > text.n)
		text = buf_view(&long_text);
	add_lines(div, NULL, "p", text);
	state_names(m->root, "pages", "part", &parts);
	add_lines(div, "ol", "li", buf_view(&parts));
	return div;
}

static bool
is_player(const xmlNode *n, struct str *src)
{
	static const char *const hosts[] = { "youtube.com/", "youtu.be/",
		"youtube-nocookie.com/", "vimeo.com/", "bilibili.com/",
		"v.qq.com/", "youku.com/", "dailymotion.com/", "ted.com/",
		"iqiyi.com/", "streamable.com/", "wistia", "twitch.tv/" };

	if (!node_is(n, "iframe") && !node_is(n, "embed"))
		return false;
	*src = html_attr(n, "src");
	if (src->n == 0)
		*src = html_attr(n, "data-src");
	for (size_t i = 0; src->p != NULL && i < sizeof(hosts) /
	    sizeof(*hosts); i++)
		if (str_find(*src, str_of(hosts[i])) != (size_t)-1)
			return true;
	return false;
}

/* "…/embed/ID" to the cover that YouTube keeps of ID. */
static void
add_cover(xmlNode *a, struct str src)
{
	AUTO(buf_release) struct buf url = BUF_INIT(256);
	size_t at = str_find(src, STR("/embed/")), n = 0;
	struct str id;

	if (at == (size_t)-1 || str_find(src, STR("youtube")) == (size_t)-1)
		return;
	id = str_from(src, at + 7);
	while (n < id.n && n < 20 && (ch_is_alnum(id.p[n]) ||
	    id.p[n] == '-' || id.p[n] == '_'))
		n++;
	buf_str(&url, "https://img.youtube.com/vi/");
	buf_s(&url, str_sub(id, 0, n));
	buf_str(&url, "/hqdefault.jpg");
	html_attr_set(add(a, "img"), "src", buf_view(&url));
}

/* The first address that can be asked for: players of streams have none. */
static bool
media_address(const xmlNode *media, const struct url *base, struct buf *href)
{
	static const char *const attrs[] = { "src", "data-src" };

	for (const xmlNode *n = media; n != NULL; n = html_next(n, media,
	    false)) {
		if (n != media && !node_is(n, "source"))
			continue;
		for (size_t i = 0; i < 2; i++) {
			AUTO(url_release) struct url u = URL_INIT;

			if (html_attr(n, attrs[i]).n == 0 || url_parse(&u,
			    html_attr(n, attrs[i]), base, NULL) < 0 ||
			    !url_is_http(&u))
				continue;
			url_href(&u, href);
			return true;
		}
	}
	return false;
}

/* A <video> or <audio> becomes its poster, linked to what it plays; without a
 * poster a sign that no word of the page is mistaken for. */
static void
link_media(xmlNode *media, const struct url *base)
{
	static const char *const names[] = { "title", "aria-label" };
	AUTO(buf_release) struct buf href = BUF_INIT(8192);
	struct str poster = html_attr(media, "poster"), title = STR("");
	xmlNode *a, *img;

	if (poster.n == 0)
		poster = html_attr(media, "data-poster");
	for (size_t i = 0; i < 2 && title.n == 0; i++)
		title = html_attr(media, names[i]);
	if (!media_address(media, base, &href) && poster.n == 0) {
		explain_drop(media, "a player without an address");
		return;
	}
	a = xmlNewDocNode(media->doc, NULL, BAD_CAST (href.len > 0 ? "a" :
	    "span"), NULL);
	if (href.len > 0)
		html_attr_set(a, "href", buf_view(&href));
	if (title.n > 0)
		html_attr_set(a, "title", title);
	if (poster.n > 0) {
		img = add(a, "img");
		html_attr_set(img, "src", poster);
		html_attr_set(img, "alt", title);
	} else {
		add_text(a, STR("\xe2\x96\xb6"));
	}
	xmlReplaceNode(media, a);
	xmlFreeNode(media);
}

void
video_link_players(xmlNode *root, const struct url *base)
{
	xmlNode *next;

	for (xmlNode *n = root; n != NULL; n = next) {
		AUTO(buf_release) struct buf href = BUF_INIT(8192);
		AUTO(url_release) struct url u = URL_INIT;
		struct str src;
		xmlNode *p, *a;

		next = html_next(n, root, false);
		if (n != root && (node_is(n, "video") || node_is(n, "audio"))) {
			next = html_next(n, root, true);
			link_media(n, base);
			continue;
		}
		if (n == root || !is_player(n, &src) ||
		    url_parse(&u, src, base, NULL) < 0 || !url_is_http(&u))
			continue;
		url_href(&u, &href);
		next = html_next(n, root, true);
		p = xmlNewDocNode(n->doc, NULL, BAD_CAST "p", NULL);
		a = add(p, "a");
		html_attr_set(a, "href", buf_view(&href));
		add_cover(a, src);
		if (a->children == NULL)
			add_text(a, buf_view(&href));
		xmlReplaceNode(n, p);
		xmlFreeNode(n);
	}
}
