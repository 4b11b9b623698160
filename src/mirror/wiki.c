#include "mirror/wiki.h"

#include "base/buf.h"
#include "base/file.h"

/* No path of a file system is longer, nor is a folder's and a page's. */
#define WIKI_NAME 16384
/* A longer end of a path is found by its own end: "b/c" for "a/b/c". */
#define WIKI_ENDS 2

void
wiki_release(struct wiki *w)
{
	map_release(&w->exact);
	map_release(&w->lower);
	arena_release(&w->values);
}

static void
lower(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		buf_char(out, ch_lower(s.p[i]));
}

static void
put(struct map *m, struct str key, char *value)
{
	const char *old = map_get(m, key);

	if (old == NULL || strlen(value) < strlen(old))
		(void)map_set(m, key, value);
}

static void
learn(struct wiki *w, struct str key, char *value)
{
	AUTO(buf_release) struct buf other = BUF_INIT(WIKI_NAME);

	if (key.n == 0 || key.n > WIKI_NAME)
		return;
	put(&w->exact, key, value);
	lower(key, &other);
	if (!str_eq(buf_view(&other), key))
		put(&w->lower, buf_view(&other), value);
}

void
wiki_learn_name(struct wiki *w, struct str name, const char *value)
{
	char *copy = arena_dup(&w->values, str_of(value));

	if (copy != NULL)
		learn(w, name, copy);
}

void
wiki_learn_path(struct wiki *w, struct str path, const char *value)
{
	AUTO(buf_release) struct buf whole = BUF_INIT(WIKI_NAME);
	char *copy = arena_dup(&w->values, str_of(value));
	size_t ends = 0;

	buf_char(&whole, '/');
	buf_s(&whole, path);
	if (copy == NULL || whole.failed)
		return;
	learn(w, buf_view(&whole), copy);
	for (size_t i = path.n; ends < WIKI_ENDS && i > 0; i--) {
		if (i > 1 && path.p[i - 1] != '/')
			continue;
		learn(w, str_from(path, i > 1 ? i : 0), copy);
		ends++;
	}
}

static const char *
find(const struct wiki *w, struct str key)
{
	AUTO(buf_release) struct buf other = BUF_INIT(WIKI_NAME);
	const char *value = map_get(&w->exact, key);

	if (value != NULL)
		return value;
	lower(key, &other);
	if (other.failed)
		return NULL;
	value = map_get(&w->exact, buf_view(&other));
	return value != NULL ? value : map_get(&w->lower, buf_view(&other));
}

const char *
wiki_find(const struct wiki *w, const char *rel, struct str page)
{
	AUTO(buf_release) struct buf path = BUF_INIT(WIKI_NAME);
	struct str folder = str_make(rel, (size_t)(path_base(rel) - rel));
	const char *value;
	bool is_root = str_starts(page, STR("/"));

	buf_char(&path, '/');
	buf_s(&path, str_from(page, is_root));
	if (path.failed)
		return NULL;
	value = find(w, buf_view(&path));
	if (value != NULL || is_root)
		return value;
	buf_reset(&path);
	buf_char(&path, '/');
	buf_s(&path, folder);
	buf_s(&path, page);
	value = path.failed ? NULL : find(w, buf_view(&path));
	return value != NULL ? value : find(w, page);
}
