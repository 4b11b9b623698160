#include "base/err.h"
#include "fuzz.h"
#include "web/url.h"

static void
try_encoded(struct str s, const char *encoding)
{
	AUTO(buf_release) struct buf href = BUF_INIT(1 << 21);
	AUTO(url_release) struct url base = URL_INIT, u = URL_INIT;

	if (url_parse(&base, STR("http://h/"), NULL, NULL) < 0)
		return;
	base.encoding = encoding;
	if (url_parse(&u, s, &base, NULL) < 0)
		return;
	url_href(&u, &href);
	for (size_t i = 0; i < href.len; i++)
		PROMISE((unsigned char)href.p[i] >= 0x20 &&
		    (unsigned char)href.p[i] < 0x7f);
}

/* Line 1: a base or nothing; the rest: the input. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf href = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf again = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf other = BUF_INIT(1 << 20);
	AUTO(url_release) struct url base = URL_INIT, u = URL_INIT;
	AUTO(url_release) struct url v = URL_INIT;
	struct str rest = fuzz_str(p, n), first = STR("");
	struct err err = ERR_INIT;
	bool has_base;

	if (n > 100000)
		return 0;
	(void)str_cut(&rest, '\n', &first);
	has_base = url_parse(&base, first, NULL, &err) == 0;
	url_percent_decode(rest, &other);
	url_display(rest, &other);
	(void)url_host_is_ip(rest);
	url_site(rest, &other);
	if (url_parse(&u, rest, has_base ? &base : NULL, &err) < 0)
		return 0;
	url_href(&u, &href);
	for (size_t i = 0; i < href.len; i++)
		PROMISE((unsigned char)href.p[i] >= 0x20 &&
		    (unsigned char)href.p[i] < 0x7f);
	PROMISE(url_parse(&v, buf_view(&href), NULL, &err) == 0);
	url_href(&v, &again);
	PROMISE(str_eq(buf_view(&href), buf_view(&again)));
	try_encoded(rest, "gb18030");
	try_encoded(rest, "ISO-2022-JP");
	try_encoded(rest, "KOI8-U");
	url_key(&u, &other);
	url_target(&u, &other);
	url_origin(&u, &other);
	(void)url_untracked(&u, &other);
	url_display(buf_view(&href), &other);
	if (u.host != NULL)
		url_site(str_of(u.host), &other);
	return 0;
}
