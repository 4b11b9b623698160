#include "site/notepage.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "notes/notes.h"
#include "site/chore.h"
#include "site/link.h"
#include "site/memo.h"
#include "site/page.h"
#include "site/route.h"
#include "site/row.h"
#include "site/state.h"

/* Notes under way: enough to keep the workers of a large machine busy. */
#define NOTEPAGE_AHEAD 32

/* The largest note whose page is made. */
#define NOTEPAGE_MAX ((size_t)128 << 20)

struct pending {
	bool is_sent;	/* chore is valid */
	char *name;		/* in the memory */
	struct memo_page memo;
	struct note_row note;
	struct buf source;
	struct chore chore;
};

/* A ring: the oldest is at first. */
struct queue {
	struct build *b;
	struct pending items[NOTEPAGE_AHEAD];
	size_t first, n;
};

struct list {
	struct build *b;
	const char *path;
	struct buf *html;
};

void
notepage_title(const struct note_row *note, struct buf *out)
{
	buf_str(out, note->title[0] != '\0' ? note->title :
	    path_base(note->name));
}

static int
put_row(void *ctx, const struct ref_row *ref, const struct resource *r,
    struct err *err)
{
	struct list *l = ctx;
	const struct row row = { l->b, l->path, ref, r };

	return row_put(&row, l->html, err);
}

static int
put_references(struct list *l, const struct pending *p, size_t n,
    struct err *err)
{
	if (n == 0)
		return 0;
	buf_str(l->html, "<section class=\"kb-note kb-refs\">\n<h2>"
	    "References</h2>\n<ol>\n");
	if (row_each(l->b, p->note.name, put_row, l, err) < 0)
		return -1;
	buf_str(l->html, "</ol>\n</section>\n");
	return 0;
}

static void
put_source(const struct pending *p, struct buf *html)
{
	AUTO(buf_release) struct buf text = BUF_INIT(NOTEPAGE_MAX * 3);

	text_repair(&text, buf_view(&p->source));
	buf_str(html, "<pre class=\"kb-wrap\">");
	if (text.p[0] == '\n')
		buf_char(html, '\n');
	page_text(html, text.p);
	buf_str(html, "</pre>\n");
}

/* The rendered note; its source where rendering failed. */
static int
put_body(struct build *b, struct pending *p, const char *path,
    struct buf *html, struct err *err)
{
	size_t mark = html->len;

	if (!p->chore.is_ok)
		memo_spoil(b);
	buf_str(html, "<article class=\"kb-body\" lang=\"\">\n");
	if (!p->chore.is_ok) {
		put_source(p, html);
	} else if (link_note(b, path, &p->note, buf_view(&p->chore.bytes),
	    html, err) < 0) {
		if (err->kind != ERR_ITEM)
			return -1;
		log_warn("the note '%s' is shown as its source: %s",
		    p->note.name, err->msg);
		err_clear(err);
		memo_spoil(b);
		buf_cut(html, mark);
		buf_str(html, "<article class=\"kb-body\" lang=\"\">\n");
		put_source(p, html);
	}
	buf_str(html, "\n</article>\n");
	return 0;
}

static void
put_head(const struct pending *p, const char *path,
    const struct row_count *count, struct buf *html)
{
	AUTO(buf_release) struct buf title = BUF_INIT(1 << 20);
	struct page page = { .path = path, .kind = "kb-notepage" };

	notepage_title(&p->note, &title);
	page.title = title.p;
	page_open(&page, html);
	buf_str(html, "<nav class=\"kb-top\"><a href=\"");
	route_link(path, "index.html", NULL, html);
	buf_str(html, "\">\xe2\x86\x90 Index</a><span>");
	page_text(html, p->note.name);
	buf_str(html, "</span>");
	if (p->note.date != 0) {
		buf_str(html, "<span>");
		state_put_day(p->note.date, html);
		buf_str(html, "</span>");
	}
	if (count->n > 0)
		buf_fmt(html, "<span class=\"kb-state %s\">%zu of %zu "
		    "saved</span>", count->n_kept == count->n ? "kb-ok" :
		    "kb-part", count->n_kept, count->n);
	buf_str(html, "</nav>\n<main>\n");
}

