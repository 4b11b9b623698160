#include "site/picture.h"

#include "html/write.h"
#include "site/memo.h"
#include "site/page.h"
#include "site/route.h"
#include "site/state.h"
#include "site/target.h"
#include "web/url.h"

void
picture_missing(struct buf *out, struct str alt, struct str url,
    const char *why)
{
	AUTO(buf_release) struct buf shown = BUF_INIT(1 << 20);

	buf_str(out, "<span class=\"kb-missing\"><b>Picture not saved");
	if (alt.n > 0) {
		buf_str(out, ": ");
		html_escape(out, alt);
	}
	buf_str(out, "</b>");
	if (why != NULL && why[0] != '\0') {
		buf_str(out, "<span>");
		buf_str(out, why);
		buf_str(out, "</span>");
	}
	if (url.n > 0) {
		url_display(url, &shown);
		buf_str(out, "<span class=\"kb-url\">");
		page_text(out, shown.p);
		buf_str(out, "</span>");
	}
	buf_str(out, "</span>");
}

/* The path of a picture's file; "" and a reason (HTML) when there is none. */
static int
find_picture(struct linker *l, const char *key, char path[ASSET_PATH],
    struct buf *why)
{
	AUTO(target_release) struct target t = { .is_found = false };
	struct asset a;

	path[0] = '\0';
	if (target_of_key(l->b, key, &t, l->err) < 0)
		return -1;
	if (!t.is_found) {
		buf_str(why, "It was not asked for.");
		return 0;
	}
	if (!outcome_is_kept(t.r.outcome)) {
		state_reason(&t.r, why);
		return 0;
	}
	if (!asset_is_picture(t.r.media)) {
		buf_str(why, "What the site sent is not a picture.");
		return 0;
	}
	if (asset_of(l->b, &t.r, &a, l->err) < 0)
		return -1;
	if (a.path[0] == '\0')
		page_text(why, a.why);
	memcpy(path, a.path, ASSET_PATH);
	return 0;
}

int
picture_find_file(struct linker *l, const char *name, struct asset *a,
    struct buf *why)
{
	AUTO(file_row_release) struct file_row f = { 0 };
	bool found;

	a->path[0] = '\0';
	memo_use(l->b, FACT_FILE, name);
	if (catalog_get_file(l->b->catalog, name, &f, &found, l->err) < 0)
		return -1;
	if (!found) {
		buf_str(why, "The file is not among the notes.");
		return 0;
	}
	*a = (struct asset){ .digest = f.digest, .media = f.media,
		.at = f.at };
	if (asset_keep(l->b, a, l->err) < 0)
		return -1;
	if (a->path[0] == '\0')
		page_text(why, a->why);
	a->digest = a->media = NULL;
	return 0;
}

static enum canon_do
show_picture(struct linker *l, struct canon_tag *tag, const char *asset,
    struct str src)
{
	AUTO(buf_release) struct buf url = BUF_INIT(4096);

	route_link(l->path, asset, NULL, &url);
	canon_set(tag, STR("src"), linker_keep(l, buf_view(&url)));
	if (linker_is_web(src))
		canon_set(tag, STR("data-originalurl"), src);
	if (canon_attr(tag, STR("alt")).p == NULL)
		canon_set(tag, STR("alt"), STR(""));
	return CANON_KEEP;
}

/* A note shows a note or another file with the syntax of pictures. */
static enum canon_do
show_other(struct linker *l, struct buf *out, const char *path, struct str alt)
{
	buf_str(out, "<a class=\"kb-file\" href=\"");
	route_link(l->path, path, NULL, out);
	buf_str(out, "\">");
	html_escape(out, alt.n > 0 ? alt : STR("File"));
	buf_str(out, "</a>");
	return CANON_REPLACE;
}

/* A picture beside the notes. */
static enum canon_do
local_picture(struct linker *l, struct canon_tag *tag, struct buf *out,
    const struct linker_ref *c)
{
	AUTO(buf_release) struct buf why = BUF_INIT(1 << 16);
	struct str src = canon_attr(tag, STR("src"));
	struct str alt = canon_attr(tag, STR("alt"));
	struct asset a = { .path = "" };
	bool is_picture = false;

	if (c != NULL && c->target == REF_TO_FILE) {
		if (picture_find_file(l, c->key, &a, &why) < 0) {
			l->is_failed = true;
			return CANON_REPLACE;
		}
		is_picture = !str_ends(str_of(a.path), STR(".pdf")) &&
		    !str_ends(str_of(a.path), STR(".bin")) &&
		    !str_ends(str_of(a.path), STR(".txt"));
	} else
		buf_str(&why, "The file is not among the notes.");
	if (a.path[0] != '\0' && is_picture)
		return show_picture(l, tag, a.path, src);
	if (a.path[0] != '\0')
		return show_other(l, out, a.path, alt);
	picture_missing(out, alt, src, why.p);
	return CANON_REPLACE;
}

enum canon_do
picture_rewrite(struct linker *l, struct canon_tag *tag, struct buf *out)
{
	AUTO(buf_release) struct buf why = BUF_INIT(1 << 16);
	struct str src = linker_keep(l, canon_attr(tag, STR("src")));
	struct linker_ref *c = l->is_note ? linker_find_ref(l, src) : NULL;
	const char *key = map_get(&l->images, src);
	char path[ASSET_PATH] = "";

	if (str_starts(src, STR("data:")))
		return CANON_KEEP;
	linker_mark(l, tag, c);
	if (!linker_is_web(src))
		return local_picture(l, tag, out, c);
	if (key == NULL && c != NULL && c->target == REF_TO_RESOURCE)
		key = c->key;
	if (key == NULL)
		key = src.p;
	if (find_picture(l, key, path, &why) < 0) {
		l->is_failed = true;
		return CANON_REPLACE;
	}
	if (path[0] != '\0')
		return show_picture(l, tag, path, src);
	picture_missing(out, canon_attr(tag, STR("alt")), src, why.p);
	return CANON_REPLACE;
}

enum canon_do
picture_embed(struct linker *l, struct str target, bool *is_done,
    struct buf *out)
{
	AUTO(buf_release) struct buf why = BUF_INIT(1 << 16);
	struct linker_ref *c = linker_find_ref(l, target);
	AUTO(file_row_release) struct file_row f = { 0 };
	struct asset a = { .path = "" };
	bool found = false;

	*is_done = false;
	if (c == NULL || c->target != REF_TO_FILE)
		return CANON_KEEP;
	*is_done = true;
	if (catalog_get_file(l->b->catalog, c->key, &f, &found, l->err) < 0 ||
	    picture_find_file(l, c->key, &a, &why) < 0) {
		l->is_failed = true;
		return CANON_REPLACE;
	}
	if (a.path[0] == '\0') {
		picture_missing(out, STR(""), target, why.p);
		return CANON_REPLACE;
	}
	*is_done = asset_is_picture(f.media);
	if (*is_done) {
		buf_str(out, "<img alt=\"\" src=\"");
		route_link(l->path, a.path, NULL, out);
		buf_str(out, "\">");
	}
	return CANON_REPLACE;
}
