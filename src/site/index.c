#include "site/index.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "site/memo.h"
#include "site/notepage.h"
#include "site/page.h"
#include "site/route.h"
#include "site/row.h"
#include "site/state.h"

/* Bytes kept back before they are written. */
#define INDEX_CHUNK 65536

/* A note with more of them is written in pieces, and made in every run. */
#define INDEX_PIECE ((size_t)4 << 20)

/* In front of the snapshot's date, and in how many bytes it comes. */
#define INDEX_STATE "<li>state of "
#define INDEX_HEAD ((size_t)8 << 10)

static const char path[] = "index.html";

static const char *const filter[] = {
#include "site/filter.inc"
};

struct index {
	struct build *b;
	struct buf html;
	const char *file;
	int fd;
	size_t n_notes;
	int64_t written;
	size_t at;		/* which note is next */
	bool is_split;		/* the note at hand was written in part */
};

static int
flush(struct index *ix, size_t more_than, struct err *err)
{
	if (buf_check(&ix->html, err) < 0)
		return -1;
	if (ix->html.len <= more_than)
		return 0;
	if (file_put(ix->fd, ix->file, ix->html.p, ix->html.len, err) < 0)
		return -1;
	ix->written += (int64_t)ix->html.len;
	buf_reset(&ix->html);
	return 0;
}

/* What its page has counted. */
static const struct build_note *
next_note(struct index *ix)
{
	static const struct build_note none = { 0, 0, false };

	return ix->at < ix->b->n_notes ? &ix->b->notes[ix->at++] : &none;
}

static int
put_entry(void *ctx, const struct note_row *note, struct err *err)
{
	struct index *ix = ctx;
	AUTO(buf_release) struct buf to = BUF_INIT(1 << 16);
	AUTO(buf_release) struct buf title = BUF_INIT(1 << 20);
	const struct build_note *count = next_note(ix);

	route_note(note->name, &to);
	notepage_title(note, &title);
	buf_str(&ix->html, "<li><a href=\"");
	route_link(path, to.p, NULL, &ix->html);
	buf_str(&ix->html, "\">");
	page_text(&ix->html, title.p);
	buf_fmt(&ix->html, "</a><small>%u / %u</small></li>\n",
	    count->n_kept, count->n);
	return flush(ix, INDEX_CHUNK, err);
}

static int
put_row(void *ctx, const struct ref_row *ref, const struct resource *r,
    struct err *err)
{
	struct index *ix = ctx;
	const struct row row = { ix->b, path, ref, r };

	if (row_put(&row, &ix->html, err) < 0)
		return -1;
	if (ix->html.len > INDEX_PIECE)
		ix->is_split = true;
	return flush(ix, INDEX_PIECE, err);
}

static int
make_group(struct index *ix, const struct note_row *note,
    const struct build_note *count, struct err *err)
{
	AUTO(buf_release) struct buf to = BUF_INIT(1 << 16);
	AUTO(buf_release) struct buf title = BUF_INIT(1 << 20);

	route_note(note->name, &to);
	notepage_title(note, &title);
	buf_str(&ix->html, "<section class=\"kb-note\">\n<h2><a href=\"");
	route_link(path, to.p, NULL, &ix->html);
	buf_str(&ix->html, "\">");
	page_text(&ix->html, title.p);
	buf_str(&ix->html, "</a> <small>");
	page_text(&ix->html, note->name);
	buf_fmt(&ix->html, " \xc2\xb7 %u of %u saved</small></h2>\n<ol>\n",
	    count->n_kept, count->n);
	if (row_each(ix->b, note->name, put_row, ix, err) < 0)
		return -1;
	buf_str(&ix->html, "</ol>\n</section>\n");
	return buf_check(&ix->html, err);
}

static int
put_group(void *ctx, const struct note_row *note, struct err *err)
{
	struct index *ix = ctx;
	const struct build_note *count = next_note(ix);
	AUTO(mem_freep) char *name = mem_fmt("x%s", note->name);
	size_t from = ix->html.len;

	if (count->n == 0)
		return 0;
	ix->is_split = false;
	if ((!count->is_same || !memo_find_piece(ix->b, name, &ix->html)) &&
	    make_group(ix, note, count, err) < 0)
		return -1;
	if (!ix->is_split)
		memo_add_piece(ix->b, name, str_from(buf_view(&ix->html),
		    from), ix->written + (int64_t)from);
	return flush(ix, INDEX_CHUNK, err);
}