static int
write_page(struct build *b, struct pending *p, struct err *err)
{
	AUTO(buf_release) struct buf html = BUF_INIT(BUILD_PAGE_MAX);
	AUTO(buf_release) struct buf path = BUF_INIT(1 << 16);
	struct list list = { b, NULL, &html };
	struct row_count count;

	route_note(p->note.name, &path);
	list.path = path.p;
	if (row_count(b, p->note.name, &count, err) < 0)
		return -1;
	p->memo.n = (uint32_t)count.n;
	p->memo.n_kept = (uint32_t)count.n_kept;
	put_head(p, path.p, &count, &html);
	if (put_body(b, p, path.p, &html, err) < 0 ||
	    put_references(&list, p, count.n, err) < 0)
		return -1;
	buf_str(&html, "</main>\n");
	page_close(&html);
	return build_write_page(b, path.p, &html, err);
}

static void
release(struct pending *p)
{
	if (p->is_sent)
		chore_release(&p->chore);
	buf_release(&p->source);
	note_row_release(&p->note);
	memo_page_release(&p->memo);
	mem_freep(&p->name);
	p->is_sent = false;
}

/* For the next run, and for the index of this one. */
static void
remember(struct build *b, struct pending *p)
{
	memo_add(b, p->name, &p->memo);
	*VEC_PUSH(&b->notes, &b->n_notes, &b->cap_notes) =
	    (struct build_note){ p->memo.n, p->memo.n_kept, p->memo.is_same };
}

/* Waits for the oldest note and writes its page. */
static int
finish_first(struct queue *q, struct err *err)
{
	struct pending *p = &q->items[q->first];
	int result = 0;

	if (p->is_sent)
		result = chore_wait(q->b, &p->chore, err);
	if (result == 0 && !p->memo.is_same) {
		q->b->page = &p->memo;
		memo_use(q->b, FACT_NOTE, p->note.name);
		result = write_page(q->b, p, err);
		q->b->page = NULL;
	}
	if (result < 0)
		(void)err_in(err, "page of the note '%s'", p->note.name);
	else
		remember(q->b, p);
	release(p);
	q->first = (q->first + 1) % NOTEPAGE_AHEAD;
	q->n--;
	return result;
}

static int
start(struct build *b, struct pending *p, struct err *err)
{
	AUTO(buf_release) struct buf html = BUF_INIT(BUILD_PAGE_MAX);

	if (p->note.at.segment == 0)
		return 0;
	if (build_load(b, &p->note.at, &p->source, err) < 0 ||
	    note_render(buf_view(&p->source), p->note.name, &html, err) < 0) {
		if (err->kind == ERR_SYSTEM)
			return -1;
		log_warn("the note '%s' is not rendered: %s", p->note.name,
		    err->msg);
		err_clear(err);
		return 0;
	}
	if (chore_start(b, &p->chore, JOB_SANITISE, buf_view(&html),
	    err) < 0)
		return -1;
	p->is_sent = true;
	return 0;
}

static int
each_note(void *ctx, const struct note_row *note, struct err *err)
{
	AUTO(buf_release) struct buf path = BUF_INIT(1 << 16);
	struct queue *q = ctx;
	struct pending *p;

	if (q->n == NOTEPAGE_AHEAD && finish_first(q, err) < 0)
		return -1;
	p = &q->items[(q->first + q->n) % NOTEPAGE_AHEAD];
	*p = (struct pending){
		.source = BUF_INIT(NOTEPAGE_MAX) };
	p->note = *note;
	p->note.name = mem_dup(note->name);
	p->note.title = mem_dup(note->title);
	p->name = mem_fmt("n%s", note->name);
	q->n++;
	route_note(note->name, &path);
	memo_look(q->b, p->name, path.p, &p->memo);
	return p->memo.is_same ? 0 : start(q->b, p, err);
}

int
notepage_write_all(struct build *b, struct err *err)
{
	struct queue *q = mem_alloc(sizeof(*q));
	int result;

	q->b = b;
	result = catalog_each_note(b->catalog, each_note, q, err);
	while (result == 0 && q->n > 0)
		result = finish_first(q, err);
	/* After a failure nothing may be left in the workers' hands. */
	for (; q->n > 0; q->n--) {
		struct pending *p = &q->items[q->first];
		struct err ignored = ERR_INIT;

		if (p->is_sent && chore_wait(b, &p->chore, &ignored) < 0)
			err_clear(&ignored);
		release(p);
		q->first = (q->first + 1) % NOTEPAGE_AHEAD;
	}
	free(q);
	return result;
}
