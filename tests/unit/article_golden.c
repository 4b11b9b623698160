/* article/extract.h: the cases of tests/golden/extract. A case is in.html,
 * expected.txt ("key: value" lines that must hold) and, where the body is
 * promised, expected.html, compared without wrappers and layout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "article/extract.h"
#include "base/file.h"
#include "base/json.h"

#define CASES "tests/golden/extract"
#define MAX_FILE ((size_t)1 << 20)

static void
slurp(const char *name, const char *file, struct buf *out)
{
	AUTO(mem_freep) char *path = mem_fmt(CASES "/%s/%s", name, file);
	FILE *f = fopen(path, "rb");
	char chunk[4096];
	size_t n;

	if (f == NULL)
		fail_msg("no '%s': run from the top of the source", path);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_put(out, chunk, n);
	fclose(f);
}

/* Without <div>, <article> and <section>, white space squeezed and none
 * around tags: what a reader sees is compared, not how it was wrapped. Inside
 * of <pre> everything counts. */
static void
bare(struct str html, struct buf *out)
{
	static const char *const wrappers[] = { "<div", "</div", "<article",
		"</article", "<section", "</section", "<main", "</main" };
	bool in_pre = false;

	for (size_t i = 0; i < html.n; i++) {
		struct str rest = str_from(html, i);
		bool is_wrapper = false;

		in_pre = (in_pre || str_starts(rest, STR("<pre"))) &&
		    !str_starts(rest, STR("</pre"));
		for (size_t j = 0; j < 8; j++)
			is_wrapper = is_wrapper ||
			    str_starts(rest, str_of(wrappers[j]));
		if (is_wrapper) {
			i += str_chr(rest, '>');
			continue;
		}
		if (!in_pre && ch_is_space(html.p[i])) {
			if (out->len == 0 || (out->p[out->len - 1] != '>' &&
			    out->p[out->len - 1] != ' '))
				buf_char(out, ' ');
			continue;
		}
		if (!in_pre && html.p[i] == '<' && out->len > 0 &&
		    out->p[out->len - 1] == ' ')
			buf_cut(out, out->len - 1);
		buf_char(out, html.p[i]);
	}
	while (out->len > 0 && out->p[out->len - 1] == ' ')
		buf_cut(out, out->len - 1);
}

/* All cases are told, not only the first that is wrong. */
static size_t n_wrong;

#define wrong(...) (n_wrong++, print_error(__VA_ARGS__), print_error("\n"))

/* Of the lines that name pictures. */
struct counts {
	size_t images, others, authors;
};

/* A line that the text has; NULL: it has none such. */
static const char *
find_line(const json_t *got, const char *want)
{
	struct str rest = str_of(json_get_str(got, "text")), line;

	while (str_cut(&rest, '\n', &line))
		if (str_eq(line, str_of(want)))
			return want;
	return NULL;
}

/* Where a field of the metadata came from. */
static const json_t *
origin_of(const json_t *got, const char *field)
{
	return json_object_get(json_object_get(got, "provenance"), field);
}

/* Was the value offered, and not taken? */
static const char *
find_other(const json_t *origin, const char *want)
{
	const json_t *others = json_object_get(origin, "others");

	for (size_t i = 0; i < json_array_size(others); i++) {
		const char *value = json_get_str(json_array_get(others, i),
		    "value");

		if (value != NULL && strcmp(value, want) == 0)
			return want;
	}
	return NULL;
}

static void
check_line(const char *name, const json_t *got, struct str line,
    struct counts *seen)
{
	size_t at = str_find(line, STR(": "));
	AUTO(mem_freep) char *key = mem_dupn(line.p, at);
	AUTO(mem_freep) char *want = mem_dupn(line.p + at + 2,
	    line.n - at - 2);
	AUTO(mem_freep) char *number = NULL;
	const char *have;

	if (strncmp(key, "from ", 5) == 0)
		have = json_get_str(origin_of(got, key + 5), "source");
	else if (strncmp(key, "not ", 4) == 0)
		have = find_other(origin_of(got, key + 4), want);
	else if (strcmp(key, "none") == 0)
		have = json_object_get(got, want) == NULL ? want : "there";
	else if (strcmp(key, "author") == 0)
		have = json_string_value(json_array_get(json_object_get(got,
		    "authors"), seen->authors++));
	else if (strcmp(key, "image") == 0)
		have = json_string_value(json_array_get(json_object_get(got,
		    "images"), seen->images++));
	else if (strcmp(key, "image_other") == 0)
		have = json_string_value(json_array_get(json_object_get(got,
		    "images_other"), seen->others++));
	else if (strcmp(key, "line") == 0)
		have = find_line(got, want);
	else if (strcmp(key, "code_blocks") == 0)
		have = number = mem_fmt("%d", (int)json_get_int(got, key, 0));
	else
		have = json_get_str(got, key);
	if (have == NULL || strcmp(have, want) != 0)
		wrong("%s: %s is '%s', not '%s'", name, key,
		    have != NULL ? have : "", want);
}

static void
check_text(const char *name, const json_t *got)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_FILE);
	struct str rest, line;
	struct counts seen = { .images = 0 };

	slurp(name, "expected.txt", &text);
	rest = buf_view(&text);
	while (str_cut(&rest, '\n', &line))
		if (line.n > 0)
			check_line(name, got, line, &seen);
	if ((seen.images > 0 && json_array_size(json_object_get(got,
	    "images")) != seen.images) || (seen.others > 0 &&
	    json_array_size(json_object_get(got, "images_other")) !=
	    seen.others))
		wrong("%s: other pictures than expected", name);
}

static void
check_html(const char *name, const char *html)
{
	AUTO(buf_release) struct buf file = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf want = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf have = BUF_INIT(MAX_FILE);

	slurp(name, "expected.html", &file);
	bare(buf_view(&file), &want);
	bare(str_of(html), &have);
	if (!str_eq(buf_view(&want), buf_view(&have)))
		wrong("%s:\n%s\nis not\n%s", name, have.p, want.p);
}

static void
check_case(const char *name)
{
	AUTO(buf_release) struct buf page = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf json = BUF_INIT(MAX_FILE);
	AUTO(json_freep) json_t *got = NULL;
	AUTO(article_release) struct article a, b;
	struct extract_opts o = {
		.url = STR("https://harbour.example/2021/clock"),
		.content_type = STR("text/html"),
	};
	struct err err = ERR_INIT;

	article_init(&b);
	slurp(name, "in.html", &page);
	assert_int_equal(extract_page(buf_view(&page), &o, &a, &err), 0);
	article_to_json(&a, &json);
	assert_int_equal(json_read(buf_view(&json), &got, &err), 0);
	check_text(name, got);
	check_html(name, a.html);
	article_release(&b);
	if (article_from_json(&b, buf_view(&json), &err) < 0)
		fail_msg("%s: %s", name, err.msg);
	assert_string_equal(a.html, b.html);
}

static int
is_case(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void
every_golden_page_gives_its_article(void **state)
{
	struct dirent **names = NULL;
	int n = scandir(CASES, &names, is_case, alphasort);

	(void)state;
	if (n < 10)
		fail_msg("%d cases in '" CASES "'", n);
	for (int i = 0; i < n; i++) {
		check_case(names[i]->d_name);
		free(names[i]);
	}
	free(names);
	assert_int_equal(n_wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_golden_page_gives_its_article),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
