/*
 * html_html5lib.c: the published tree construction cases, through our tree.
 *
 * What tree.h says that a tree leaves out, and only that, is left out of the
 * expected trees as well: namespaces, comments and doctypes, <template>,
 * controls and noncharacters, names that XML does not have, xmlns attributes.
 * html_html5lib.exceptions lists every case that fails still, with the class
 * of its reason; a case that fails without being listed fails the test, and
 * so does a listed one that passes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "web_corpus.h"
#include "base/text.h"
#include "html/tree.h"

#define FOLDER "conformance/html5lib-tests/tree-construction"
#define LIST "tests/unit/html_html5lib.exceptions"
/* The longest expected tree has some kilobytes. */
#define DUMP_MAX ((size_t)4 << 20)

/* One line of a reduced tree: an element, one of its attributes, or text. */
struct line {
	int depth;
	char kind;		/* '<', '=' or '"' */
	struct buf text;
};

struct lines {
	struct line *v;
	size_t n, cap;
};

struct counts {
	size_t n, n_passed, n_listed, n_other;
};

struct run {
	struct counts file, all;
	struct buf exceptions;
	struct buf problems;
	const char *name;
	size_t number;		/* of the case in its file, from 1 */
};

static struct buf *
line_add(struct lines *l, int depth, char kind)
{
	struct line *new = VEC_PUSH(&l->v, &l->n, &l->cap);

	*new = (struct line){ depth, kind, BUF_INIT(DUMP_MAX) };
	return &new->text;
}

static void
lines_release(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		buf_release(&l->v[i].text);
	free(l->v);
	*l = (struct lines){ 0 };
}

static int
by_text(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return strcmp(x->text.p != NULL ? x->text.p : "",
	    y->text.p != NULL ? y->text.p : "");
}

/* Attributes in the order of their names: a tree has them as written. */
static void
dump(struct lines *l, struct buf *out)
{
	for (size_t i = 0; i < l->n; i++) {
		size_t k = i;

		while (k < l->n && l->v[k].kind == '=')
			k++;
		if (k > i + 1)
			qsort(l->v + i, k - i, sizeof(*l->v), by_text);
		buf_fmt(out, "%d %c ", l->v[i].depth, l->v[i].kind);
		buf_s(out, buf_view(&l->v[i].text));
		buf_char(out, '\n');
	}
}

/* Controls below the space are blanks, those above and noncharacters U+FFFD. */
static void
put_plain(struct buf *to, struct str s)
{
	while (s.n > 0) {
		unsigned int cp = 0, n = text_decode(s, &cp);

		if (n == 0) {
			n = 1;
			cp = (unsigned char)s.p[0];
		}
		if (cp == '\r')
			cp = '\n';
		else if (cp < ' ' && cp != '\t' && cp != '\n')
			cp = ' ';
		else if ((cp >= 0x7f && cp < 0xa0) ||
		    (cp & 0xfffe) == 0xfffe || (cp >= 0xfdd0 && cp <= 0xfdef))
			cp = 0xfffd;
		buf_utf8(to, cp);
		s = str_from(s, n);
	}
}

static void
add_text(struct lines *l, int depth, struct str s)
{
	struct line *last = l->n > 0 ? &l->v[l->n - 1] : NULL;

	if (s.n > 0)
		put_plain(last != NULL && last->kind == '"' &&
		    last->depth == depth ? &last->text :
		    line_add(l, depth, '"'), s);
}

static void
add_attr(struct lines *l, int depth, struct str name, struct str value)
{
	struct buf *to = line_add(l, depth, '=');

	buf_s(to, name);
	buf_char(to, '=');
	put_plain(to, value);
}

/* Ours. */
static void
walk(const xmlNode *node, int depth, struct lines *l)
{
	for (; node != NULL; node = node->next) {
		if (node->type == XML_TEXT_NODE) {
			add_text(l, depth, str_of((char *)node->content));
			continue;
		}
		buf_str(line_add(l, depth, '<'), (const char *)node->name);
		for (xmlAttr *a = node->properties; a != NULL; a = a->next)
			add_attr(l, depth + 1, str_of((const char *)a->name),
			    a->children != NULL ? str_of(
			    (const char *)a->children->content) : STR(""));
		walk(node->children, depth + 1, l);
	}
}

static bool
is_xml_name(struct str s)
{
	if (s.n == 0 || ch_is_digit(s.p[0]) || s.p[0] == '-' || s.p[0] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!ch_is_alnum(s.p[i]) && strchr("-_:.", s.p[i]) == NULL &&
		    (unsigned char)s.p[i] < 0x80)
			return false;
	return true;
}

/* What is being left out of an expected tree. */
struct reducer {
	struct lines out;
	int dropped;		/* depth of a dropped element, or INT_MAX */
	int unwrapped[64];	/* depths of elements whose children stay */
	size_t n_unwrapped;
};

static int
reduced_depth(struct reducer *r, int depth)
{
	while (r->n_unwrapped > 0 && r->unwrapped[r->n_unwrapped - 1] >= depth)
		r->n_unwrapped--;
	return depth - (int)r->n_unwrapped;
}

