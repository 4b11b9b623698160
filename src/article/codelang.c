#include "article/codelang.h"

#include "article/node.h"
#include "html/tree.h"

#define MAX_LANGUAGE (CODELANG_SIZE - 1)
/* From the listing up to its <figure>, through a table. */
#define MAX_AROUND 8

#define N(list) (sizeof(list) / sizeof((list)[0]))

static bool
is_language_char(char c)
{
	return ch_is_alnum(c) || c == '+' || c == '#' || c == '-' || c == '_';
}

static bool
language_keep(struct str s, char *out)
{
	/* What programs write where they know of no language, or name a part
	 * of the listing. */
	static const char *const none[] = { "none", "plain", "text",
		"plaintext", "default", "auto", "code", "nohighlight",
		"undefined", "unknown", "null", "wrapper", "block", "container",
		"source", "copy", "box", "inner", "output" };
	size_t n = 0;

	while (n < s.n && n < MAX_LANGUAGE && is_language_char(s.p[n])) {
		out[n] = ch_lower(s.p[n]);
		n++;
	}
	out[n] = '\0';
	return n > 0 && !str_is_any_nocase(str_make(out, n), none, N(none));
}

/* Is one of the names in the class, alone, a language that people write? */
static bool
language_alone(const xmlNode *n, char *out)
{
	static const char *const languages[] = {
		"bash", "c", "clojure", "cpp", "csharp", "css", "dart", "diff",
		"dockerfile", "elixir", "erlang", "go", "golang", "graphql",
		"groovy", "haskell", "html", "ini", "java", "javascript", "js",
		"json", "jsx", "julia", "kotlin", "latex", "lisp", "lua",
		"makefile", "matlab", "nginx", "objectivec", "ocaml", "perl",
		"php", "powershell", "python", "r", "ruby", "rust", "sass",
		"scala", "scheme", "scss", "sh", "shell", "sql", "swift",
		"toml", "ts", "tsx", "typescript", "verilog", "vim", "vue",
		"xml", "yaml", "yml", "zsh",
	};
	struct str rest = html_attr(n, "class"), name;

	while (rest.p != NULL && str_cut(&rest, ' ', &name))
		if (str_is_any_nocase(name, languages, N(languages)))
			return language_keep(name, out);
	return false;
}

/* What follows the first of the prefixes that begins a name in the class. */
static bool
language_after(struct str class, const char *const *prefixes, size_t n,
    char *out)
{
	struct str name;

	while (class.p != NULL && str_cut(&class, ' ', &name))
		for (size_t i = 0; i < n; i++)
			if (str_starts_nocase(name, str_of(prefixes[i])) &&
			    language_keep(str_from(name, strlen(prefixes[i])),
			    out))
				return true;
	return false;
}

/* "highlight python", "brush: php; gutter: true". */
static bool
language_behind(struct str class, char *out)
{
	static const char *const leaders[] = { "highlight", "hljs", "brush:",
		"sourceCode", "prettyprint", "code", "syntaxhighlighter" };
	struct str name, before = STR("");

	while (class.p != NULL && str_cut(&class, ' ', &name)) {
		if (str_is_any_nocase(before, leaders, N(leaders)) &&
		    name.n > 0 && name.n < 12 &&
		    str_chr(name, '-') == (size_t)-1 &&
		    str_chr(name, '_') == (size_t)-1 &&
		    !str_starts_nocase(name, STR("line")) &&
		    !str_starts_nocase(name, STR("code")) &&
		    !str_starts_nocase(name, STR("hljs")) &&
		    !str_eq_nocase(name, STR("highlight")) &&
		    !str_eq_nocase(name, STR("wrap")) &&
		    language_keep(name, out))
			return true;
		if (name.n > 0)
			before = name;
	}
	return false;
}

/* What an element says of the language: attributes made for it, names that
 * begin with a word for it, and names that follow one. */
static bool
language_of(const xmlNode *n, char *out)
{
	static const char *const attrs[] = { "data-lang", "data-language",
		"data-code-language", "data-code-block-lang",
		"data-enlighter-language", "data-programming-language" };
	static const char *const sure[] = { "language-", "lang-", "brush:",
		"mw-highlight-lang-" };
	/* Of GitHub's names for grammars the first word is the language. */
	static const char *const grammars[] = { "highlight-source-",
		"highlight-text-" };
	static const char *const other[] = { "highlight-", "prism-",
		"sourceCode-" };
	struct str class = html_attr(n, "class");

	if (n->properties == NULL)
		return false;
	for (size_t i = 0; i < N(attrs); i++)
		if (html_attr(n, attrs[i]).p != NULL &&
		    language_keep(html_attr(n, attrs[i]), out))
			return true;
	if (language_after(class, sure, N(sure), out))
		return true;
	if (language_after(class, grammars, N(grammars), out)) {
		out[strcspn(out, "-")] = '\0';
		return true;
	}
	return language_after(class, other, N(other), out) ||
	    language_behind(class, out) || language_behind(html_attr(n,
	    "data-syntaxhighlighter-params"), out);
}

static const xmlNode *
code_in(const xmlNode *pre)
{
	for (const xmlNode *c = pre->children; c != NULL; c = c->next)
		if (node_is(c, "code"))
			return c;
	return NULL;
}

bool
codelang_find(const xmlNode *pre, char out[CODELANG_SIZE])
{
	const xmlNode *n = pre, *code = code_in(pre);

	if (language_of(pre, out) || (code != NULL && language_of(code, out)) ||
	    language_alone(pre, out) || (code != NULL &&
	    language_alone(code, out)))
		return true;
	for (int i = 0; i < MAX_AROUND; i++) {
		n = n->parent;
		if (n == NULL || n->type != XML_ELEMENT_NODE ||
		    node_is(n, "body"))
			return false;
		if (language_of(n, out))
			return true;
	}
	return false;
}

