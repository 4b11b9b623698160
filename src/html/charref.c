#include "html/charref.h"

#define LAST_CODE_POINT 0x10ffff

/* Reads the digits from *i on; the value stays at its limit once past it. */
static unsigned int
read_number(struct str s, size_t *i, unsigned int base)
{
	unsigned int v = 0;

	for (; *i < s.n; (*i)++) {
		int digit = ch_hex(s.p[*i]);

		if (digit < 0 || (unsigned int)digit >= base)
			break;
		if (v <= LAST_CODE_POINT)
			v = v * base + (unsigned int)digit;
	}
	return v;
}

/* What gumbo takes for no character when it stands in the text itself; the
 * rest of the C1 controls mean letters of windows-1252. */
static bool
is_character(unsigned int cp)
{
	static const unsigned char controls[] = {
		0x7f, 0x81, 0x8d, 0x8f, 0x90, 0x9d,
	};

	for (size_t i = 0; i < sizeof(controls); i++)
		if (cp == controls[i])
			return false;
	return cp <= LAST_CODE_POINT && (cp & 0xfffe) != 0xfffe &&
	    (cp < 0xfdd0 || cp > 0xfdef);
}

bool
charref_clamp(struct str text, struct buf *out)
{
	size_t copied = 0, i = 0, at;
	bool changed = false;

	while ((at = str_chr(str_from(text, i), '&')) != (size_t)-1) {
		bool is_hex;
		size_t from;

		i += at + 1;
		if (i == text.n || text.p[i] != '#')
			continue;
		i++;
		is_hex = i < text.n && ch_lower(text.p[i]) == 'x';
		from = i += is_hex;
		if (is_character(read_number(text, &i, is_hex ? 16 : 10)))
			continue;
		buf_s(out, str_sub(text, copied, from));
		buf_str(out, is_hex ? "fffd" : "65533");
		copied = i;
		changed = true;
	}
	if (changed)
		buf_s(out, str_from(text, copied));
	return changed;
}