static void
reduce_element(struct reducer *r, int depth, struct str name)
{
	struct str space;
	bool is_foreign = false;
	int at = reduced_depth(r, depth);

	if (str_starts(name, STR("svg ")) || str_starts(name, STR("math "))) {
		(void)str_cut(&name, ' ', &space);
		is_foreign = true;
	}
	if (!is_foreign && str_eq(name, STR("template"))) {
		r->dropped = depth;
	} else if (!is_xml_name(name)) {
		assert_true(r->n_unwrapped < 64);
		r->unwrapped[r->n_unwrapped++] = depth;
	} else {
		buf_s(line_add(&r->out, at, '<'), name);
	}
}

static void
reduce_attr(struct reducer *r, int depth, struct str s)
{
	size_t eq = str_find(s, STR("=\""));
	struct str name = str_sub(s, 0, eq), space;
	int at = reduced_depth(r, depth);

	/* Of an element that is not there. */
	if (r->n_unwrapped > 0 &&
	    r->unwrapped[r->n_unwrapped - 1] == depth - 1)
		return;
	if (str_starts(name, STR("xmlns")))
		return;
	if (str_starts(name, STR("xlink ")) || str_starts(name, STR("xml ")))
		(void)str_cut(&name, ' ', &space);
	if (!is_xml_name(name))
		return;
	for (size_t i = r->out.n; i-- > 0 && r->out.v[i].kind == '=';)
		if (str_starts(buf_view(&r->out.v[i].text), name) &&
		    r->out.v[i].text.p[name.n] == '=')
			return;
	add_attr(&r->out, at, name, str_sub(s, eq + 2, s.n - 1));
}

/* One node of an expected tree, without its mark and indentation. */
static void
reduce(struct reducer *r, int depth, struct str s)
{
	if (depth > r->dropped)
		return;
	r->dropped = INT32_MAX;
	if (s.n > 1 && s.p[0] == '"')
		add_text(&r->out, reduced_depth(r, depth),
		    str_sub(s, 1, s.n - 1));
	else if (str_starts(s, STR("<!")) || str_starts(s, STR("<?")))
		return;
	else if (s.n > 1 && s.p[0] == '<')
		reduce_element(r, depth, str_sub(s, 1, s.n - 1));
	else if (s.n > 0)
		reduce_attr(r, depth, s);
}

/* Text of an expected tree may run over several lines. */
static void
expect(struct str tree, struct buf *out)
{
	struct reducer r = { .dropped = INT32_MAX };
	size_t i = 0;

	while (i < tree.n) {
		struct str rest = str_from(tree, i), node;
		size_t end = str_find(rest, STR("\n| ")), indent = 2;

		if (end == (size_t)-1)
			end = rest.n;
		i += end + 1;
		while (indent < end && rest.p[indent] == ' ')
			indent++;
		node = str_sub(rest, indent, end);
		reduce(&r, (int)(indent - 2) / 2, node);
	}
	dump(&r.out, out);
	lines_release(&r.out);
}

/* The class that the list gives a case; n == 0: it is not listed. */
static struct str
listed(const struct run *r)
{
	struct str rest = buf_view(&r->exceptions), line;

	while (str_cut(&rest, '\n', &line)) {
		struct str file, number;

		if (!str_cut(&line, ' ', &file) ||
		    !str_cut(&line, ' ', &number))
			continue;
		if (str_eq(file, str_of(r->name)) &&
		    (size_t)strtoul(number.p, NULL, 10) == r->number)
			return line;
	}
	return STR("");
}

static void
judge(struct run *r, struct str data, struct str tree)
{
	AUTO(buf_release) struct buf want = BUF_INIT(DUMP_MAX);
	AUTO(buf_release) struct buf got = BUF_INIT(DUMP_MAX);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct str reason = listed(r);
	struct lines l = { 0 };
	struct err err = ERR_INIT;
	bool passed;

	if (html_parse(data, &doc, &err) == 0) {
		walk(doc->children, 0, &l);
		dump(&l, &got);
	}
	lines_release(&l);
	expect(tree, &want);
	passed = str_eq(buf_view(&want), buf_view(&got));
	r->file.n++;
	r->file.n_passed += passed;
	r->file.n_listed += reason.n > 0;
	if (passed != (reason.n > 0))
		return;
	buf_fmt(&r->problems, "%s %zu %s\n", r->name, r->number,
	    passed ? "is listed and passes" : "fails");
	if (getenv("KB_SHOW") != NULL)
		print_message("%s %zu: %.*s\nwanted\n%sgot\n%s\n", r->name,
		    r->number, STR_ARG(data), want.p != NULL ? want.p : "",
		    got.p != NULL ? got.p : "");
}

