#include "article/pictures.h"

#include <stdbool.h>

#include "article/node.h"
#include "base/buf.h"
#include "base/str.h"
#include "html/tree.h"

/* More than any message may hold. */
#define MAX_PICTURES 100
#define MAX_ADDRESS 4096
#define MAX_SCRIPT ((size_t)4 << 20)

#define LIST "picture_page_info_list"
#define ADDRESS "cdn_url"

static int
hex(char c)
{
	return ch_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A string up to its quote; "\x26amp;" is an ampersand. */
static void
read_address(struct str s, char quote, struct buf *out)
{
	for (size_t i = 0; i < s.n && s.p[i] != quote; i++) {
		if (s.p[i] == '\\' && i + 3 < s.n && s.p[i + 1] == 'x' &&
		    hex(s.p[i + 2]) >= 0 && hex(s.p[i + 3]) >= 0) {
			buf_char(out, (char)(hex(s.p[i + 2]) * 16 +
			    hex(s.p[i + 3])));
			i += 3;
		} else if (s.p[i] == '\\' && i + 1 < s.n) {
			buf_char(out, s.p[++i]);
		} else {
			buf_char(out, s.p[i]);
		}
		if (out->len > 0 && str_ends(buf_view(out), STR("&amp;")))
			out->len -= 4;
	}
}

static void
add_picture(xmlNode *div, struct str s)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_ADDRESS);
	size_t at = 0;
	xmlNode *img;

	while (at < s.n && at < 40 && s.p[at] != '\'' && s.p[at] != '"')
		at++;
	if (at >= s.n || at == 40)
		return;
	read_address(str_from(s, at + 1), s.p[at], &b);
	if (b.failed || !str_starts(buf_view(&b), STR("http")))
		return;
	img = xmlAddChild(xmlAddChild(div, xmlNewDocNode(div->doc, NULL,
	    BAD_CAST "p", NULL)), xmlNewDocNode(div->doc, NULL,
	    BAD_CAST "img", NULL));
	html_attr_set(img, "src", buf_view(&b));
}

/* The first address of each object of the list. */
static void
read_list(struct str s, xmlNode *div)
{
	int depth = 0, n = 0;
	bool is_open = false;

	for (size_t i = 0; i < s.n && n < MAX_PICTURES; i++) {
		if (s.p[i] == '{') {
			is_open = is_open || depth == 0;
			depth++;
		} else if (s.p[i] == '}') {
			depth--;
		} else if (s.p[i] == ']' && depth <= 0) {
			return;
		} else if (is_open && depth == 1 && s.p[i] == 'c' &&
		    str_starts(str_from(s, i), STR(ADDRESS))) {
			add_picture(div, str_from(s, i + strlen(ADDRESS)));
			is_open = false;
			n++;
		}
	}
}

xmlNode *
pictures_build(const xmlNode *root)
{
	xmlNode *div = NULL;

	for (const xmlNode *n = root; n != NULL && div == NULL;
	    n = html_next(n, root, false)) {
		AUTO(buf_release) struct buf text = BUF_INIT(MAX_SCRIPT);
		size_t at;

		if (!node_is(n, "script"))
			continue;
		html_text(n, &text);
		at = str_find(buf_view(&text), STR(LIST));
		if (text.failed || at == (size_t)-1)
			continue;
		struct str rest = str_from(buf_view(&text), at + strlen(LIST));
		size_t open = str_chr(rest, '[');

		if (open == (size_t)-1 || open > 8)
			continue;
		div = xmlNewDocNode(root->doc, NULL, BAD_CAST "div", NULL);
		read_list(str_from(rest, open + 1), div);
		if (div->children == NULL) {
			xmlFreeNode(div);
			div = NULL;
		}
	}
	return div;
}
