#include "mirror/judge.h"

#include <string.h>

#include "article/phrases.h"
#include "mirror/signs.h"
#include "web/url.h"

/* Revisions shorten a text, they seldom leave less than a quarter. Below that
 * many words there is no text to lose. */
#define PAGE_PART 4
#define PAGE_WORDS 50
/* A better codec makes pictures and documents a few times smaller. */
#define FILE_PART 10

/* Texts whose SimHashes differ in so few bits are the same but for a word here
 * and there. */
#define SAME_BITS 8
/* Of an edited page at least so many shingles are in the other one. */
#define ALIKE 0.35
/* Two texts in one language have at most so many shingles and so many words in
 * common when they have nothing else; one that was written anew has more, as
 * it keeps its names and its terms. Means of both shares. Of 3,000 pairs of
 * unrelated articles from the web each, 2 % in English and 14 % in Chinese have
 * more. */
#define STRANGE_SHINGLES 0.03
#define STRANGE_TERMS 0.3
/* A page that is not there says what the host says for any such page, but for
 * the address and what it offers instead. */
#define PROBED 0.6

/* What was cut off misses a piece of at least CUT_WITHIN, CUT_END at its end,
 * or CUT_SIGNED where something says that there was more, and has nearly all
 * of the rest. People who shorten leave out here and there. */
#define CUT_WITHIN 0.6
#define CUT_END 0.45
#define CUT_SIGNED 0.12
#define CUT_REST 0.9
/* The end of a text, by which its place in another is found. */
#define TAIL 30
/* Editors leave out a picture; all of so many are gone with a new way to load
 * them. */
#define MIN_IMAGES 2

static const struct judgement pass = { JUDGE_PASS, "" };

static struct judgement
worse(const char *why)
{
	return (struct judgement){ JUDGE_WORSE, why };
}

void
judge_page_make(struct judge_page *p, const struct resource *r,
    struct str text, size_t n_images)
{
	*p = (struct judge_page){ .r = r, .text = text,
		.n_images = n_images };
	fingerprint_make(&p->print, text);
}

void
judge_page_release(struct judge_page *p)
{
	fingerprint_release(&p->print);
}

/* --- by size --- */

struct judgement
judge_sizes(const struct resource *good, const struct resource *found)
{
	bool was_page = outcome_is_page(good->outcome);

	if (was_page != outcome_is_page(found->outcome))
		return worse(was_page ? "what was a page is now a mere file" :
		    "what was a file is now a page");
	if (!was_page && found->length < good->length / FILE_PART)
		return worse("the file is now less than a tenth of what it "
		    "was");
	if (was_page && good->words >= PAGE_WORDS &&
	    found->words < good->words / PAGE_PART)
		return worse("the text is now less than a quarter of what it "
		    "was");
	return pass;
}

/* --- by address --- */

