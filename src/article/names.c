#include "article/names.h"

#include <stdlib.h>

#include "article/names_table.h"
#include "html/tree.h"

/* Utility style sheets put dozens of names on an element; the telling ones
 * come first. */
#define MAX_NAMES 12
#define MAX_WORDS 8
/* Longer words are generated identifiers. */
#define MAX_WORD 24

/* One class name, cut into lower-case words joined by '-'. */
struct words {
	char text[MAX_WORDS * (MAX_WORD + 1)];
	size_t start[MAX_WORDS + 1];	/* of each word; last: end + 1 */
	size_t n;
};

static void
word_end(struct words *w, size_t *len)
{
	if (w->n < MAX_WORDS && *len > w->start[w->n]) {
		w->text[(*len)++] = '-';
		w->n++;
		w->start[w->n] = *len;
	}
}

static void
words_split(struct words *w, struct str name)
{
	size_t len = 0;

	w->n = 0;
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
	};
	struct str word = str_make(w->text, w->start[1] - 1);

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (str_eq(word, str_of(first[i])) &&
		    !str_eq(str_make(w->text, w->start[w->n] - 1),
		    STR("js-content")))
			return true;
	return false;
}

static unsigned int
flags_of_name(struct str name)
{
	struct words w;
	unsigned int flags = 0;

	words_split(&w, name);
	if (w.n == 0 || is_about_other(&w))
		return 0;
	for (size_t i = 0; i < w.n; i++) {
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
		"complementary", "status", "alert",
	};

	for (size_t i = 0; i < sizeof(clutter) / sizeof(clutter[0]); i++)
		if (str_eq_nocase(role, str_of(clutter[i])))
			return NAME_CLUTTER;
	return str_starts_nocase(role, STR("doc-")) ||
	    str_eq_nocase(role, STR("note")) ? NAME_NOTE : 0;
}

unsigned int
names_of(const xmlNode *node, struct names_cache *cache)
{
	unsigned int flags = 0;

	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		const char *name = (const char *)a->name;
		struct str value;

		if (a->children == NULL || a->children->content == NULL)
			continue;
		if ((name[0] != 'c' && name[0] != 'i' && name[0] != 'r') ||
		    (strcmp(name, "class") != 0 && strcmp(name, "id") != 0 &&
		    strcmp(name, "role") != 0))
			continue;
		value = str_of((const char *)a->children->content);
		flags |= name[0] == 'r' ? flags_of_role(value) :
		    cached(cache, value);
	}
	return flags;
}
