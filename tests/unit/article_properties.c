/* article/extract.h: what holds for every page, whatever is on it. The pages
 * are those of tests/golden/extract or, with KB_PAGES, of a folder whose
 * truth.jsonl names them. With KB_TELL failures are told one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>

#include "article/extract.h"
#include "article/terminal.h"
#include "base/file.h"
#include "base/json.h"
#include "html/canon.h"
#include "html/markdown.h"
#include "html/plain.h"
#include "html/sanitise.h"
#include "html/tree.h"
#include "web/charset.h"
#include "md4c_html.h"
#include "md_skeleton.h"

#define GOLDEN "tests/golden/extract"
#define MAX_FILE ((size_t)64 << 20)

static const struct sanitise_opts relative = { .base = NULL };

/* One page and what was made of it. */
struct subject {
	const char *name;
	struct buf page;
	struct extract_opts opts;
	struct article a;
	xmlDoc *doc;		/* of a.html */
	xmlNode *body;
};

/* NULL: it holds; else what is wrong, to be freed. */
typedef char *property_fn(struct subject *);

struct property {
	const char *name;
	property_fn *holds;
	double slack;		/* the share of pages of the web that may fail */
	size_t n, n_failed;
};

static void
parse_body(struct str html, xmlDoc **doc, xmlNode **body)
{
	AUTO(buf_release) struct buf page = BUF_INIT(MAX_FILE);
	struct err err = ERR_INIT;

	/* White space before the body is none of it. */
	buf_str(&page, "<!DOCTYPE html><body>");
	buf_s(&page, html);
	if (html_parse(buf_view(&page), doc, &err) < 0)
		fail_msg("%s", err.msg);
	*body = html_find(xmlDocGetRootElement(*doc), "body");
}

/* Where two texts part, with what stands before. */
static char *
first_difference(struct str a, struct str b)
{
	size_t i = 0, from;

	while (i < a.n && i < b.n && a.p[i] == b.p[i])
		i++;
	from = i > 60 ? i - 60 : 0;
	return mem_fmt("'%.*s' is not '%.*s'",
	    STR_ARG(str_sub(b, from, i + 60)),
	    STR_ARG(str_sub(a, from, i + 60)));
}

static char *
is_the_same_again(struct subject *s)
{
	AUTO(article_release) struct article again;
	AUTO(buf_release) struct buf one = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf two = BUF_INIT(MAX_FILE);
	struct err err = ERR_INIT;

	if (extract_page(buf_view(&s->page), &s->opts, &again, &err) < 0)
		return mem_dup(err.msg);
	article_to_json(&s->a, &one);
	article_to_json(&again, &two);
	return str_eq(buf_view(&one), buf_view(&two)) ? NULL :
	    first_difference(buf_view(&one), buf_view(&two));
}

static char *
is_canonical(struct subject *s)
{
	AUTO(buf_release) struct buf out = BUF_INIT(MAX_FILE);
	struct err err = ERR_INIT;

	if (canon_rewrite(str_of(s->a.html), NULL, &out, &err) < 0)
		return mem_dup(err.msg);
	return strcmp(out.p, s->a.html) == 0 ? NULL :
	    first_difference(str_of(s->a.html), buf_view(&out));
}

static char *
is_parsed_to_the_same_tree(struct subject *s)
{
	AUTO(buf_release) struct buf out = BUF_INIT(MAX_FILE);

	html_write_children(s->body, &out);
	return strcmp(out.p, s->a.html) == 0 ? NULL :
	    first_difference(str_of(s->a.html), buf_view(&out));
}

static char *
is_sanitised_already(struct subject *s)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(buf_release) struct buf out = BUF_INIT(MAX_FILE);
	xmlNode *body;

	parse_body(str_of(s->a.html), &doc, &body);
	html_sanitise(body, &relative);
	html_write_children(body, &out);
	return strcmp(out.p, s->a.html) == 0 ? NULL :
	    first_difference(str_of(s->a.html), buf_view(&out));
}

/* md4c gives tabs at the beginning of a listing's line as spaces. */
static void
expand_tabs(xmlNode *root)
{
	for (xmlNode *n = root; n != NULL; n = html_next(n, root, false)) {
		AUTO(buf_release) struct buf out = BUF_INIT(MAX_FILE);
		bool is_start = true;

		if (n->type != XML_TEXT_NODE ||
		    strchr((const char *)n->content, '\t') == NULL)
			continue;
		for (const xmlChar *p = n->content; *p != '\0'; p++) {
			is_start = is_start || p[0] == '\n';
			if (*p == '\t' && is_start)
				buf_str(&out, "    ");
			else
				buf_char(&out, (char)*p);
			is_start = *p == '\n' || (is_start && (*p == '\t' ||
			    *p == ' '));
		}
		xmlNodeSetContent(n, NULL);
		xmlNodeAddContent(n, BAD_CAST out.p);
	}
}

