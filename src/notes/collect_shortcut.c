#include "notes/collect.h"
#include "notes/xml.h"

/* ".url": the line "URL=" of an INI file; other keys end in URL as well. */
static int
read_ini(struct collect *c)
{
	struct str rest = c->text, line, value;
	struct collect_ref ref = { .kind = REF_LINK };

	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (!str_starts_nocase(line, STR("URL=")))
			continue;
		value = str_trim(str_from(line, 4));
		ref.at = (size_t)(line.p - c->text.p);
		ref.start = (size_t)(value.p - c->text.p);
		ref.end = ref.start + value.n;
		ref.url = value;
		return collect_add(c, &ref);
	}
	return 0;
}

/* ".webloc": a property list with the one key "URL". */
static int
read_plist(struct collect *c)
{
	struct collect_ref ref = { .kind = REF_LINK, .text = STR("") };
	struct xml x = XML_INIT(c->text);
	bool is_key = false, is_next = false;
	enum xml_event e;

	while ((e = xml_next(&x)) != XML_END) {
		if (e == XML_TAG) {
			is_key = !x.tag.is_end && tags_is(&x.tag, "key");
			if (!x.tag.is_end)
				ref.at = x.tag.start;
			continue;
		}
		if (str_trim(x.text).n == 0)
			continue;
		if (is_key)
			is_next = str_eq(str_trim(x.text), STR("URL"));
		else if (is_next)
			return collect_escaped(c, ref, x.text);
	}
	return 0;
}

static void
decode16(struct str s, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i + 2 <= s.n; i += 2) {
		unsigned int hi = (unsigned int)p[i] << 8 | p[i + 1], lo = 0;

		if (hi >> 10 == 0x36 && i + 4 <= s.n)
			lo = (unsigned int)p[i + 2] << 8 | p[i + 3];
		if (lo >> 10 == 0x37) {
			hi = 0x10000 + ((hi & 0x3ff) << 10) + (lo & 0x3ff);
			i += 2;
		}
		buf_utf8(out, hi >> 11 == 0x1b ? 0xfffd : hi);
	}
}

/* The same in binary: behind the string "URL" stands the string of the address:
 * 0x5n (ASCII) or 0x6n (UTF-16) with n its length, or 0x5f, 0x6f and the length
 * as an integer. */
static int
read_binary(struct collect *c)
{
	/* No longer length is read than of two bytes. */
	AUTO(buf_release) struct buf wide = BUF_INIT(65536 * 3);
	struct collect_ref ref = { .kind = REF_LINK };
	const unsigned char *p;
	size_t i = str_find(c->text, STR("\x53URL")), n;
	bool is_wide;

	if (i == (size_t)-1 || i + 6 > c->text.n)
		return 0;
	i += 4;
	p = (const unsigned char *)c->text.p + i;
	n = p[0] & 0x0f;
	is_wide = (p[0] & 0xf0) == 0x60;
	if (!is_wide && (p[0] & 0xf0) != 0x50)
		return 0;
	i++;
	if (n == 0x0f && p[1] == 0x10 && c->text.n - i > 2) {
		n = p[2];
		i += 2;
	} else if (n == 0x0f && p[1] == 0x11 && c->text.n - i > 3) {
		n = (size_t)p[2] << 8 | p[3];
		i += 3;
	}
	ref.url = str_sub(c->text, i, i + (is_wide ? 2 * n : n));
	ref.at = ref.start = i;
	ref.end = i + ref.url.n;
	if (is_wide) {
		decode16(ref.url, &wide);
		ref.url = buf_view(&wide);
	}
	return collect_add(c, &ref);
}

int
collect_shortcut(struct collect *c)
{
	if (str_starts(c->text, STR("bplist00")))
		return read_binary(c);
	return str_starts(str_trim(str_sub(c->text, 0, 256)), STR("<")) ?
	    read_plist(c) : read_ini(c);
}
