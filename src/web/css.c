#include "web/css.h"

#include "web/charset.h"

/* What is open, or begins. */
#define BLOCK '{'
#define FONT_FACE 'F'
#define PAREN '('
#define SQUARE '['
#define SET 'S'		/* image-set(): its strings are addresses */
#define ADDRESS 'U'	/* url(, src(: its first string is one */
#define IMPORT 'I'	/* @import, before its address */
#define RULE 'R'	/* another at-rule */

void
css_init(struct css *c, struct str text, enum css_form form)
{
	*c = (struct css){ .form = form,
	    .imports_are_over = form != CSS_SHEET };
	css_token_init(&c->tokens, text);
}

void
css_release(struct css *c)
{
	css_token_release(&c->tokens);
}

static char
top(const struct css *c)
{
	return c->depth > 0 && c->too_deep == 0 ? c->stack[c->depth - 1] :
	    '\0';
}

static void
push(struct css *c, char what)
{
	if (c->depth == CSS_DEPTH)
		c->too_deep++;
	else
		c->stack[c->depth++] = what;
}

static void
pop(struct css *c)
{
	if (c->too_deep > 0)
		c->too_deep--;
	else if (c->depth > 0)
		c->depth--;
}

static bool
is_opened_by(char what, char open)
{
	switch (what) {
	case BLOCK:
	case FONT_FACE:
		return open == '{';
	case SQUARE:
		return open == '[';
	case PAREN:
	case SET:
	case ADDRESS:
		return open == '(';
	}
	return false;
}

/* Are declarations here, and what are they of? 0: none. */
static char
place(const struct css *c)
{
	if (c->too_deep > 0)
		return '\0';
	for (size_t i = c->depth; i-- > 0;)
		if (c->stack[i] == BLOCK || c->stack[i] == FONT_FACE)
			return c->stack[i];
	return c->form == CSS_DECLARATIONS ? BLOCK : '\0';
}

static void
on_at(struct css *c, struct str name)
{
	if (c->rule != '\0' || c->form != CSS_SHEET)
		return;
	c->rule_at = c->depth;
	c->rule = RULE;
	if (str_eq_nocase(name, STR("font-face"))) {
		c->rule = FONT_FACE;
	} else if (str_eq_nocase(name, STR("import")) && c->depth == 0 &&
	    !c->imports_are_over) {
		c->rule = IMPORT;
		return;
	}
	/* "@layer a, b;" may stand before; with a block it is a rule. */
	if (!str_eq_nocase(name, STR("charset")) &&
	    !str_eq_nocase(name, STR("layer")))
		c->imports_are_over = true;
}

static void
on_open_block(struct css *c)
{
	bool is_face = c->rule == FONT_FACE && c->rule_at == c->depth;

	if (c->rule_at == c->depth)
		c->rule = '\0';
	c->imports_are_over = true;
	push(c, is_face ? FONT_FACE : BLOCK);
}

static void
on_close(struct css *c, char open)
{
	/* The ends of what lies too deep cannot be told apart. */
	if (c->too_deep == 0 && !is_opened_by(top(c), open))
		return;
	pop(c);
	if (c->rule != '\0' && c->depth < c->rule_at)
		c->rule = '\0';
}

static void
on_char(struct css *c, char ch)
{
	switch (ch) {
	case '{':
		on_open_block(c);
		break;
	case '(':
		push(c, PAREN);
		break;
	case '[':
		push(c, SQUARE);
		break;
	case '}':
		on_close(c, '{');
		break;
	case ')':
		on_close(c, '(');
		break;
	case ']':
		on_close(c, '[');
		break;
	case ';':
		if (c->rule_at == c->depth)
			c->rule = '\0';
		break;
	}
}

static void
on_function(struct css *c, struct str name)
{
	static const char *const sets[] = { "image-set", "-webkit-image-set",
		"image" };

	if (str_eq_nocase(name, STR("url")) || str_eq_nocase(name, STR("src")))
		push(c, ADDRESS);
	else if (str_is_any_nocase(name, sets, sizeof(sets) / sizeof(*sets)))
		push(c, SET);
	else
		push(c, PAREN);
}

