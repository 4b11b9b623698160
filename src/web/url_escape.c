#include "web/url_escape.h"

#include "web/url.h"

static bool
needs_escape(char c, enum url_set set)
{
	/* What each set has besides the C0 controls and all above '~'. */
	static const char *const extra[] = {
		[URL_SET_CONTROL] = "",
		[URL_SET_FRAGMENT] = " \"<>`",
		[URL_SET_QUERY] = " \"#<>",
		[URL_SET_SPECIAL_QUERY] = " \"#<>'",
		[URL_SET_PATH] = " \"#<>?^`{}",
		[URL_SET_USERINFO] = " \"#<>?^`{}/:;=@[\\]|",
	};

	if (ch_is_alnum(c))
		return false;
	if ((unsigned char)c < 0x20 || (unsigned char)c > 0x7e)
		return true;
	return strchr(extra[set], c) != NULL;
}

void
url_escape(struct buf *b, struct str s, enum url_set set)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		char hex[3] = { '%', digits[c >> 4], digits[c & 15] };

		if (!needs_escape(s.p[i], set))
			continue;
		buf_put(b, s.p + from, i - from);
		buf_put(b, hex, sizeof(hex));
		from = i + 1;
	}
	buf_s(b, str_from(s, from));
}

void
url_percent_decode(struct str s, struct buf *b)
{
	size_t from = 0;

	for (size_t i = 0; i + 2 < s.n; i++) {
		int hi, lo;

		if (s.p[i] != '%')
			continue;
		hi = ch_hex(s.p[i + 1]);
		lo = ch_hex(s.p[i + 2]);
		if (hi < 0 || lo < 0)
			continue;
		buf_put(b, s.p + from, i - from);
		buf_char(b, (char)(hi << 4 | lo));
		i += 2;
		from = i + 1;
	}
	buf_s(b, str_from(s, from));
}
