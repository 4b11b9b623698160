#include "site/page.h"

#include "base/hash.h"
#include "html/write.h"
#include "site/route.h"
#include "web/url.h"

static const char *const style[] = {
#include "site/style.inc"
};

void
page_style(struct buf *out)
{
	for (size_t i = 0; i < sizeof(style) / sizeof(style[0]); i++)
		buf_str(out, style[i]);
}

/* CSP wants the digest in base64 (RFC 4648), not in hexadecimal. */
static void
put_digest(struct str script, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char hex[HASH_HEX];

	hash_of(script, hex);
	/* Three hexadecimal digits are two of base64; the 64 digits leave one
	 * over, the 43rd with two bits of zero. */
	for (size_t i = 0; i < 63; i += 3) {
		int v = ch_hex(hex[i]) << 8 | ch_hex(hex[i + 1]) << 4 |
		    ch_hex(hex[i + 2]);

		buf_char(out, digits[v >> 6]);
		buf_char(out, digits[v & 63]);
	}
	buf_char(out, digits[ch_hex(hex[63]) << 2]);
	buf_char(out, '=');
}

void
page_text(struct buf *out, const char *text)
{
	struct str rest = str_of(text);
	size_t i, start = 0;

	for (i = 0; i < rest.n; i++) {
		unsigned char c = (unsigned char)rest.p[i];

		if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t')
			continue;
		html_escape(out, str_sub(rest, start, i));
		start = i + 1;
	}
	html_escape(out, str_from(rest, start));
}

void
page_external(struct buf *out, const char *url)
{
	AUTO(buf_release) struct buf shown = BUF_INIT(1 << 20);
	struct str s = str_of(url);

	url_display(s, &shown);
	if (shown.len == 0)
		buf_s(&shown, s);
	if (!str_starts_nocase(s, STR("http://")) &&
	    !str_starts_nocase(s, STR("https://"))) {
		page_text(out, shown.p);
		return;
	}
	buf_str(out, "<a class=\"kb-external\" rel=\"noreferrer noopener\" "
	    "href=\"");
	page_text(out, url);
	buf_str(out, "\">");
	page_text(out, shown.p);
	buf_str(out, "</a>");
}

void
page_open(const struct page *page, struct buf *out)
{
	buf_str(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; img-src 'self' data:; style-src 'self'; ");
	if (page->script.n > 0) {
		buf_str(out, "script-src 'sha256-");
		put_digest(page->script, out);
		buf_str(out, "'; ");
	}
	buf_str(out, "base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta name=\"robots\" content=\"noindex\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	page_text(out, page->title);
	buf_str(out, "</title>\n<link rel=\"stylesheet\" href=\"");
	route_link(page->path, "style.css", NULL, out);
	buf_fmt(out, "\">\n</head>\n<body class=\"%s\">\n", page->kind);
}

void
page_close(struct buf *out)
{
	buf_str(out, "</body>\n</html>\n");
}
