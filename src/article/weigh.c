#include "article/weigh.h"

#include "article/node.h"
#include "base/text.h"
#include "html/tree.h"

/* Times a byte: that byte in each of eight. */
#define EACH_BYTE UINT64_C(0x0101010101010101)

static bool
is_comma(unsigned int cp)
{
	switch (cp) {
	case ',': case ';':
	case 0xff0c: case 0x3002: case 0x3001: case 0xff1b: case 0x060c:
	case 0xfe50: case 0xfe10: case 0xff64: case 0xff61: case 0x2e41:
		return true;
	default:
		return false;
	}
}

/* The number of bytes of x that are 0x80; the others are 0. */
static uint32_t
count_high(uint64_t x)
{
	return (uint32_t)(((x >> 7) * EACH_BYTE) >> 56);
}

/* Adds eight bytes at once, which is most of the work; false: one of them is
 * not ASCII. Adding to a byte sets its highest bit where it is large enough;
 * none of them overflows. */
static bool
add_eight(const char *p, uint32_t *text, uint32_t *commas)
{
	const uint64_t high = EACH_BYTE * 0x80;
	uint64_t x, other;

	memcpy(&x, p, sizeof(x));
	if ((x & high) != 0)
		return false;
	*text += count_high((x + EACH_BYTE * (0x7f - ' ')) & high);
	other = ((x ^ EACH_BYTE * ',') + EACH_BYTE * 0x7f) &
	    ((x ^ EACH_BYTE * ';') + EACH_BYTE * 0x7f) & high;
	*commas += 8 - count_high(other);
	return true;
}

void
weigh_add(struct weight *w, struct str s)
{
	uint32_t text = 0, commas = 0;
	size_t i = 0;

	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];
		unsigned int cp, len;

		if (c < 0x80 && s.n - i >= 8 &&
		    add_eight(s.p + i, &text, &commas)) {
			i += 8;
			continue;
		}
		if (c < 0x80) {
			text += c > ' ';
			commas += c == ',' || c == ';';
			i++;
			continue;
		}
		len = text_decode(str_from(s, i), &cp);
		if (len == 0) {
			i++;
			continue;
		}
		i += len;
		if (cp == 0xa0 || cp == 0x3000 || (cp >= 0x2000 &&
		    cp <= 0x200f))
			continue;
		text += text_is_cjk(cp) ? 2 : 1;
		commas += is_comma(cp);
	}
	w->text += text;
	w->commas += commas;
}

static void
weigh_tree(const xmlNode *root, bool only_links, struct weight *w)
{
	const xmlNode *node = root;

	while (node != NULL) {
		if (node->type == XML_TEXT_NODE && node->content != NULL &&
		    !only_links)
			weigh_add(w, str_of((const char *)node->content));
		if (only_links && node_is(node, "a") &&
		    html_attr(node, "href").p != NULL) {
			weigh_tree(node, false, w);
			node = html_next(node, root, true);
			continue;
		}
		node = html_next(node, root, false);
	}
}

uint32_t
weigh_node(const xmlNode *root)
{
	struct weight w = { 0, 0 };

	weigh_tree(root, false, &w);
	return w.text;
}

double
weigh_links(const xmlNode *root)
{
	struct weight w = { 0, 0 };
	uint32_t all = weigh_node(root);

	weigh_tree(root, true, &w);
	return all > 0 ? (double)w.text / (double)all : 0;
}
