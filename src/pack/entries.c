#include "pack/entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

/* Bytes of one component of a name that had to be respelled. */
#define ENTRIES_NAME 200

void
entries_release(struct entries *e)
{
	for (size_t i = 0; i < e->n; i++) {
		free(e->items[i].name);
		free(e->items[i].from);
	}
	free(e->items);
	map_release(&e->names);
	*e = (struct entries)ENTRIES_INIT;
}

static bool
is_safe(struct str part)
{
	if (part.n == 0 || part.n > 255 || str_eq(part, STR(".")) ||
	    str_eq(part, STR("..")) || !text_is_utf8(part))
		return false;
	for (size_t i = 0; i < part.n; i++)
		if ((unsigned char)part.p[i] < ' ' || part.p[i] == 0x7f)
			return false;
	return true;
}

/* Names of notes stay as they are, but for what no program should unpack. */
static void
put_name(const char *name, struct buf *out)
{
	struct str rest = str_of(name), part;

	while (str_cut(&rest, '/', &part)) {
		if (part.n == 0)
			continue;
		if (out->len > 0)
			buf_char(out, '/');
		if (is_safe(part))
			buf_s(out, part);
		else
			path_portable(out, part, ENTRIES_NAME);
	}
}

static void
push(struct entries *e, struct str name, struct entry what)
{
	if (!map_add(&e->names, name)) {
		free(what.from);
		return;
	}
	what.name = mem_dupn(name.p, name.n);
	*VEC_PUSH(&e->items, &e->n, &e->cap) = what;
}

static void
add(struct entries *e, const char *name, struct entry what)
{
	AUTO(buf_release) struct buf path = BUF_INIT(1 << 16);

	put_name(name, &path);
	for (size_t i = 0; i < path.len; i++)
		if (path.p[i] == '/')
			push(e, str_make(path.p, i + 1),
			    (struct entry){ .kind = ENTRY_FOLDER });
	push(e, buf_view(&path), what);
}

void
entries_add_file(struct entries *e, const char *name, const char *from)
{
	add(e, name, (struct entry){ .kind = ENTRY_FILE,
	    .from = mem_dup(from) });
}

void
entries_add_record(struct entries *e, const char *name,
    const struct locator *at)
{
	add(e, name, (struct entry){ .kind = ENTRY_RECORD, .at = *at });
}

void
entries_add_text(struct entries *e, const char *name, const char *text)
{
	add(e, name, (struct entry){ .kind = ENTRY_TEXT,
	    .from = mem_dup(text) });
}

struct tree {
	struct entries *entries;
	const char *prefix, *folder;
};

static int
add_one(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	const struct tree *t = ctx;
	AUTO(mem_freep) char *name = mem_fmt("%s%s", t->prefix, rel);
	AUTO(mem_freep) char *from = path_join(t->folder, rel);

	(void)err;
	if (S_ISREG(st->st_mode))
		entries_add_file(t->entries, name, from);
	return 0;
}

int
entries_add_tree(struct entries *e, const char *prefix, const char *folder,
    struct err *err)
{
	struct tree t = { e, prefix, folder };

	return file_walk(folder, add_one, &t, err);
}

static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

void
entries_sort(struct entries *e)
{
	if (e->n > 0)
		qsort(e->items, e->n, sizeof(*e->items), compare);
}
