#include "article/names.h"

#include <stdlib.h>

#include "article/names_table.h"
#include "base/buf.h"
#include "html/tree.h"

/* Utility style sheets put dozens of names on an element; the telling ones
 * come first. */
#define MAX_NAMES 12
#define MAX_WORDS 8
/* Longer words are generated identifiers. */
#define MAX_WORD 24
/* So are runs of this many letters and digits in both cases. */
#define MIN_GENERATED 18
/* Shorter numbers are part of a name. */
#define MIN_NUMBER 3
/* No more nodes than these stand before the heading of a section. */
#define MAX_BEFORE 8
/* Enough of a heading to tell that an id repeats it. */
#define MAX_HEADING 512

/* One class name, cut into lower-case words joined by '-'. */
struct words {
	char text[MAX_WORDS * (MAX_WORD + 1)];
	size_t start[MAX_WORDS + 1];	/* of each word; last: end + 1 */
	size_t n;
};

static void
word_end(struct words *w, size_t *len)
{
	size_t end = *len;

	/* "heading10415" is the heading of that number. */
	while (end > w->start[w->n] && ch_is_digit(w->text[end - 1]))
		end--;
	if (end > w->start[w->n] && *len - end >= MIN_NUMBER)
		*len = end;
	if (w->n < MAX_WORDS && *len > w->start[w->n]) {
		w->text[(*len)++] = '-';
		w->n++;
		w->start[w->n] = *len;
	}
}

/* "PFk9dDFpTo0qJgx9v" is no name, whatever words it happens to contain. */
static bool
is_generated(struct str name)
{
	size_t run = 0, n_upper = 0, n_digits = 0;

	if (name.n < MIN_GENERATED)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		if (!ch_is_alnum(name.p[i])) {
			run = n_upper = n_digits = 0;
			continue;
		}
		run++;
		n_upper += name.p[i] >= 'A' && name.p[i] <= 'Z';
		n_digits += ch_is_digit(name.p[i]);
		if (run >= MIN_GENERATED && n_upper >= 3 && n_digits >= 2)
			return true;
	}
	return false;
}

static void
words_split(struct words *w, struct str name)
{
	size_t len = 0;

	w->n = 0;
	if (is_generated(name))
		return;
	w->start[0] = 0;
	for (size_t i = 0; i < name.n && w->n < MAX_WORDS; i++) {
		char c = name.p[i];
		bool is_upper = c >= 'A' && c <= 'Z';

		if (!ch_is_alnum(c) || (is_upper && i > 0 &&
		    ch_lower(name.p[i - 1]) == name.p[i - 1]))
			word_end(w, &len);
		if (w->n == MAX_WORDS || !ch_is_alnum(c))
			continue;
		if (len - w->start[w->n] == MAX_WORD) {
			w->n = 0;
			return;
		}
		w->text[len++] = ch_lower(c);
	}
	word_end(w, &len);
}

/* "has-sidebar", "no-comments", "is-sticky" speak of something else. */
static bool
is_about_other(const struct words *w)
{
	static const char *const first[] = {
		"has", "no", "with", "without", "is", "not", "js", "enable",
		"hide", "show", "single", "layout", "theme", "hover", "focus",
		"sm", "md", "lg", "xl", "var",
		"padding", "margin", "border", "align", "overflow",
	};
	struct str word = str_make(w->text, w->start[1] - 1);

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (word.p[0] == first[i][0] &&
		    str_eq(word, str_of(first[i])) &&
		    !str_eq(str_make(w->text, w->start[w->n] - 1),
		    STR("js-content")))
			return true;
	return false;
}

/* "anchorWithStickyNavbar" is an anchor: what follows stands elsewhere. */
static bool
is_aside_from(const struct words *w, size_t i)
{
	struct str word = str_make(w->text + w->start[i],
	    w->start[i + 1] - 1 - w->start[i]);

	return str_eq(word, STR("with")) || str_eq(word, STR("without"));
}

static unsigned int
flags_of_name(struct str name)
{
	struct words w;
	unsigned int flags = 0;

	words_split(&w, name);
	if (w.n == 0 || is_about_other(&w))
		return 0;
	for (size_t i = 0; i < w.n && !is_aside_from(&w, i); i++) {
		size_t reach = w.n - i < 3 ? w.n - i : 3;
		unsigned int f = 0;

		/* The longest run of words decides. */
		while (reach > 0 && f == 0) {
			f = names_table_find(str_make(w.text + w.start[i],
			    w.start[i + reach] - 1 - w.start[i]));
			reach--;
		}
		flags |= f;
		if (f != 0)
			i += reach;
	}
	return flags;
}