/* The text of a section up to the next mark; empty when it is not there. */
static struct str
section(struct str c, const char *mark)
{
	AUTO(mem_freep) char *head = mem_fmt("\n%s\n", mark);
	size_t at = str_find(c, str_of(head)), end;

	if (at == (size_t)-1)
		return str_make(NULL, 0);
	c = str_from(c, at + strlen(head) - 1);
	end = str_find(c, STR("\n#"));
	while (end != (size_t)-1 && !str_starts(str_from(c, end + 2),
	    STR("errors\n")) && strcmp(mark, "#data") == 0) {
		size_t next = str_find(str_from(c, end + 1), STR("\n#"));

		end = next == (size_t)-1 ? next : end + 1 + next;
	}
	return str_sub(c, 1, end == (size_t)-1 ? c.n : end);
}

/* kbmirror parses whole documents, and runs no script. */
static bool
is_other(struct str c)
{
	return str_find(c, STR("\n#document-fragment\n")) != (size_t)-1 ||
	    str_find(c, STR("\n#script-on\n")) != (size_t)-1;
}

static void
run_file(struct run *r, const char *path)
{
	AUTO(buf_release) struct buf b = BUF_INIT(CORPUS_FILE_MAX);
	struct err err = ERR_INIT;
	struct str rest;

	if (file_read(path, &b, &err) < 0)
		fail_msg("%s", err.msg);
	buf_char(&b, '\n');
	rest = buf_view(&b);
	r->file = (struct counts){ 0 };
	for (r->number = 1; rest.n > 7; r->number++) {
		size_t end = str_find(rest, STR("\n\n#data\n"));
		AUTO(buf_release) struct buf c = BUF_INIT(CORPUS_FILE_MAX);
		struct str tree;

		buf_char(&c, '\n');
		buf_s(&c, str_sub(rest, 0, end == (size_t)-1 ? rest.n : end));
		buf_char(&c, '\n');
		rest = str_from(rest, end == (size_t)-1 ? rest.n : end + 2);
		if (is_other(buf_view(&c))) {
			r->file.n_other++;
			continue;
		}
		tree = section(buf_view(&c), "#document");
		while (tree.n > 0 && tree.p[tree.n - 1] == '\n')
			tree.n--;
		judge(r, section(buf_view(&c), "#data"), tree);
	}
}

static int
visit(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	AUTO(mem_freep) char *root = corpus_path(FOLDER);
	AUTO(mem_freep) char *path = mem_fmt("%s/%s", root, rel);
	struct run *r = ctx;

	(void)err;
	/* scripted/ has what a running script does to the parser. */
	if (!S_ISREG(st->st_mode) || strchr(rel, '/') != NULL ||
	    !str_ends(str_of(rel), STR(".dat")))
		return 0;
	r->name = rel;
	run_file(r, path);
	print_message("html5lib\t%s\t%zu\t%zu\t%zu\t%zu\n", rel, r->file.n,
	    r->file.n_passed, r->file.n_listed, r->file.n_other);
	r->all.n += r->file.n;
	r->all.n_passed += r->file.n_passed;
	r->all.n_listed += r->file.n_listed;
	r->all.n_other += r->file.n_other;
	return 0;
}

static void
the_published_trees_are_built_but_for_those_listed(void **state)
{
	AUTO(mem_freep) char *root = corpus_path(FOLDER);
	struct run r = {
		.exceptions = BUF_INIT(1 << 20), .problems = BUF_INIT(1 << 20),
	};
	struct err err = ERR_INIT;

	(void)state;
	if (!file_is_dir(root))
		corpus_skip(&root);
	assert_int_equal(0, file_read(LIST, &r.exceptions, &err));
	assert_int_equal(0, file_walk(root, visit, &r, &err));
	print_message("html5lib\tall\t%zu\t%zu\t%zu\t%zu\n", r.all.n,
	    r.all.n_passed, r.all.n_listed, r.all.n_other);
	if (r.problems.len > 0)
		fail_msg("not as listed:\n%s", r.problems.p);
	assert_true(r.all.n > 1300);
	buf_release(&r.exceptions);
	buf_release(&r.problems);
}

/* A runner that takes everything for equal would pass all of the above. */
static void
an_expected_tree_is_reduced_by_the_rules_and_no_further(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 16);

	(void)state;
	expect(STR("| <!DOCTYPE html>\n| <html>\n|   <head>\n|   <body>\n"
	    "|     b=\"2\"\n|     a=\"1\"\n|     \"x\n\ny\"\n"
	    "|     <!-- c -->\n|     \"z\"\n|     <svg svg>\n"
	    "|       xlink href=\"h\"\n|       xmlns xlink=\"n\"\n"
	    "|     <template>\n|       content\n|         <p>\n"
	    "|     <a<b>\n|       q=\"1\"\n|       <i>\n|     <b>"), &b);
	assert_string_equal("0 < html\n1 < head\n1 < body\n2 = a=1\n2 = b=2\n"
	    "2 \" x\n\nyz\n2 < svg\n3 = href=h\n2 < i\n2 < b\n", b.p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_expected_tree_is_reduced_by_the_rules_and_no_further),
		cmocka_unit_test(
		    the_published_trees_are_built_but_for_those_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
