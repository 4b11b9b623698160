#include "site/site.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/writer.h"
#include "site/build.h"
#include "site/index.h"
#include "site/leaf.h"
#include "site/memo.h"
#include "site/notepage.h"
#include "site/page.h"
#include "site/route.h"
#include "site/target.h"

/* What a file system keeps of a time: FAT two seconds. */
#define COARSEST_MS 2000

void
site_page_path(const char *url, struct buf *out)
{
	route_page(url, out);
}

int64_t
site_date(const struct archive *a)
{
	return index_date(a->site);
}

static int
write_leaf(struct build *b, const struct resource *r, struct err *err)
{
	AUTO(buf_release) struct buf path = BUF_INIT(4096);
	AUTO(mem_freep) char *name = mem_fmt("a%s", r->url);
	AUTO(memo_page_release) struct memo_page page = { 0 };
	int rc = 0;

	route_page(r->url, &path);
	memo_look(b, name, path.p, &page);
	if (!page.is_same) {
		b->page = &page;
		memo_use(b, FACT_RESOURCE, r->url);
		rc = leaf_write(b, r, err);
		b->page = NULL;
	}
	if (rc == 0)
		memo_add(b, name, &page);
	return rc;
}

static int
each_resource(void *ctx, const struct resource *r, struct err *err)
{
	struct build *b = ctx;
	bool has_page;

	if (r->alias_of[0] != '\0')
		return 0;
	if (target_has_page(b, r, &has_page, err) < 0)
		return -1;
	if (!has_page)
		return 0;
	if (write_leaf(b, r, err) < 0)
		return err_in(err, "page of '%s'", r->url);
	return 0;
}

static int
write_style(struct build *b, struct err *err)
{
	AUTO(buf_release) struct buf css = BUF_INIT(1 << 20);

	page_style(&css);
	return build_write(b, "style.css", &css, err);
}

static int
build_all(struct build *b, struct err *err)
{
	if (file_remove(b->out, err) < 0 || file_mkdirs(b->out, err) < 0)
		return -1;
	ahead_place(b->ahead, b->out);
	if (write_style(b, err) < 0 ||
	    catalog_each_resource(b->catalog, RESOURCES_ALL, each_resource, b,
	    err) < 0 ||
	    notepage_write_all(b, err) < 0 || index_write(b, err) < 0 ||
	    writer_wait(b->writer, err) < 0)
		return -1;
	return ahead_prune(b->ahead, err);
}

static int
build_held(struct build *b, const char *memo, struct err *err)
{
	int rc;

	if (catalog_hold(b->catalog, err) < 0)
		return -1;
	rc = memo == NULL ? 0 : memo_open(&b->memo, b->catalog, memo,
	    b->workers != NULL, err);
	if (rc == 0)
		rc = build_all(b, err);
	catalog_release(b->catalog);
	return rc;
}

/* Puts the new folder in the old one's place. */
static int
exchange(struct build *b, const char *place, struct err *err)
{
	if (file_exchange(b->out, place, err) < 0)
		return -1;
	return file_remove(b->out, err);
}

int
site_build(struct archive *archive, struct catalog *catalog,
    const struct site_opts *opts, struct err *err)
{
	const char *place = opts->out != NULL ? opts->out : archive->site;
	AUTO(mem_freep) char *out = mem_fmt("%s.new", place);
	AUTO(mem_freep) char *old = mem_dup(archive->site);
	/* Places in the archive are resolved by the catalog that names them. */
	struct archive view = *archive;
	struct build b = {
		.archive = &view, .catalog = catalog,
		.workers = opts->workers, .snapshot = opts->snapshot,
		.out = out, .old = old, .ahead = opts->ahead,
		.mtime = clock_now() / COARSEST_MS * COARSEST_MS,
	};
	struct err ignored = ERR_INIT;
	int rc;

	view.catalog = catalog;
	b.writer = writer_new(b.mtime);
	rc = build_held(&b, opts->out != NULL ? NULL : archive->sums, err);
	if (rc == 0)
		rc = exchange(&b, place, err);
	if (rc == 0)
		memo_keep(b.memo);
	memo_close(b.memo);
	writer_free(b.writer);
	free(b.notes);
	if (rc == 0)
		return 0;
	if (file_remove(out, &ignored) < 0)
		err_clear(&ignored);
	return err_in(err, "offline copy");
}
