#include "base/fingerprint.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

#define BITS 64
/* Words in a row that make a shingle: fewer are shared by unrelated texts,
 * more are broken by every small edit. */
#define SHINGLE 3
/* Shorter words are found in every text. */
#define TERM_LETTERS 4
/* Shorter lines stand everywhere: captions, dates. */
#define SENTENCE_LETTERS 10
#define FNV_BASIS 0xcbf29ce484222325U
#define FNV_PRIME 0x100000001b3U

/* What is gathered on the way through a text. */
struct maker {
	struct fingerprint *print;
	size_t cap_terms, cap_shingles, cap_sentences;
	int weights[BITS];
	uint64_t last[SHINGLE];		/* tokens, the newest last */
	size_t n_tokens;
	uint64_t word, sentence;	/* hashes under way */
	uint32_t letters, size;		/* … and their letters */
	unsigned int cjk;		/* the character before, else 0 */
};

/* Every bit of the result depends on every bit of x (splitmix64). */
static uint64_t
mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
	return x ^ (x >> 31);
}

static uint64_t
add(uint64_t hash, unsigned int cp)
{
	for (int i = 0; i < 3; i++, cp >>= 8)
		hash = (hash ^ (cp & 0xff)) * FNV_PRIME;
	return hash;
}

static void
put_term(struct maker *m, uint64_t hash)
{
	struct fingerprint *p = m->print;

	*VEC_PUSH(&p->terms, &p->n_terms, &m->cap_terms) = mix(hash);
}

/* A word, or a CJK character, of the shingles. */
static void
put_token(struct maker *m, uint64_t hash)
{
	struct fingerprint *p = m->print;
	uint64_t shingle = 0;

	for (size_t i = 0; i + 1 < SHINGLE; i++)
		m->last[i] = m->last[i + 1];
	m->last[SHINGLE - 1] = hash;
	if (++m->n_tokens < SHINGLE)
		return;
	for (size_t i = 0; i < SHINGLE; i++)
		shingle = mix(shingle + m->last[i]);
	for (int bit = 0; bit < BITS; bit++)
		m->weights[bit] += shingle >> bit & 1 ? 1 : -1;
	*VEC_PUSH(&p->shingles, &p->n_shingles, &m->cap_shingles) = shingle;
}

static void
end_word(struct maker *m)
{
	if (m->letters == 0)
		return;
	put_token(m, m->word);
	if (m->letters >= TERM_LETTERS)
		put_term(m, m->word);
	m->letters = 0;
	m->word = FNV_BASIS;
}

static void
end_sentence(struct maker *m)
{
	struct fingerprint *p = m->print;

	if (m->size > 0)
		*VEC_PUSH(&p->sentences, &p->n_sentences, &m->cap_sentences) =
		    (struct fingerprint_sentence){ mix(m->sentence), m->size };
	m->size = 0;
	m->sentence = FNV_BASIS;
}

/* Punctuation and signs between the letters of the world's scripts. */
static bool
is_letter(unsigned int cp)
{
	if (cp < 0x80)
		return ch_is_alnum((char)cp);
	return cp >= 0xc0 && !(cp >= 0x2000 && cp <= 0x2bff) &&
	    !(cp >= 0x3000 && cp <= 0x303f) &&
	    !(cp >= 0xff00 && cp <= 0xff0f) &&
	    !(cp >= 0xff1a && cp <= 0xff20) && cp != 0xd7 && cp != 0xf7;
}

static bool
is_end(unsigned int cp)
{
	return cp == '.' || cp == '!' || cp == '?' || cp == '\n' ||
	    cp == 0x3002 || cp == 0xff01 || cp == 0xff1f;
}

