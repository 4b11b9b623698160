#include "base/codec.h"
#include "fuzz.h"

/* Byte 1: which codec; the rest: its input. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf out = BUF_INIT(8 << 20);
	struct err err = ERR_INIT;

	if (n == 0)
		return 0;
	(void)!codec_decode((enum codec)(p[0] % 4), fuzz_str(p + 1, n - 1),
	    &out, &err);
	PROMISE(out.len <= (1u << 20) + CODEC_RATIO * n);
	return 0;
}
