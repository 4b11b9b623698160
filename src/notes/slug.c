#include "notes/slug.h"

#include <stdint.h>

#include "base/text.h"

/* Longer headings are cut: an id must stay usable in a link. */
#define SLUG_MAX 300

/* Letters and digits beyond ASCII: all but punctuation, symbols, spaces. */
static bool
is_letter(unsigned int cp)
{
	return (cp >= 0xc0 && cp != 0xd7 && cp != 0xf7 &&
	    !(cp >= 0x2000 && cp <= 0x2bff) &&
	    !(cp >= 0x3000 && cp <= 0x303f && cp != 0x3005) &&
	    !(cp >= 0xd800 && cp <= 0xf8ff) &&
	    !(cp >= 0xfe00 && cp <= 0xfe6f) &&
	    !(cp >= 0xff00 && cp <= 0xff0f) &&
	    !(cp >= 0xff1a && cp <= 0xff20) &&
	    !(cp >= 0xff3b && cp <= 0xff40) &&
	    !(cp >= 0xff5b && cp <= 0xff65) && cp < 0xfff0) ||
	    (cp >= 0x20000 && cp <= 0x3ffff);
}

static unsigned int
lower(unsigned int cp)
{
	if (cp < 0x80)
		return (unsigned char)ch_lower((char)cp);
	if ((cp >= 0xc0 && cp <= 0xde) || (cp >= 0x391 && cp <= 0x3a9) ||
	    (cp >= 0x410 && cp <= 0x42f))
		return cp + 32;
	return cp >= 0x400 && cp <= 0x40f ? cp + 80 : cp;
}

static void
spell(struct str s, struct buf *out)
{
	unsigned int cp, n;

	for (s = str_trim(s); s.n > 0 && out->len < SLUG_MAX;
	    s = str_from(s, n)) {
		n = text_decode(s, &cp);
		if (n == 0)
			n = 1;
		else if (cp == ' ' || cp == '\t' || cp == '\n' || cp == '-')
			buf_char(out, '-');
		else if (cp < 0x80 ? ch_is_alnum((char)cp) || cp == '_' :
		    is_letter(cp))
			buf_utf8(out, lower(cp));
	}
	if (out->len == 0)
		buf_str(out, "section");
}

void
slug_make(struct str heading, struct map *taken, struct buf *out)
{
	AUTO(buf_release) struct buf plain = BUF_INIT(SLUG_MAX + 8);
	AUTO(buf_release) struct buf id = BUF_INIT(SLUG_MAX + 40);
	uintptr_t n;

	spell(heading, &plain);
	buf_s(&id, buf_view(&plain));
	n = (uintptr_t)map_get(taken, buf_view(&plain));
	while (map_has(taken, buf_view(&id))) {
		buf_reset(&id);
		buf_fmt(&id, "%s-%zu", plain.p, (size_t)++n);
	}
	(void)map_set(taken, buf_view(&id), NULL);
	(void)map_set(taken, buf_view(&plain), (void *)n);
	buf_s(out, buf_view(&id));
}
