#include "article/lang.h"

#include <stdint.h>

#include "base/text.h"

/* So much of a text tells of all. */
#define MAX_LOOK 20000
/* With fewer letters there is nothing to tell. */
#define MIN_LETTERS 20

enum script { HAN, KANA, HANGUL, CYRILLIC, ARABIC, HEBREW, GREEK, THAI,
	N_SCRIPTS };

static const struct {
	uint32_t from, to;
	enum script script;
} ranges[] = {
	{ 0x370, 0x3ff, GREEK }, { 0x400, 0x52f, CYRILLIC },
	{ 0x590, 0x5ff, HEBREW }, { 0x600, 0x6ff, ARABIC },
	{ 0xe00, 0xe7f, THAI }, { 0x3041, 0x30ff, KANA },
	{ 0x3400, 0x9fff, HAN }, { 0xac00, 0xd7a3, HANGUL },
	{ 0xf900, 0xfaff, HAN }, { 0x20000, 0x2ffff, HAN },
};

static void
count(unsigned int cp, size_t *n)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (cp >= ranges[i].from && cp <= ranges[i].to)
			n[ranges[i].script]++;
}

const char *
lang_of_text(struct str s)
{
	static const char *const names[N_SCRIPTS] = { "zh", "ja", "ko", "ru",
		"ar", "he", "el", "th" };
	size_t n[N_SCRIPTS] = { 0 }, all = 0, best = 0;

	for (size_t i = 0; i < s.n && i < MAX_LOOK; ) {
		unsigned int cp, len = text_decode(str_from(s, i), &cp);

		if (len == 0) {
			i++;
			continue;
		}
		all += len > 1 ? cp > 0xbf : ch_is_alpha(s.p[i]);
		count(cp, n);
		i += len;
	}
	/* Japanese is written in both. */
	if (n[KANA] * 10 > n[HAN] && n[KANA] > 0)
		n[KANA] += n[HAN];
	for (size_t i = 1; i < N_SCRIPTS; i++)
		if (n[i] > n[best])
			best = i;
	return all >= MIN_LETTERS && n[best] * 3 > all ? names[best] : "";
}
