#include "mirror/sources.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "notes/notes.h"
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

/* Versions before wrote logins into the file. */
static void
load_url(struct sources *s, struct str line)
{
	AUTO(buf_release) struct buf url = BUF_INIT(SOURCES_MAX);

	logins_add(&s->logins, line);
	url_hide_login(line, &url);
	(void)map_add(&s->urls, buf_view(&url));
	if (!str_eq(line, buf_view(&url)))
		s->is_changed = true;
}

int
sources_load(struct sources *s, const char *root, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(SOURCES_MAX);
	AUTO(mem_freep) char *path = path_join(root, "sources");
	struct str rest, line;
	bool found;

	*s = (struct sources){ 0 };
	s->root = realpath(root, NULL);
	if (s->root == NULL && errno != ENOENT && errno != ENOTDIR)
		return err_sys(err, "look at '%s'", root);
	if (file_read_optional(path, &text, &found, err) < 0)
		return -1;
	rest = buf_view(&text);
	while (str_cut(&rest, '\n', &line)) {
		size_t tab = str_chr(line, '\t');

		if (is_url(line))
			load_url(s, line);
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
	free(s->root);
	map_release(&s->urls);
	map_release(&s->wanted_urls);
	logins_release(&s->logins);
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

/* The base name as one line of text, with a number when another source has it
 * already. */
static char *
new_label(const struct sources *s, const char *path)
{
	AUTO(buf_release) struct buf base = BUF_INIT(65536);
	char *label;

	text_escape(&base, str_of(path_base(path)));
	if (base.len == 0)
		buf_str(&base, "notes");
	label = mem_dup(base.p);
	for (int i = 2; has_label(s, label); i++) {
		free(label);
		label = mem_fmt("%s-%d", base.p, i);
	}
	return label;
}

static bool
is_in_archive(const struct sources *s, const char *path)
{
	size_t n = s->root != NULL ? strlen(s->root) : 0;

	return n > 0 && strncmp(path, s->root, n) == 0 &&
	    (path[n] == '\0' || path[n] == '/');
}

static int
want_path(struct sources *s, const char *operand, struct err *err)
{
	AUTO(mem_freep) char *path = realpath(operand, NULL);
	AUTO(mem_freep) char *label = NULL;

	if (path == NULL && errno != ENOENT && errno != ENOTDIR)
		return err_sys(err, "look at '%s'", operand);
	if (path == NULL)
		return err_set(err, ERR_USAGE, "%s: '%s'",
		    str_find(str_of(operand), STR("://")) != (size_t)-1 ?
		    "neither an http or https address nor a note or folder" :
		    "no such note or folder", operand);
	if (is_in_archive(s, path))
		return err_set(err, ERR_USAGE, "'%s' is part of the archive "
		    "and cannot be its source", operand);
	if (strchr(path, '\n') != NULL)
		return err_set(err, ERR_USAGE, "'%s': a path with a line break "
		    "cannot be remembered", operand);
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

/* As it is serialised, so that its line in the file is one word. */
static int
want_url(struct sources *s, struct str text, struct err *err)
{
	AUTO(buf_release) struct buf href = BUF_INIT(SOURCES_MAX);
	AUTO(url_release) struct url u = URL_INIT;

	if (url_parse(&u, text, NULL, err) < 0)
		return -1;
	logins_add(&s->logins, text);
	u.username[0] = u.password[0] = '\0';
	url_href(&u, &href);
	if (map_add(&s->urls, buf_view(&href)))
		s->is_changed = true;
	(void)map_add(&s->wanted_urls, buf_view(&href));
	return 0;
}

static int
want_stdin(struct sources *s, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(SOURCES_MAX);
	struct note list = { 0 };
	struct err why = ERR_INIT;
	int rc;

	if (file_read_fd(0, "standard input", &text, err) < 0)
		return -1;
	rc = note_parse(&list, buf_view(&text), "standard input.urls", err);
	for (size_t i = 0; rc == 0 && i < list.n_refs; i++) {
		AUTO(buf_release) struct buf safe = BUF_INIT(SOURCES_MAX);
		struct str url = str_of(list.refs[i].url);

		if (!is_url(url) || want_url(s, url, &why) == 0)
			continue;
		url_hide_login(url, &safe);
		log_warn("'%s': %s; left out", safe.p, why.msg);
	}
	note_release(&list);
	return rc;
}

int
sources_want(struct sources *s, const char *operand, struct err *err)
{
	AUTO(buf_release) struct buf safe = BUF_INIT(SOURCES_MAX);

	if (strcmp(operand, "-") == 0)
		return want_stdin(s, err);
	if (!is_url(str_of(operand)))
		return want_path(s, operand, err);
	if (want_url(s, str_of(operand), err) < 0) {
		err->kind = ERR_USAGE;
		url_hide_login(str_of(operand), &safe);
		return err_in(err, "'%s'", safe.p);
	}
	return 0;
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
