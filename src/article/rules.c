#include "article/rules.h"

#include <stdlib.h>

#include "article/rule_texts.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

/* Begins a file in a bundle; rule_read() knows no control characters. */
#define MARK '\f'
/* The largest known file has twenty kilobytes. */
#define MAX_FILE (256 << 10)

void
rules_init(struct rules *rs)
{
	*rs = (struct rules){ .by_host = MAP_INIT };
}

void
rules_release(struct rules *rs)
{
	for (size_t i = 0; i < rs->n; i++) {
		rule_release(rs->all[i]);
		free(rs->all[i]);
	}
	free(rs->all);
	free(rs->marked);
	map_release(&rs->by_host);
	free(rs->text);
	rules_init(rs);
}

/* --- reading a bundle --- */

static void
add(struct rules *rs, const struct rule_reading *reading)
{
	struct rule *rule = mem_alloc(sizeof(*rule));
	struct str host;

	rule_read(rule, reading);
	*VEC_PUSH(&rs->all, &rs->n, &rs->cap) = rule;
	host = rule_host(rule);
	if (rule->has_fingerprint)
		*VEC_PUSH(&rs->marked, &rs->n_marked, &rs->cap_marked) = rule;
	else if (host.p != NULL)
		map_set(&rs->by_host, host, rule);
}

void
rules_read(struct rules *rs, struct str bundle)
{
	AUTO(map_release) struct map seen = MAP_INIT;
	struct str rest, file, name;

	rs->text = mem_dupn(bundle.p, bundle.n);
	rest = str_make(rs->text, bundle.n);
	while (str_cut(&rest, MARK, &file)) {
		struct rule_reading r = { .layer = 0 };

		if (file.n == 0 || !str_cut(&file, '\n', &name))
			continue;
		r.layer = name.n > 0 ? name.p[0] - '0' : 0;
		r.name = str_from(name, 1);
		r.text = file.p != NULL ? file : STR("");
		if (r.name.n > 0 && map_add(&seen, r.name))
			add(rs, &r);
	}
}

/* --- making one --- */

struct gathering {
	struct buf *bundle;
	const char *folder;
	int layer;
	size_t n_files;
};

struct place {
	const char *path;
};

static void
tell(void *ctx, int line, bool is_wrong, const char *text)
{
	const struct place *at = ctx;

	if (is_wrong)
		log_warn("%s:%d: %s; this line has no effect", at->path, line,
		    text);
	else
		log_info("%s:%d: %s", at->path, line, text);
}

static void
put_file(struct gathering *g, struct str name, struct str text)
{
	buf_char(g->bundle, MARK);
	buf_char(g->bundle, (char)('0' + g->layer));
	buf_s(g->bundle, name);
	buf_char(g->bundle, '\n');
	/* No file may begin another. */
	for (size_t i = 0; i < text.n; i++)
		buf_char(g->bundle, text.p[i] == MARK ? ' ' : text.p[i]);
	g->n_files++;
}

static void
gather_file(struct gathering *g, const char *path)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_FILE);
	struct place at = { path };
	struct err err = ERR_INIT;
	struct rule rule;
	struct rule_reading r = { .name = str_of(path_base(path)),
		.is_checked = true, .fn = tell, .ctx = &at };

	if (file_read(path, &text, &err) < 0) {
		log_warn("site rules: %s", err.msg);
		return;
	}
	r.text = buf_view(&text);
	rule_read(&rule, &r);
	rule_release(&rule);
	put_file(g, r.name, r.text);
}

static int
visit(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct gathering *g = ctx;
	AUTO(mem_freep) char *path = path_join(g->folder, rel);

	(void)err;
	if (S_ISDIR(st->st_mode))
		return path_base(rel)[0] == '.';
	if (str_ends(str_of(rel), STR(".txt")) && strchr(rel, '\n') == NULL)
		gather_file(g, path);
	return 0;
}

int
rules_gather(struct buf *bundle, const char *const *paths, size_t n_paths,
    bool has_shipped, struct err *err)
{
	struct gathering g = { .bundle = bundle };

	for (size_t i = 0; i < n_paths; i++) {
		g.folder = paths[i];
		if (file_is_dir(g.folder)) {
			if (file_walk(g.folder, visit, &g, err) < 0)
				return err_in(err, "site rules");
		} else if (file_exists(paths[i])) {
			gather_file(&g, paths[i]);
		}
		g.layer++;
	}
	for (const struct rule_text *t = rule_texts; has_shipped &&
	    t->name != NULL; t++)
		put_file(&g, str_of(t->name), str_of(t->text));
	if (buf_check(bundle, err) < 0)
		return err_in(err, "site rules");
	log_info("%zu files of site rules", g.n_files);
	return 0;
}

/* --- finding --- */

struct found {
	struct rule **out;
	size_t n;
};

/* After all of its own and earlier folders. */
static void
offer(struct found *f, struct rule *rule)
{
	size_t i = f->n;

	if (rule == NULL || f->n == RULES_MAX_CANDIDATES)
		return;
	for (; i > 0 && f->out[i - 1]->layer > rule->layer; i--)
		f->out[i] = f->out[i - 1];
	f->out[i] = rule;
	f->n++;
}

static bool
has_mark(struct rule *rule, struct xpath_page *page)
{
	for (size_t i = 0; i < rule->n; i++)
		if (rule->lines[i].key == RULE_FINGERPRINT &&
		    xpath_holds(page, &rule->lines[i].value))
			return true;
	return false;
}

size_t
rules_find(struct rules *rs, struct str host, struct xpath_page *page,
    struct rule *out[RULES_MAX_CANDIDATES])
{
	struct found f = { out, 0 };
	size_t dot;

	if (str_starts(host, STR("www.")))
		host = str_from(host, 4);
	if (host.n > 0)
		offer(&f, map_get(&rs->by_host, host));
	while ((dot = str_chr(host, '.')) != (size_t)-1) {
		host = str_from(host, dot);
		offer(&f, map_get(&rs->by_host, host));
		host = str_from(host, 1);
	}
	for (size_t i = 0; i < rs->n_marked; i++)
		if (has_mark(rs->marked[i], page))
			offer(&f, rs->marked[i]);
	return f.n;
}
