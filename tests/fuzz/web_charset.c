#include "base/text.h"
#include "fuzz.h"
#include "web/charset.h"

static const char *const names[] = { "utf-8", "gb18030", "gbk", "big5",
	"shift_jis", "euc-jp", "iso-2022-jp", "euc-kr", "utf-16le", "utf-16be",
	"windows-1252", "windows-1251", "koi8-r", "x-user-defined",
	"replacement", "iso-8859-8-i" };

/* Byte 1: an encoding; then a declared label, a newline, and the document. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf out = BUF_INIT(4 << 20);
	struct str rest, label = STR("");
	struct err err = ERR_INIT;
	const char *found;

	if (n == 0)
		return 0;
	rest = fuzz_str(p + 1, n - 1);
	if (charset_decode(names[p[0] % 16], rest, &out, &err) == 0)
		PROMISE(text_is_utf8(buf_view(&out)));
	buf_reset(&out);
	(void)str_cut(&rest, '\n', &label);
	(void)charset_find(label);
	found = charset_detect(rest, label, STR("news.example.jp"));
	PROMISE(found != NULL);
	PROMISE(charset_find(str_of(found)) != NULL);
	if (charset_decode(found, rest, &out, &err) == 0)
		PROMISE(text_is_utf8(buf_view(&out)));
	return 0;
}
