#include "article/lang.h"

#include <stdint.h>

#include "base/text.h"

/* So much of a text tells of all. */
#define MAX_LOOK 20000
/* With fewer letters there is nothing to tell. */
#define MIN_LETTERS 20
/* Longer words are none of the common ones, nor do they fit into a number. */
#define MAX_WORD 6
/* Fewer common words may be a quotation. */
#define MIN_COMMON 12

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
	if (cp < ranges[0].from)
		return;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (cp >= ranges[i].from && cp <= ranges[i].to)
			n[ranges[i].script]++;
}

/* Words that stand in every text of a language, and hardly in another; none is
 * longer than MAX_WORD. */
static const struct {
	const char *lang, *words;
} common[] = {
	{ "en", "the of and to is that for with this are it you have" },
	{ "de", "der die und das ist nicht mit ein eine auf den von zu" },
	{ "fr", "le les des et est une dans pour que qui sur pas du" },
	{ "es", "el los las y que una por con para del es se su" },
	{ "it", "il di che della gli per non una sono con del anche" },
	{ "pt", "o os que não uma para com do da em dos mais ao" },
	{ "nl", "het een van en dat niet zijn voor met aan ook er" },
};

#define N_COMMON (sizeof(common) / sizeof(common[0]))

/* A power of two; a third of it is taken. */
#define N_SLOTS 256

/* The words of all languages, each with a bit for each that has it. */
struct words {
	struct {
		uint64_t word;	/* 0: free */
		unsigned int langs;
	} slots[N_SLOTS];
};

/* The letters of a word of at most MAX_WORD bytes. */
static uint64_t
pack(struct str word)
{
	uint64_t packed = 0;

	for (size_t i = 0; i < word.n; i++)
		packed = packed << 8 | (unsigned char)ch_lower(word.p[i]);
	return packed;
}

static size_t
slot_of(const struct words *w, uint64_t word)
{
	size_t i = (size_t)(word * 0x9e3779b97f4a7c15u >> 56);

	while (w->slots[i].word != 0 && w->slots[i].word != word)
		i = (i + 1) % N_SLOTS;
	return i;
}

static void
words_init(struct words *w)
{
	*w = (struct words){ 0 };
	for (size_t i = 0; i < N_COMMON; i++) {
		struct str rest = str_of(common[i].words), one;

		while (str_cut(&rest, ' ', &one)) {
			uint64_t word = pack(one);
			size_t at = slot_of(w, word);

			w->slots[at].word = word;
			w->slots[at].langs |= 1u << i;
		}
	}
}

/* Counts the common words of each language; returns the number of words. */
static size_t
count_common(struct str s, size_t *hits)
{
	struct words w;
	size_t n_words = 0;

	words_init(&w);
	for (size_t i = 0, from = 0; i <= s.n && i < MAX_LOOK; i++) {
		struct str word = str_sub(s, from, i);
		unsigned int langs;

		if (i < s.n && (ch_is_alpha(s.p[i]) ||
		    (unsigned char)s.p[i] >= 0x80))
			continue;
		from = i + 1;
		if (word.n == 0)
			continue;
		n_words++;
		if (word.n > MAX_WORD)
			continue;
		langs = w.slots[slot_of(&w, pack(word))].langs;
		for (size_t j = 0; j < N_COMMON; j++)
			hits[j] += langs >> j & 1;
	}
	return n_words;
}

static const char *
lang_of_words(struct str s)
{
	size_t hits[N_COMMON] = { 0 }, best = 0, next = 0;
	size_t n_words = count_common(s, hits);

	for (size_t i = 1; i < N_COMMON; i++)
		if (hits[i] > hits[best])
			best = i;
	for (size_t i = 0; i < N_COMMON; i++)
		if (i != best && hits[i] > next)
			next = hits[i];
	return hits[best] >= MIN_COMMON && hits[best] * 12 >= n_words &&
	    hits[best] >= next * 3 ? common[best].lang : "";
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
	if (all < MIN_LETTERS)
		return "";
	if (n[best] * 3 > all)
		return names[best];
	return n[best] * 50 < all ? lang_of_words(s) : "";
}

bool
lang_fits(struct str declared, const char *told)
{
	static const char *const families[] = { "ru uk bg sr be mk kk mn ky tg",
		"ar fa ur ps ug sd ku", "he iw yi", "zh yue wuu" };
	size_t n = 0;

	while (n < declared.n && ch_is_alpha(declared.p[n]))
		n++;
	declared = str_sub(declared, 0, n);
	if (str_eq_nocase(declared, str_of(told)))
		return true;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		struct str rest = str_of(families[i]), one;
		bool is_told = false, is_declared = false;

		while (str_cut(&rest, ' ', &one)) {
			is_told = is_told || str_eq(one, str_of(told));
			is_declared = is_declared ||
			    str_eq_nocase(one, declared);
		}
		if (is_told && is_declared)
			return true;
	}
	return false;
}