static char *
is_read_back_from_markdown(struct subject *s)
{
	AUTO(buf_release) struct buf md = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf html = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf want = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf got = BUF_INIT(MAX_FILE);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	xmlNode *body;

	expand_tabs(s->body);
	html_to_markdown(s->body, &md);
	/* Without bare addresses: looking for them, md4c loses emphasis. */
	if (md4c_to_html(buf_view(&md), MD_FLAG_TABLES |
	    MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS, &html) != 0)
		return mem_dup("md4c gave up");
	parse_body(buf_view(&html), &doc, &body);
	skeleton_put(s->body, &want);
	skeleton_put(body, &got);
	return str_eq(buf_view(&want), buf_view(&got)) ? NULL :
	    first_difference(buf_view(&want), buf_view(&got));
}

static void
tell_drops(const char *name, struct str events)
{
	struct str line;

	while (str_cut(&events, '\n', &line))
		if (str_find(line, STR("\"drop\"")) != (size_t)-1)
			print_message("%s: %.*s\n", name, STR_ARG(line));
}

/* The output as a page of its own gives the same words. */
static char *
is_its_own_article(struct subject *s)
{
	AUTO(article_release) struct article again;
	AUTO(buf_release) struct buf page = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf why = BUF_INIT(MAX_FILE);
	struct extract_opts o = s->opts;
	struct err err = ERR_INIT;

	buf_str(&page, "<!DOCTYPE html><html><head><meta charset=\"utf-8\">"
	    "<title>");
	html_escape(&page, str_of(s->a.title));
	buf_str(&page, "</title></head><body><article><h1>");
	html_escape(&page, str_of(s->a.title));
	buf_str(&page, "</h1>");
	buf_str(&page, s->a.html);
	buf_str(&page, "</article></body></html>");
	if (getenv("KB_TELL") != NULL)
		o.explanation = &why;
	if (extract_page(buf_view(&page), &o, &again, &err) < 0)
		return mem_dup(err.msg);
	if (strcmp(again.text, s->a.text) == 0)
		return NULL;
	tell_drops(s->name, buf_view(&why));
	return first_difference(str_of(s->a.text), str_of(again.text));
}

/* Text and what stands for text, without white space, in the page's order. */
static void
page_words(const xmlNode *root, struct buf *out)
{
	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false)) {
		if (html_is(n, "frame"))
			buf_fmt(out, "%s %s", html_attr(n, "title").n > 0 ?
			    html_attr(n, "title").p : "", html_attr(n,
			    "name").n > 0 ? html_attr(n, "name").p : "");
		if (html_is(n, "iframe") || html_is(n, "embed"))
			buf_fmt(out, "https:%s", html_attr(n, "src").n > 0 ?
			    html_attr(n, "src").p : "");
		for (const char *p = n->type == XML_TEXT_NODE ?
		    (const char *)n->content : ""; *p != '\0'; p++)
			if (!ch_is_space(*p))
				buf_char(out, *p);
	}
}

/* Words that extraction itself writes, or takes from attributes; base texts
 * of ruby run on without their readings. */
static void
drop_own_words(xmlNode *root)
{
	xmlNode *next;

	for (xmlNode *n = html_next(root, root, false); n != NULL; n = next) {
		next = html_next(n, root, false);
		if ((html_is(n, "code") && html_has_class(n, "math")) ||
		    html_is(n, "rt") || html_is(n, "rp")) {
			next = html_next(n, root, true);
			html_drop(n);
		} else if (n->type == XML_TEXT_NODE &&
		    strcmp((char *)n->content, "\xe2\x96\xb6") == 0) {
			html_drop(n);
		}
	}
}

/* Takes the words of a text off what is left of the page. */
static bool
take_words(struct str text, struct str *left, struct str *word)
{
	while (text.n > 0) {
		size_t n = 0, at;

		while (n < text.n && !ch_is_space(text.p[n]))
			n++;
		*word = str_sub(text, 0, n);
		at = n > 0 ? str_find(*left, *word) : 0;
		if (at == (size_t)-1)
			return false;
		*left = str_from(*left, at + n);
		text = str_from(text, n < text.n ? n + 1 : n);
	}
	return true;
}

static char *
has_only_words_of_the_page(struct subject *s)
{
	AUTO(html_doc_freep) xmlDoc *page = NULL;
	AUTO(html_doc_freep) xmlDoc *own = NULL;
	AUTO(buf_release) struct buf have = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf decoded = BUF_INIT(MAX_FILE);
	struct str left, word = STR("");
	struct err err = ERR_INIT;
	xmlNode *body;

	parse_body(str_of(s->a.html), &own, &body);
	drop_own_words(body);
	assert_int_equal(charset_decode(s->a.charset, buf_view(&s->page),
	    &decoded, &err), 0);
	assert_int_equal(html_parse(buf_view(&decoded), &page, &err), 0);
	/* What a session's script would write is written markup in the page. */
	terminal_normalise(xmlDocGetRootElement(page));
	drop_own_words(xmlDocGetRootElement(page));
	page_words(xmlDocGetRootElement(page), &have);
	left = buf_view(&have);
	for (xmlNode *n = body; n != NULL; n = html_next(n, body, false))
		if (n->type == XML_TEXT_NODE &&
		    !take_words(str_of((char *)n->content), &left, &word))
			return mem_fmt("'%.*s' is not in the page here: %.60s",
			    STR_ARG(word), word.p);
	return NULL;
}

