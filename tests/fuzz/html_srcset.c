#include "fuzz.h"
#include "html/srcset.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str in = fuzz_str(p, n), rest = in;
	struct srcset_item item;
	size_t n_items = 0;

	while (srcset_next(&rest, &item)) {
		PROMISE(item.url.n > 0);
		PROMISE(item.url.p >= in.p && item.url.p + item.url.n <=
		    in.p + in.n);
		PROMISE(item.density >= 0 && item.width >= 0);
		PROMISE(++n_items <= n);
	}
	item = srcset_best(in);
	PROMISE((item.url.p != NULL) == (n_items > 0));
	return 0;
}