unsigned int
names_of_value(struct str value)
{
	unsigned int flags = 0;
	size_t n = 0;

	for (size_t i = 0; i < value.n && n < MAX_NAMES; n++) {
		size_t j;

		while (i < value.n && ch_is_space(value.p[i]))
			i++;
		for (j = i; j < value.n && !ch_is_space(value.p[j]); j++)
			;
		if (j > i)
			flags |= flags_of_name(str_sub(value, i, j));
		i = j;
	}
	return flags;
}

static unsigned int
cached(struct names_cache *cache, struct str value)
{
	unsigned int h = 2166136261;

	for (size_t i = 0; i < value.n; i++)
		h = (h ^ (unsigned char)value.p[i]) * 16777619;
	h = (h ^ h >> 16) % 256;
	if (cache->value[h].p == NULL || !str_eq(cache->value[h], value)) {
		cache->value[h] = value;
		cache->flags[h] = names_of_value(value);
	}
	return cache->flags[h];
}

static unsigned int
flags_of_role(struct str role)
{
	static const char *const clutter[] = {
		"navigation", "banner", "search", "contentinfo", "dialog",
		"alertdialog", "menu", "menubar", "toolbar", "tooltip",
		"complementary", "status",
	};

	for (size_t i = 0; i < sizeof(clutter) / sizeof(clutter[0]); i++)
		if (str_eq_nocase(role, str_of(clutter[i])))
			return NAME_CLUTTER;
	/* Style sheets copy it to notes in the text. */
	if (str_eq_nocase(role, STR("alert")))
		return NAME_WEAK;
	return str_starts_nocase(role, STR("doc-")) ||
	    str_eq_nocase(role, STR("note")) ? NAME_NOTE : 0;
}

static bool
is_heading(const xmlNode *n)
{
	return n->type == XML_ELEMENT_NODE && n->name[0] == 'h' &&
	    n->name[1] >= '1' && n->name[1] <= '6' && n->name[2] == '\0';
}

/* The heading itself, or what an element begins with. */
static const xmlNode *
heading_of(const xmlNode *node)
{
	const xmlNode *n = node;

	for (int i = 0; n != NULL && i < MAX_BEFORE; i++) {
		if (is_heading(n))
			return n;
		if (n->type == XML_TEXT_NODE && !xmlIsBlankNode(n))
			break;
		n = html_next(n, node, false);
	}
	return NULL;
}

/* Do the letters of the id begin the text, punctuation aside? */
static bool
is_slug_of(struct str id, struct str text)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < id.n && !ch_is_alnum(id.p[i]))
			i++;
		while (j < text.n && !ch_is_alnum(text.p[j]))
			j++;
		if (i == id.n)
			return true;
		if (j == text.n || ch_lower(id.p[i]) != ch_lower(text.p[j]))
			return false;
		i++;
		j++;
	}
}

/* Does the heading link to itself, as those of a manual do? */
static bool
has_anchor(const xmlNode *heading, struct str id)
{
	const xmlNode *a = html_find(heading, "a");
	struct str href = a != NULL ? html_attr(a, "href") : STR("");

	return href.n == id.n + 1 && href.p[0] == '#' &&
	    str_eq(str_from(href, 1), id);
}

/*
 * An id made from a heading's words, so that one can link to the section,
 * tells what the section is about: "cookies" in a manual is no banner.  Where
 * all of it is a name ("related-posts"), the heading itself says what follows.
 */
static bool
is_of_heading(const xmlNode *node, struct str id)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_HEADING);
	const xmlNode *heading = heading_of(node);
	struct words w;

	if (heading == NULL)
		return false;
	html_text(heading, &text);
	if (!is_slug_of(id, buf_view(&text)))
		return false;
	words_split(&w, id);
	return (w.n > 0 && names_table_find(str_make(w.text, w.start[w.n] - 1))
	    == 0) || has_anchor(heading, id);
}

unsigned int
names_of(const xmlNode *node, struct names_cache *cache)
{
	unsigned int flags = 0;

	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		const char *name = (const char *)a->name;
		unsigned int f;
		struct str value;

		if (a->children == NULL || a->children->content == NULL)
			continue;
		if ((name[0] != 'c' && name[0] != 'i' && name[0] != 'r') ||
		    (strcmp(name, "class") != 0 && strcmp(name, "id") != 0 &&
		    strcmp(name, "role") != 0))
			continue;
		value = str_of((const char *)a->children->content);
		f = name[0] == 'r' ? flags_of_role(value) :
		    cached(cache, value);
		if (f != 0 && name[0] == 'i' && is_of_heading(node, value))
			f = 0;
		flags |= f;
	}
	return flags;
}