static void
put_char(struct maker *m, unsigned int cp)
{
	if (!is_letter(cp)) {
		end_word(m);
		m->cjk = 0;
		if (is_end(cp))
			end_sentence(m);
		return;
	}
	if (cp < 0x80)
		cp = (unsigned char)ch_lower((char)cp);
	m->sentence = add(m->sentence, cp);
	m->size++;
	if (!text_is_cjk(cp)) {
		m->cjk = 0;
		m->word = add(m->word, cp);
		m->letters++;
		return;
	}
	end_word(m);
	put_token(m, add(FNV_BASIS, cp));
	if (m->cjk != 0)
		put_term(m, add(add(FNV_BASIS, m->cjk), cp));
	m->cjk = cp;
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Ascending, and each once; returns how many are left. */
static size_t
sort(uint64_t *items, size_t n_items)
{
	size_t n = 0;

	if (n_items > 0)
		qsort(items, n_items, sizeof(*items), by_value);
	for (size_t i = 0; i < n_items; i++)
		if (n == 0 || items[n - 1] != items[i])
			items[n++] = items[i];
	return n;
}

void
fingerprint_make(struct fingerprint *p, struct str text)
{
	struct maker m = { .print = p, .word = FNV_BASIS,
		.sentence = FNV_BASIS };
	size_t i = 0;

	*p = (struct fingerprint){ 0 };
	text = str_sub(text, 0, FINGERPRINT_TEXT);
	while (i < text.n) {
		unsigned int cp = 0, n = text_decode(str_from(text, i), &cp);

		put_char(&m, n > 0 ? cp : ' ');
		i += n > 0 ? n : 1;
	}
	end_word(&m);
	end_sentence(&m);
	for (int bit = 0; bit < BITS; bit++)
		p->simhash |= (uint64_t)(m.weights[bit] > 0) << bit;
	p->n_terms = sort(p->terms, p->n_terms);
	p->n_shingles = sort(p->shingles, p->n_shingles);
}

void
fingerprint_release(struct fingerprint *p)
{
	free(p->terms);
	free(p->shingles);
	free(p->sentences);
	*p = (struct fingerprint){ 0 };
}

unsigned int
fingerprint_distance(const struct fingerprint *a, const struct fingerprint *b)
{
	return (unsigned int)__builtin_popcountll(a->simhash ^ b->simhash);
}

/* The share of the n_a items of a that b has. */
static double
share(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b)
{
	size_t n = 0, j = 0;

	for (size_t i = 0; i < n_a; i++) {
		while (j < n_b && b[j] < a[i])
			j++;
		n += j < n_b && b[j] == a[i];
	}
	return n_a > 0 ? (double)n / (double)n_a : 0;
}

double
fingerprint_terms(const struct fingerprint *a, const struct fingerprint *b)
{
	return share(a->terms, a->n_terms, b->terms, b->n_terms);
}

double
fingerprint_shingles(const struct fingerprint *a, const struct fingerprint *b)
{
	return share(a->shingles, a->n_shingles, b->shingles, b->n_shingles);
}

/* Which of a's sentences b has, in their order. */
static bool *
find_kept(const struct fingerprint *a, const struct fingerprint *b)
{
	uint64_t *known = mem_array(b->n_sentences + 1, sizeof(*known));
	bool *is_kept = mem_array(a->n_sentences + 1, sizeof(*is_kept));

	for (size_t i = 0; i < b->n_sentences; i++)
		known[i] = b->sentences[i].hash;
	qsort(known, b->n_sentences, sizeof(*known), by_value);
	for (size_t i = 0; i < a->n_sentences; i++)
		is_kept[i] = bsearch(&a->sentences[i].hash, known,
		    b->n_sentences, sizeof(*known), by_value) != NULL;
	free(known);
	return is_kept;
}

struct fingerprint_kept
fingerprint_kept(const struct fingerprint *a, const struct fingerprint *b)
{
	struct fingerprint_kept k = { 0, 0, false };
	AUTO(mem_freep) bool *is_kept = find_kept(a, b);
	double all = 0, kept = 0, gap = 0, widest = 0;

	for (size_t i = 0; i < a->n_sentences; i++) {
		uint32_t size = a->sentences[i].size;

		if (size < SENTENCE_LETTERS)
			continue;
		all += size;
		kept += is_kept[i] ? size : 0;
		gap = is_kept[i] ? 0 : gap + size;
		if (gap > widest)
			widest = gap;
	}
	k.is_end = widest > 0 && gap >= widest;
	if (all > 0)
		k.gap = widest / all;
	if (all > widest)
		k.rest = kept / (all - widest);
	return k;
}