/* Is it a site's entrance: "/", "/en/", "/index.html"? */
static bool
is_home(const struct url *u)
{
	struct str path = str_of(u->path), last;
	size_t slash;

	if (u->query != NULL && u->query[0] != '\0')
		return false;
	path = str_from(path, 1);
	if (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	slash = str_chr(path, '/');
	last = slash == (size_t)-1 ? path : str_from(path, slash + 1);
	if (str_starts_nocase(last, STR("index.")) ||
	    str_starts_nocase(last, STR("home")) ||
	    str_starts_nocase(last, STR("default.")))
		last.n = 0;
	/* A language before it: "en", "pt-br". */
	return last.n == 0 ? slash == (size_t)-1 || slash == 0 ||
	    slash == 2 || slash == 5 : slash == (size_t)-1 && last.n == 2;
}

/* Does a's path begin with b's, that of a folder? */
static bool
is_below(const struct url *a, const struct url *b)
{
	struct str outer = str_of(b->path);

	return outer.n > 1 && outer.p[outer.n - 1] == '/' &&
	    str_starts(str_of(a->path), outer);
}

/* Where the address leads now, when that is known for what it is. */
static const char *
where_to(const struct resource *good, const struct resource *found)
{
	AUTO(url_release) struct url was = URL_INIT;
	AUTO(url_release) struct url now = URL_INIT;

	if (strcmp(good->final_url, found->final_url) == 0 ||
	    url_parse(&was, str_of(good->final_url), NULL, NULL) < 0 ||
	    url_parse(&now, str_of(found->final_url), NULL, NULL) < 0)
		return NULL;
	if (is_home(&now) && !is_home(&was))
		return "the address now leads to the home page";
	if (signs_is_wall_path(str_of(now.path)) &&
	    !signs_is_wall_path(str_of(was.path)))
		return "the address now leads to a page that asks to log in "
		    "or to consent, or tells of an error";
	if (is_below(&was, &now))
		return "the address now leads to the page above it";
	return NULL;
}

/* --- by what they say --- */

struct likeness {
	bool is_alike;		/* one is largely in the other */
	bool is_strange;	/* neither is in the other at all */
};

static double
mean(double (*share)(const struct fingerprint *, const struct fingerprint *),
    const struct fingerprint *a, const struct fingerprint *b)
{
	return (share(a, b) + share(b, a)) / 2;
}

static bool
is_same(const struct fingerprint *a, const struct fingerprint *b)
{
	return a->n_shingles > 0 && b->n_shingles > 0 &&
	    fingerprint_distance(a, b) <= SAME_BITS;
}

static struct likeness
compare(const struct fingerprint *a, const struct fingerprint *b)
{
	return (struct likeness){
		.is_alike = is_same(a, b) ||
		    fingerprint_shingles(a, b) >= ALIKE ||
		    fingerprint_shingles(b, a) >= ALIKE,
		.is_strange = mean(fingerprint_shingles, a, b) <
		    STRANGE_SHINGLES &&
		    mean(fingerprint_terms, a, b) < STRANGE_TERMS,
	};
}

static bool
is_ended(struct str text)
{
	static const char *const ends[] = { ".", "!", "?", ":", ")", "\"",
		"…", "”", "’", "»", "“", "。", "！", "？", "」", "』", "）" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_ends(text, str_of(ends[i])))
			return true;
	return false;
}

/* Does the text end where the other one goes on within a line? */
static bool
breaks_off(struct str text, struct str other)
{
	size_t at, start;

	text = str_trim(text);
	start = text.n > TAIL ? text.n - TAIL : 0;
	/* Not within a character. */
	while (start < text.n && ((unsigned char)text.p[start] & 0xc0) == 0x80)
		start++;
	at = str_find(other, str_from(text, start));
	if (text.n < TAIL || at == (size_t)-1 || is_ended(text))
		return false;
	other = str_from(other, at + text.n - start);
	return other.n > 0 && other.p[0] != '\n';
}

static struct judgement
judge_text(const struct judge_page *good, const struct judge_page *found)
{
	struct fingerprint_kept k = fingerprint_kept(&good->print,
	    &found->print);

	if (k.gap >= CUT_SIGNED && signs_is_teaser(found->text) &&
	    !signs_is_teaser(good->text))
		return worse("the text ends early, in an offer to log in or "
		    "to pay for the rest");
	if (k.gap < CUT_SIGNED || k.rest < CUT_REST)
		return pass;
	if (breaks_off(found->text, good->text))
		return worse("the text breaks off in the middle of a sentence");
	return k.gap < (k.is_end ? CUT_END : CUT_WITHIN) ? pass :
	    worse("a large part of the text is gone, in one piece");
}

/* The page is the same: what has it lost? */
static struct judgement
judge_losses(const struct judge_page *good, const struct judge_page *found)
{
	const struct resource *g = good->r, *f = found->r;
	struct judgement j = pass;

	if (f->words < g->words && g->words >= PAGE_WORDS &&
	    f->next[0] == '\0' && g->outcome != OUTCOME_LIST)
		j = judge_text(good, found);
	if (j.verdict == JUDGE_PASS && good->n_images >= MIN_IMAGES &&
	    found->n_images == 0)
		return worse("its pictures are gone");
	return j;
}

static bool
is_site_title(const struct resource *r, bool is_shared)
{
	return r->title[0] == '\0' || is_shared || (r->site[0] != '\0' &&
	    phrases_same(str_of(r->title), str_of(r->site)));
}

static bool
keeps_title(const struct resource *good, const struct resource *found)
{
	struct str was = str_of(good->title), now = str_of(found->title);

	return phrases_same(was, now) || (!is_site_title(found, false) &&
	    phrases_share(was, now));
}

static const char probed[] = "the host gives the same page for an address "
    "that cannot exist";

/* Little or nothing of the text is left. */
static struct judgement
judge_stranger(const struct judge_page *good, const struct judge_page *found,
    bool is_strange, bool is_title_shared)
{
	bool is_kept = keeps_title(good->r, found->r);
	bool was_list = good->r->outcome == OUTCOME_LIST;
	const char *sign = signs_find(str_of(found->r->title), found->text);

	if (sign != NULL && (is_strange || !is_kept))
		return worse(sign);
	if (!is_kept && is_site_title(found->r, is_title_shared) &&
	    !is_site_title(good->r, false))
		return worse("its title is now that of the whole site, and "
		    "its text another");
	if (was_list && (is_kept || !is_strange ||
	    found->r->outcome == OUTCOME_LIST))
		return (struct judgement){ JUDGE_DOUBT, probed };
	if (!is_strange)
		return pass;
	if (!is_kept)
		return worse("nothing of its title and text is left");
	if (found->r->outcome == OUTCOME_LIST ||
	    found->r->words < good->r->words / 2)
		return worse("nothing of its text is left but for the title");
	return (struct judgement){ JUDGE_DOUBT, probed };
}

struct judgement
judge_pages(const struct judge_page *good, const struct judge_page *found,
    bool is_title_shared)
{
	struct likeness like = compare(&good->print, &found->print);
	AUTO(url_release) struct url was = URL_INIT;
	const char *where, *sign;

	/* A list is a frame around what is new today. */
	if (like.is_alike && (good->r->outcome != OUTCOME_LIST ||
	    keeps_title(good->r, found->r)))
		return judge_losses(good, found);
	where = where_to(good->r, found->r);
	if (where != NULL)
		return worse(where);
	/* Of a site's entrance and of a few words nothing need stay. */
	if (good->r->words >= PAGE_WORDS &&
	    (url_parse(&was, str_of(good->r->final_url), NULL, NULL) < 0 ||
	    !is_home(&was)))
		return judge_stranger(good, found, like.is_strange,
		    is_title_shared);
	sign = keeps_title(good->r, found->r) ? NULL :
	    signs_find(str_of(found->r->title), found->text);
	return sign != NULL ? worse(sign) : pass;
}

bool
judge_probe(const struct fingerprint *found, const struct fingerprint *probe)
{
	return is_same(found, probe) ||
	    mean(fingerprint_shingles, found, probe) >= PROBED;
}