/* Is an address that stands here one that is loaded? */
static bool
is_loaded(struct css *c, struct css_url *out)
{
	char where = place(c);

	if (c->rule == IMPORT) {
		/* What follows is conditions. */
		c->rule = RULE;
		out->role = ROLE_STYLE;
	} else if (c->rule != '\0' || where == '\0') {
		return false;
	} else {
		out->role = where == FONT_FACE ? ROLE_FONT : ROLE_IMAGE;
	}
	out->url = str_trim(out->url);
	return out->url.n > 0 && out->url.p[0] != '#' &&
	    !str_starts_nocase(out->url, STR("data:"));
}

static bool
on_string(struct css *c, struct css_url *out)
{
	if (top(c) == ADDRESS)
		c->stack[c->depth - 1] = PAREN;
	else if (top(c) != SET && !(c->rule == IMPORT && c->depth == 0))
		return false;
	return is_loaded(c, out);
}

/* An @import begins with its address, or is none. */
static void
check_import(struct css *c, const struct css_token *t)
{
	if (c->rule == IMPORT && top(c) != ADDRESS && t->type != CSS_STRING &&
	    t->type != CSS_URL && t->type != CSS_AT &&
	    !(t->type == CSS_FUNCTION && (str_eq_nocase(t->value, STR("url")) ||
	    str_eq_nocase(t->value, STR("src")))))
		c->rule = RULE;
}

/* A rule with a selector begins. */
static void
check_rule(struct css *c, const struct css_token *t)
{
	if (c->depth == 0 && c->rule == '\0' && t->type != CSS_AT &&
	    t->type != CSS_COMMENT_MARK &&
	    !(t->type == CSS_CHAR && t->c == ';'))
		c->imports_are_over = true;
}

bool
css_next(struct css *c, struct css_url *out)
{
	for (;;) {
		struct css_token t = css_token_next(&c->tokens);

		check_import(c, &t);
		check_rule(c, &t);
		out->url = t.value;
		switch (t.type) {
		case CSS_END:
			return false;
		case CSS_STRING:
			if (on_string(c, out))
				return true;
			break;
		case CSS_URL:
			if (is_loaded(c, out))
				return true;
			break;
		case CSS_FUNCTION:
			on_function(c, t.value);
			break;
		case CSS_AT:
			on_at(c, t.value);
			break;
		case CSS_CHAR:
			on_char(c, t.c);
			break;
		case CSS_BAD:
		case CSS_NAME:
		case CSS_COMMENT_MARK:
		case CSS_OTHER:
			break;
		}
	}
}

/* @charset "…"; as these very bytes, and no others. */
static const char *
declared(struct str bytes)
{
	struct str rest, label;
	const char *name;
	size_t end;

	if (!str_starts(bytes, STR("@charset \"")))
		return NULL;
	rest = str_sub(str_from(bytes, 10), 0, 1024);
	end = str_find(rest, STR("\";"));
	if (end == (size_t)-1)
		return NULL;
	label = str_sub(rest, 0, end);
	name = charset_find(label);
	/* It was read as ASCII: it cannot be UTF-16. */
	if (name != NULL && str_starts_nocase(str_of(name), STR("utf-16")))
		return charset_find(STR("utf-8"));
	return name;
}

const char *
css_charset(struct str bytes, struct str http_charset, const char *around)
{
	const char *name = NULL;

	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		return charset_find(STR("utf-8"));
	if (str_starts(bytes, STR("\xfe\xff")))
		return charset_find(STR("utf-16be"));
	if (str_starts(bytes, STR("\xff\xfe")))
		return charset_find(STR("utf-16le"));
	if (http_charset.n > 0)
		name = charset_find(http_charset);
	if (name == NULL)
		name = declared(bytes);
	if (name == NULL)
		name = around;
	return name != NULL ? name : charset_find(STR("utf-8"));
}
