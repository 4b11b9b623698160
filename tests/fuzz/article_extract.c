#include "article/extract.h"
#include "base/text.h"
#include "fuzz.h"

/* What a worker makes of a page must pass its parent's check. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const struct extract_opts opts = {
		.url = STR("https://news.example/2024/a.html"),
		.content_type = STR("text/html"),
		.status = 200,
	};
	AUTO(buf_release) struct buf json = BUF_INIT(64 << 20);
	AUTO(article_release) struct article a;
	AUTO(article_release) struct article b;
	struct err err = ERR_INIT;
	int r;

	article_init(&b);
	if (n > 100000) {
		article_init(&a);
		return 0;
	}
	r = extract_page(fuzz_str(p, n), &opts, &a, &err);
	if (r < 0)
		return 0;
	PROMISE(outcome_is_page(a.outcome) || !outcome_is_kept(a.outcome));
	PROMISE(text_is_utf8(str_of(a.text)));
	article_to_json(&a, &json);
	article_release(&b);
	if (article_from_json(&b, buf_view(&json), &err) < 0) {
		fprintf(stderr, "%s\n%s\n", err.msg, json.p);
		abort();
	}
	PROMISE(a.outcome == b.outcome && a.n_images == b.n_images);
	return 0;
}
