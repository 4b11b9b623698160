#include "article/article.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf json = BUF_INIT(64 << 20);
	AUTO(buf_release) struct buf again = BUF_INIT(64 << 20);
	AUTO(article_release) struct article a;
	struct err err = ERR_INIT;

	if (article_from_json(&a, fuzz_str(p, n), &err) < 0)
		return 0;
	article_to_json(&a, &json);
	article_release(&a);
	PROMISE(article_from_json(&a, buf_view(&json), &err) == 0);
	article_to_json(&a, &again);
	PROMISE(str_eq(buf_view(&json), buf_view(&again)));
	return 0;
}
