#include "notes/gitignore.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"

/* Tokens of a pattern; a longer one matches nothing. */
#define GITIGNORE_TOKENS 512

enum token_kind {
	TOKEN_BYTE,
	TOKEN_ONE,		/* ?: one byte but '/' */
	TOKEN_CLASS,		/* [...] */
	TOKEN_STAR,		/* any bytes but '/' */
	TOKEN_FOLDERS,		/* double star and slash: any leading folders */
	TOKEN_ALL,		/* double star at the end: everything inside */
};

struct token {
	enum token_kind kind;
	char c;
	struct str set;		/* between the brackets */
};

void
gitignore_release(struct gitignore *g)
{
	for (size_t i = 0; i < g->n; i++) {
		free(g->rules[i].base);
		free((char *)(uintptr_t)g->rules[i].pattern.p);
	}
	free(g->rules);
	memset(g, 0, sizeof(*g));
}

/* Trailing spaces go unless escaped; so does a carriage return. */
static struct str
trim_line(struct str s)
{
	if (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	while (s.n > 0 && s.p[s.n - 1] == ' ' &&
	    (s.n == 1 || s.p[s.n - 2] != '\\'))
		s.n--;
	return s;
}

static void
add_rule(struct gitignore *g, const char *folder, struct str s)
{
	struct gitignore_rule r = { .base = NULL };

	s = trim_line(s);
	if (s.n == 0 || s.p[0] == '#')
		return;
	if (s.p[0] == '!') {
		r.is_negated = true;
		s = str_from(s, 1);
	}
	if (str_ends(s, STR("/"))) {
		r.is_folder_only = true;
		s.n--;
	}
	r.is_anchored = str_chr(s, '/') != (size_t)-1;
	if (str_starts(s, STR("/")))
		s = str_from(s, 1);
	if (s.n == 0)
		return;
	r.pattern = str_make(mem_dupn(s.p, s.n), s.n);
	r.base = mem_fmt("%s%s", folder, folder[0] != '\0' ? "/" : "");
	*VEC_PUSH(&g->rules, &g->n, &g->cap) = r;
}

void
gitignore_add(struct gitignore *g, const char *folder, struct str text)
{
	struct str line;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	while (str_cut(&text, '\n', &line))
		add_rule(g, folder, line);
}

/* Bytes of "[...]" at s, or 0 when it is never closed. */
static size_t
class_len(struct str s)
{
	size_t i = 1;

	if (i < s.n && (s.p[i] == '!' || s.p[i] == '^'))
		i++;
	if (i < s.n && s.p[i] == ']')
		i++;
	for (; i < s.n && s.p[i] != ']'; i++)
		if (s.p[i] == '\\')
			i++;
	return i < s.n ? i + 1 : 0;
}

static bool
class_has(struct str set, char c)
{
	unsigned char u = (unsigned char)c;
	bool is_not = set.n > 0 && (set.p[0] == '!' || set.p[0] == '^');
	bool found = false;

	for (size_t i = is_not; i < set.n; i++) {
		unsigned char a, b;

		if (set.p[i] == '\\' && i + 1 < set.n)
			i++;
		a = b = (unsigned char)set.p[i];
		if (i + 2 < set.n && set.p[i + 1] == '-') {
			b = (unsigned char)set.p[i + 2];
			i += 2;
		}
		found |= u >= a && u <= b;
	}
	return c != '/' && found != is_not;
}

static size_t
star(struct str s, size_t i, struct token *t)
{
	bool at_start = i == 0 || s.p[i - 1] == '/';
	size_t n = 1;

	while (i + n < s.n && s.p[i + n] == '*')
		n++;
	t->kind = TOKEN_STAR;
	if (n == 2 && at_start && i + n < s.n && s.p[i + n] == '/') {
		t->kind = TOKEN_FOLDERS;
		return n + 1;
	}
	if (n == 2 && at_start && i + n == s.n)
		t->kind = TOKEN_ALL;
	return n;
}

static size_t
next_token(struct str s, size_t i, struct token *t)
{
	size_t n;

	*t = (struct token){ TOKEN_BYTE, s.p[i], STR("") };
	if (s.p[i] == '*')
		return star(s, i, t);
	if (s.p[i] == '?')
		t->kind = TOKEN_ONE;
	if (s.p[i] == '\\' && i + 1 < s.n) {
		t->c = s.p[i + 1];
		return 2;
	}
	n = s.p[i] == '[' ? class_len(str_from(s, i)) : 0;
	if (n == 0)
		return 1;
	t->kind = TOKEN_CLASS;
	t->set = str_sub(s, i + 1, i + n - 1);
	return n;
}

static size_t
compile(const struct gitignore_rule *r, struct token *tokens)
{
	size_t n = 0;

	if (!r->is_anchored)
		tokens[n++] = (struct token){ .kind = TOKEN_FOLDERS };
	for (size_t i = 0; i < r->pattern.n; n++) {
		if (n == GITIGNORE_TOKENS)
			return 0;
		i += next_token(r->pattern, i, &tokens[n]);
	}
	return n;
}

/* Which tokens may come next without consuming a byte. */
static void
pass_empty(const struct token *t, size_t n, bool *on, bool at_folder)
{
	for (size_t k = 0; k < n; k++)
		if (on[k] && (t[k].kind == TOKEN_STAR ||
		    (t[k].kind == TOKEN_FOLDERS && at_folder)))
			on[k + 1] = true;
}

/* All ways through the pattern at once: linear in path times pattern. */
static bool
match(const struct token *t, size_t n, const char *path)
{
	bool on[GITIGNORE_TOKENS + 1] = { true }, next[GITIGNORE_TOKENS + 1];

	pass_empty(t, n, on, true);
	for (; *path != '\0'; path++) {
		memset(next, 0, n + 1);
		for (size_t k = 0; k < n; k++) {
			bool is_step = (t[k].kind == TOKEN_BYTE &&
			    *path == t[k].c) || (t[k].kind == TOKEN_ONE &&
			    *path != '/') || (t[k].kind == TOKEN_CLASS &&
			    class_has(t[k].set, *path));
			bool stays = (t[k].kind == TOKEN_STAR &&
			    *path != '/') || t[k].kind == TOKEN_FOLDERS ||
			    t[k].kind == TOKEN_ALL;

			if (!on[k])
				continue;
			next[k] |= stays;
			next[k + 1] |= is_step || t[k].kind == TOKEN_ALL;
		}
		memcpy(on, next, n + 1);
		pass_empty(t, n, on, *path == '/');
	}
	return on[n];
}

bool
gitignore_match(const struct gitignore *g, const char *path, bool is_folder)
{
	struct token tokens[GITIGNORE_TOKENS + 1];

	for (size_t i = g->n; i > 0; i--) {
		const struct gitignore_rule *r = &g->rules[i - 1];
		size_t base = strlen(r->base), n;

		if ((r->is_folder_only && !is_folder) ||
		    strncmp(path, r->base, base) != 0)
			continue;
		n = compile(r, tokens);
		if (n > 0 && match(tokens, n, path + base))
			return !r->is_negated;
	}
	return false;
}