/* Figures first: how much of what the notes cite can be read here. */
static int
put_summary(struct index *ix, struct err *err)
{
	struct catalog_counts c;
	struct buf *out = &ix->html;

	if (catalog_count(ix->b->catalog, &c, err) < 0)
		return -1;
	ix->n_notes = (size_t)c.notes;
	buf_str(out, "<main>\n<header class=\"kb-head\">\n<h1>Offline copy"
	    "</h1>\n<ul class=\"kb-sum\">\n");
	buf_fmt(out, "<li><b>%lld</b> note%s</li>\n", (long long)c.notes,
	    c.notes == 1 ? "" : "s");
	buf_fmt(out, "<li><b>%lld</b> of <b>%lld</b> cited addresses saved"
	    "</li>\n", (long long)c.kept, (long long)c.cited);
	if (ix->b->snapshot != NULL && ix->b->snapshot->date != 0) {
		buf_str(out, INDEX_STATE);
		state_put_time(ix->b->snapshot->date, out);
		if (!ix->b->snapshot->is_complete)
			buf_str(out, ", run not complete");
		buf_str(out, "</li>\n");
	}
	buf_str(out, "</ul>\n</header>\n");
	return 0;
}

static void
put_tools(struct buf *out)
{
	static const char *const shows[][2] = {
		{ "all", "All" }, { "kept", "Saved" }, { "lost", "Not saved" },
	};

	for (size_t i = 0; i < 3; i++)
		buf_fmt(out, "<input class=\"kb-show\" type=\"radio\" "
		    "name=\"show\" id=\"show-%s\"%s>\n", shows[i][0],
		    i == 0 ? " checked" : "");
	buf_str(out, "<div class=\"kb-tools\">\n");
	for (size_t i = 0; i < 3; i++)
		buf_fmt(out, "<label for=\"show-%s\">%s</label>\n",
		    shows[i][0], shows[i][1]);
	buf_str(out, "<input id=\"kb-find\" type=\"search\" hidden "
	    "autocomplete=\"off\" placeholder=\"Filter by words\" "
	    "aria-label=\"Filter by words\">\n"
	    "<output id=\"kb-found\"></output>\n</div>\n");
}

static int
put_page(struct index *ix, struct err *err)
{
	AUTO(buf_release) struct buf script = BUF_INIT(1 << 16);
	struct page page = { .path = path, .title = "Offline copy",
		.kind = "kb-index" };

	for (size_t i = 0; i < sizeof(filter) / sizeof(filter[0]); i++)
		buf_str(&script, filter[i]);
	page.script = buf_view(&script);
	page_open(&page, &ix->html);
	if (put_summary(ix, err) < 0)
		return -1;
	buf_fmt(&ix->html, "<details class=\"kb-toc\"><summary>%zu note%s"
	    "</summary>\n<ol>\n", ix->n_notes, ix->n_notes == 1 ? "" : "s");
	if (catalog_each_note(ix->b->catalog, put_entry, ix, err) < 0)
		return -1;
	buf_str(&ix->html, "</ol></details>\n");
	put_tools(&ix->html);
	ix->at = 0;
	if (catalog_each_note(ix->b->catalog, put_group, ix, err) < 0)
		return -1;
	buf_str(&ix->html, "</main>\n<script>");
	buf_s(&ix->html, page.script);
	buf_str(&ix->html, "</script>\n");
	page_close(&ix->html);
	return flush(ix, 0, err);
}

int
index_write(struct build *b, struct err *err)
{
	AUTO(mem_freep) char *file = path_join(b->out, path);
	struct index ix = { .b = b, .html = BUF_INIT(BUILD_PAGE_MAX),
		.file = file };
	int result;

	ix.fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (ix.fd < 0)
		return err_sys(err, "cannot create '%s'", file);
	result = put_page(&ix, err);
	if (close(ix.fd) < 0 && result == 0)
		result = err_sys(err, "cannot write '%s'", file);
	buf_release(&ix.html);
	return result;
}

int64_t
index_date(const char *folder)
{
	static const char mark[] = INDEX_STATE "<time datetime=\"";
	AUTO(mem_freep) char *file = path_join(folder, path);
	char head[INDEX_HEAD];
	FILE *f = fopen(file, "re");
	struct str rest, date;
	int64_t ms;
	size_t at;

	if (f == NULL)
		return 0;
	rest = str_make(head, fread(head, 1, sizeof(head), f));
	(void)fclose(f);
	at = str_find(rest, STR(mark));
	if (at == (size_t)-1)
		return 0;
	rest = str_from(rest, at + strlen(mark));
	return str_cut(&rest, '"', &date) && clock_parse(date, &ms) ? ms : 0;
}
