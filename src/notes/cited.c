#include "notes/cited.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "notes/history.h"

struct cited {
	char *folder;
	char *only;		/* the one note; NULL: all of the folder */
	struct history history;
	bool is_read;
};

struct cited *
cited_new(const char *source)
{
	struct cited *c = mem_alloc(sizeof(*c));
	const char *base = path_base(source);

	if (file_is_dir(source)) {
		c->folder = mem_dup(source);
	} else {
		c->only = mem_dup(base);
		c->folder = base == source ? mem_dup(".") :
		    mem_dupn(source, (size_t)(base - source));
	}
	return c;
}

void
cited_free(struct cited *c)
{
	if (c == NULL)
		return;
	history_release(&c->history);
	free(c->folder);
	free(c->only);
	free(c);
}

static void
read_history(struct cited *c)
{
	struct err err = ERR_INIT;

	c->is_read = true;
	if (history_read(&c->history, c->folder,
	    c->only != NULL ? c->only : ".", &err) < 0)
		log_info("%s: %s; files tell their own dates", c->folder,
		    err.msg);
}

int64_t
cited_find(struct cited *c, const char *path, const char *name,
    struct str bytes, enum ref_dated *dated)
{
	struct stat st;
	int64_t date;

	if (!c->is_read)
		read_history(c);
	date = history_find(&c->history, str_of(name), bytes);
	if (date != 0) {
		*dated = REF_DATED_GIT;
		return date;
	}
	if (stat(path, &st) < 0 || st.st_mtim.tv_sec <= 0) {
		*dated = REF_UNDATED;
		return 0;
	}
	*dated = REF_DATED_FILE;
	return (int64_t)st.st_mtim.tv_sec * 1000;
}

void
cited_tell(struct cited *c, const char *path, const char *name,
    struct str bytes, struct note *note)
{
	enum ref_dated dated = REF_UNDATED;
	int64_t date = 0;

	for (size_t i = 0; i < note->n_refs; i++) {
		struct ref *r = &note->refs[i];

		if (r->date != 0)
			continue;
		if (date == 0)
			date = cited_find(c, path, name, bytes, &dated);
		if (date == 0)
			return;
		r->date = date;
		r->dated = dated;
	}
}
