#include "fuzz.h"
#include "web/http.h"
#include "web/link.h"
#include "web/media.h"

static void
use_value(struct str v)
{
	AUTO(buf_release) struct buf name = BUF_INIT(1 << 20);
	AUTO(link_release) struct links links = LINKS_INIT;
	struct str essence, charset;
	int64_t ms;

	(void)http_date_parse(v, &ms);
	if (http_retry_after(v, 1700000000000, &ms))
		PROMISE(ms >= 0);
	(void)http_disposition_name(v, &name);
	for (size_t i = 0; i < name.len; i++)
		PROMISE(name.p[i] != '/');
	link_parse(&links, v);
	for (size_t i = 0; i < links.n; i++)
		PROMISE(links.items[i].target != NULL &&
		    links.items[i].rel != NULL);
	media_parse(v, &essence, &charset);
	(void)media_ext(essence);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(http_head_release) struct http_head head = { 0 };
	struct err err = ERR_INIT;
	struct str all = fuzz_str(p, n);
	unsigned int w, h;
	const char *essence;

	if (n > 200000)
		return 0;
	use_value(all);
	(void)media_sniff(all, STR("text/html"), &essence);
	PROMISE(essence != NULL);
	(void)media_image_size(all, &w, &h);
	if (http_head_parse(&head, all, &err) < 0)
		return 0;
	for (size_t i = 0; i < head.n_fields; i++) {
		PROMISE(head.fields[i].name.n <= n);
		use_value(head.fields[i].value);
	}
	(void)http_get(&head, "Content-Type");
	(void)http_reason(head.status);
	return 0;
}
