#include "mirror/sources.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "web/url.h"

/* A list of a million URLs, far above what a person keeps. */
#define SOURCES_MAX (256 << 20)

static bool
is_url(struct str s)
{
	return str_starts_nocase(s, STR("http://")) ||
	    str_starts_nocase(s, STR("https://"));
}

static struct source *
add(struct sources *s, struct str label, struct str path)
{
	struct source *src = VEC_PUSH(&s->items, &s->n, &s->cap);

	*src = (struct source){ mem_dupn(label.p, label.n),
	    mem_dupn(path.p, path.n), false };
	return src;
}

int
sources_load(struct sources *s, const char *root, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(SOURCES_MAX);
	AUTO(mem_freep) char *path = path_join(root, "sources");
	struct str rest, line;

	*s = (struct sources){ 0 };
	if (!file_exists(path))
		return 0;
	if (file_read(path, &text, err) < 0)
		return -1;
	rest = buf_view(&text);
	while (str_cut(&rest, '\n', &line)) {
		size_t tab = str_chr(line, '\t');

		if (is_url(line))
			(void)map_add(&s->urls, line);
		else if (tab != (size_t)-1)
			(void)add(s, str_sub(line, 0, tab),
			    str_from(line, tab + 1));
	}
	return 0;
}

void
sources_release(struct sources *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->items[i].label);
		free(s->items[i].path);
	}
	free(s->items);
	map_release(&s->urls);
	map_release(&s->wanted_urls);
	*s = (struct sources){ 0 };
}

static bool
has_label(const struct sources *s, const char *label)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->items[i].label, label) == 0)
			return true;
	return strcmp(label, "urls") == 0;
}

/* The base name, with a number when another source has it already. */
static char *
new_label(const struct sources *s, const char *path)
{
	const char *base = path_base(path);
	char *label = mem_dup(base[0] != '\0' ? base : "notes");

	for (int i = 2; has_label(s, label); i++) {
		free(label);
		label = mem_fmt("%s-%d", base, i);
	}
	return label;
}

static int
want_path(struct sources *s, const char *operand, struct err *err)
{
	AUTO(mem_freep) char *path = realpath(operand, NULL);
	AUTO(mem_freep) char *label = NULL;

	if (path == NULL)
		return err_set(err, ERR_USAGE, "no such note or folder: '%s' "
		    "(%s)", operand, strerror(errno));
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->items[i].path, path) == 0) {
			s->items[i].is_wanted = true;
			return 0;
		}
	}
	label = new_label(s, path);
	add(s, str_of(label), str_of(path))->is_wanted = true;
	s->is_changed = true;
	return 0;
}

static void
want_url(struct sources *s, struct str url)
{
	if (map_add(&s->urls, url))
		s->is_changed = true;
	(void)map_add(&s->wanted_urls, url);
}

static int
want_stdin(struct sources *s, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(SOURCES_MAX);
	struct str rest, line;

	if (file_read_fd(0, "standard input", &text, err) < 0)
		return -1;
	rest = buf_view(&text);
	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (is_url(line))
			want_url(s, line);
	}
	return 0;
}

int
sources_want(struct sources *s, const char *operand, struct err *err)
{
	if (strcmp(operand, "-") == 0)
		return want_stdin(s, err);
	if (is_url(str_of(operand))) {
		want_url(s, str_trim(str_of(operand)));
		return 0;
	}
	return want_path(s, operand, err);
}

void
sources_want_all(struct sources *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->items[i].is_wanted = true;
	for (size_t i = 0; i < s->urls.n; i++)
		(void)map_add(&s->wanted_urls, str_of(s->urls.items[i].key));
}

int
sources_save(const struct sources *s, const char *root, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(SOURCES_MAX);
	AUTO(mem_freep) char *path = path_join(root, "sources");

	for (size_t i = 0; i < s->n; i++)
		buf_fmt(&text, "%s\t%s\n", s->items[i].label,
		    s->items[i].path);
	for (size_t i = 0; i < s->urls.n; i++)
		buf_fmt(&text, "%s\n", s->urls.items[i].key);
	if (buf_check(&text, err) < 0)
		return -1;
	return file_write(path, buf_view(&text), err);
}
