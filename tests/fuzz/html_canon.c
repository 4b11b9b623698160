#include "fuzz.h"
#include "html/canon.h"

static enum canon_do
on_start(void *ctx, struct canon_tag *tag, struct buf *out)
{
	(void)ctx;
	for (size_t i = 0; i < tag->n_attrs; i++)
		if (str_eq(tag->attrs[i].name, STR("src")) ||
		    str_eq(tag->attrs[i].name, STR("href")))
			tag->attrs[i].value = STR("assets/\"<&>.png");
	if (str_eq(tag->name, STR("h2"))) {
		buf_str(out, "<hr>");
		return CANON_REPLACE;
	}
	return str_eq(tag->name, STR("em")) ? CANON_UNWRAP : CANON_KEEP;
}

/* What is accepted is copied as it is; what a callback makes of it is
 * canonical again. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf out = BUF_INIT(16 << 20);
	AUTO(buf_release) struct buf changed = BUF_INIT(16 << 20);
	const struct canon_ops ops = { .start = on_start };
	struct str in = fuzz_str(p, n);
	struct err err = ERR_INIT;

	if (canon_rewrite(in, NULL, &out, &err) < 0)
		return 0;
	PROMISE(str_eq(in, buf_view(&out)));
	PROMISE(canon_rewrite(in, &ops, &changed, &err) == 0);
	buf_reset(&out);
	PROMISE(canon_rewrite(buf_view(&changed), NULL, &out, &err) == 0);
	PROMISE(canon_text(in, &out, &err) == 0);
	return 0;
}
