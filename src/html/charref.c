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

bool
charref_clamp(struct str text, struct buf *out)
{
	size_t copied = 0, i = 0, at;
	bool changed = false;

	while ((at = str_find(str_from(text, i), STR("&#"))) != (size_t)-1) {
		bool is_hex;
		size_t from;

		i += at + 2;
		is_hex = i < text.n && ch_lower(text.p[i]) == 'x';
		from = i += is_hex;
		if (read_number(text, &i, is_hex ? 16 : 10) <= LAST_CODE_POINT)
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
