#include "notes/footnotes.h"

#include <stdlib.h>

#include "base/mem.h"

struct footnote {
	size_t number;		/* 0: not cited */
	size_t n_cited;
	char *html;
	size_t len;
};

static struct footnote *
get(struct footnotes *f, struct str id)
{
	struct footnote *one = map_get(&f->all, id);

	if (one == NULL) {
		one = mem_alloc(sizeof(*one));
		(void)map_set(&f->all, id, one);
	}
	return one;
}

void
footnotes_release(struct footnotes *f)
{
	for (size_t i = 0; i < f->all.n; i++) {
		struct footnote *one = f->all.items[i].value;

		free(one->html);
		free(one);
	}
	map_release(&f->all);
	memset(f, 0, sizeof(*f));
}

void
footnotes_cite(struct footnotes *f, struct str id, struct buf *out)
{
	struct footnote *one = get(f, id);

	if (one->number == 0)
		one->number = ++f->n_cited;
	one->n_cited++;
	buf_fmt(out, "<sup><a href=\"#fn-%zu\" id=\"fnref-%zu", one->number,
	    one->number);
	if (one->n_cited > 1)
		buf_fmt(out, "-%zu", one->n_cited);
	buf_fmt(out, "\">%zu</a></sup>", one->number);
}

void
footnotes_give(struct footnotes *f, struct str id, struct str html)
{
	struct footnote *one = get(f, id);

	if (one->html != NULL)
		return;
	html = str_trim(html);
	one->html = mem_dupn(html.p, html.n);
	one->len = html.n;
}

static void
write_one(const struct footnote *one, struct buf *out)
{
	struct str html = str_make(one->html, one->len), end = STR("</p>");
	bool in_p = str_ends(html, end);

	if (one->number == 0) {
		buf_str(out, "<li>");
		buf_s(out, html);
		buf_str(out, "</li>\n");
		return;
	}
	buf_fmt(out, "<li id=\"fn-%zu\">", one->number);
	buf_s(out, in_p ? str_sub(html, 0, html.n - end.n) : html);
	buf_fmt(out, " <a href=\"#fnref-%zu\">\xe2\x86\xa9</a>%s</li>\n",
	    one->number, in_p ? "</p>" : "");
}

static int
by_number(const void *a, const void *b)
{
	size_t x = (*(const struct footnote *const *)a)->number;
	size_t y = (*(const struct footnote *const *)b)->number;

	/* Those that nothing cites come last: 0 - 1 is the largest. */
	return x - 1 < y - 1 ? -1 : x - 1 > y - 1;
}

void
footnotes_write(const struct footnotes *f, struct buf *out)
{
	AUTO(mem_freep) const struct footnote **sorted = NULL;
	size_t n = 0;

	sorted = mem_array(f->all.n + 1, sizeof(const struct footnote *));
	for (size_t i = 0; i < f->all.n; i++) {
		const struct footnote *one = f->all.items[i].value;

		if (one->html != NULL)
			sorted[n++] = one;
	}
	if (n == 0)
		return;
	qsort(sorted, n, sizeof(const struct footnote *), by_number);
	buf_str(out, "<section class=\"footnotes\">\n<ol>\n");
	for (size_t i = 0; i < n; i++)
		write_one(sorted[i], out);
	buf_str(out, "</ol>\n</section>\n");
}
