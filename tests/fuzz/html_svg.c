#include "fuzz.h"
#include "html/svg.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf out = BUF_INIT(16 << 20);
	AUTO(buf_release) struct buf again = BUF_INIT(16 << 20);
	struct err err = ERR_INIT;

	if (svg_clean(fuzz_str(p, n), &out, &err) < 0)
		return 0;
	PROMISE(str_find_nocase(buf_view(&out), STR("<script")) ==
	    (size_t)-1);
	PROMISE(svg_clean(buf_view(&out), &again, &err) == 0);
	return 0;
}