static struct property properties[] = {
	{ "the same again", is_the_same_again, 0, 0, 0 },
	{ "canonical", is_canonical, 0, 0, 0 },
	{ "parsed to the same tree", is_parsed_to_the_same_tree, 0, 0, 0 },
	{ "sanitised already", is_sanitised_already, 0, 0, 0 },
	{ "only words of the page, in order", has_only_words_of_the_page, 0, 0,
	    0 },
	/* As a bare document (bare.h) it loses only what phrases and
	 * repetitions tell: some show only without the class names. */
	{ "its own article", is_its_own_article, 0.003, 0, 0 },
	/* In long documents md4c once in a while ends a list too early. */
	{ "read back from Markdown", is_read_back_from_markdown, 0.001, 0, 0 },
};

#define N_PROPERTIES (sizeof(properties) / sizeof(*properties))

static void
check_page(const char *name, const char *path, const char *url)
{
	struct subject s = { .name = name, .page = BUF_INIT(MAX_FILE),
		.opts = { .url = str_of(url) } };
	struct err err = ERR_INIT;

	if (file_read(path, &s.page, &err) < 0)
		fail_msg("%s", err.msg);
	if (extract_page(buf_view(&s.page), &s.opts, &s.a, &err) < 0)
		fail_msg("%s: %s", name, err.msg);
	if (s.a.html[0] != '\0') {
		parse_body(str_of(s.a.html), &s.doc, &s.body);
		for (size_t i = 0; i < N_PROPERTIES; i++) {
			AUTO(mem_freep) char *why = properties[i].holds(&s);

			properties[i].n++;
			properties[i].n_failed += why != NULL;
			if (why != NULL && getenv("KB_TELL") != NULL)
				print_message("%s: not %s: %s\n", name,
				    properties[i].name, why);
		}
		html_doc_freep(&s.doc);
	}
	article_release(&s.a);
	buf_release(&s.page);
}

static int
is_case(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void
forget(void)
{
	for (size_t i = 0; i < N_PROPERTIES; i++)
		properties[i].n = properties[i].n_failed = 0;
}

/* Tells of each property; false: too many pages fail one. */
static bool
account(void)
{
	bool all_hold = true;

	for (size_t i = 0; i < N_PROPERTIES; i++) {
		struct property *p = &properties[i];
		bool holds = p->n > 0 && (double)p->n_failed <=
		    p->slack * (double)p->n;

		all_hold = all_hold && holds;
		print_message("%s %s: all but %zu of %zu\n", holds ? "are" :
		    "too few are", p->name, p->n_failed, p->n);
	}
	return all_hold;
}

static void
all_hold_for_our_own_pages(void **state)
{
	struct dirent **names = NULL;
	int n = scandir(GOLDEN, &names, is_case, alphasort);

	(void)state;
	forget();
	assert_true(n > 10);
	for (int i = 0; i < n; i++) {
		AUTO(mem_freep) char *path = mem_fmt(GOLDEN "/%s/in.html",
		    names[i]->d_name);

		check_page(names[i]->d_name, path,
		    "https://harbour.example/2021/clock");
		free(names[i]);
	}
	free(names);
	assert_true(account());
}

static void
check_listed(const char *folder, struct str line)
{
	AUTO(json_freep) json_t *row = NULL;
	AUTO(mem_freep) char *path = NULL;
	struct err err = ERR_INIT;
	const char *url;

	if (json_read(line, &row, &err) < 0)
		fail_msg("%s", err.msg);
	path = path_join(folder, json_get_str(row, "file"));
	url = json_get_str(row, "url");
	check_page(path_base(path), path, url != NULL ? url : "");
}

static void
all_hold_for_pages_of_the_web(void **state)
{
	const char *folder = getenv("KB_PAGES");
	AUTO(mem_freep) char *list = NULL;
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_FILE);
	struct err err = ERR_INIT;
	struct str rest, line;

	(void)state;
	forget();
	list = path_join(folder, "truth.jsonl");
	if (file_read(list, &text, &err) < 0)
		fail_msg("%s", err.msg);
	rest = buf_view(&text);
	while (str_cut(&rest, '\n', &line))
		if (line.n > 0)
			check_listed(folder, line);
	assert_true(account());
}

int
main(void)
{
	const struct CMUnitTest own[] = {
		cmocka_unit_test(all_hold_for_our_own_pages),
	}, web[] = {
		cmocka_unit_test(all_hold_for_pages_of_the_web),
	};

	return getenv("KB_PAGES") != NULL ?
	    cmocka_run_group_tests(web, NULL, NULL) :
	    cmocka_run_group_tests(own, NULL, NULL);
}
