#include "site/link.h"

#include <assert.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/map.h"
#include "html/canon.h"
#include "html/write.h"
#include "notes/slug.h"
#include "site/asset.h"
#include "site/page.h"
#include "site/route.h"
#include "site/state.h"
#include "site/target.h"
#include "web/url.h"

/* Attribute values and references of one page. */
#define LINK_ARENA ((size_t)256 << 20)

/* A reference of a note; those of the same destination form a list. */
struct cited {
	struct cited *next, *last;	/* last: of the first one alone */
	int64_t position;
	enum ref_target target;
	const char *key;
	bool is_used;
};

struct linker {
	struct build *b;
	const char *path;
	struct str own, own_final;	/* of the article, empty in a note */
	bool is_note;
	struct arena arena;
	struct map refs;	/* destination, decoded -> struct cited */
	struct map images;	/* src -> key of the resource */
	struct err *err;
	bool is_failed;		/* with err set */
};

static struct str
keep(struct linker *l, struct str s)
{
	const char *p = arena_dup(&l->arena, s);

	return p != NULL ? str_make(p, s.n) : STR("");
}

static struct str
keep_buf(struct linker *l, const struct buf *b)
{
	return keep(l, buf_view(b));
}

static void
drop_attr(struct canon_tag *tag, struct str name)
{
	size_t kept = 0;

	for (size_t i = 0; i < tag->n_attrs; i++)
		if (!str_eq(tag->attrs[i].name, name))
			tag->attrs[kept++] = tag->attrs[i];
	tag->n_attrs = kept;
}

void
link_reason(const struct resource *r, struct buf *out)
{
	page_text(out, state_sentence(r->outcome));
	if (!outcome_is_kept(r->outcome) && r->reason[0] != '\0') {
		buf_str(out, " (");
		page_text(out, r->reason);
		buf_char(out, ')');
	}
}

void
link_missing(struct buf *out, struct str alt, struct str url, const char *why)
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
		link_reason(&t.r, why);
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

static int
find_file(struct linker *l, const char *name, struct asset *a,
    struct buf *why)
{
	AUTO(file_row_release) struct file_row f = { 0 };
	bool found;

	a->path[0] = '\0';
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

/* The reference in the note that has this destination: the first one that
 * was not met yet, so that a place cited twice has two anchors. */
static struct cited *
find_cited(struct linker *l, struct str destination)
{
	AUTO(buf_release) struct buf decoded = BUF_INIT(1 << 20);
	struct cited *first, *c;

	url_percent_decode(destination, &decoded);
	first = map_get(&l->refs, buf_view(&decoded));
	for (c = first; c != NULL && c->is_used && c->next != NULL;)
		c = c->next;
	return c;
}

/* Gives the tag an id by which the pages of what is cited lead back here. */
static void
set_anchor(struct linker *l, struct canon_tag *tag, struct cited *c)
{
	AUTO(buf_release) struct buf id = BUF_INIT(64);

	if (c == NULL || c->is_used || canon_attr(tag, STR("id")).p != NULL)
		return;
	c->is_used = true;
	buf_fmt(&id, "kb-ref-%lld", (long long)c->position);
	canon_set(tag, STR("id"), keep_buf(l, &id));
}

static void
set_local(struct linker *l, struct canon_tag *tag, const char *target,
    struct str fragment)
{
	AUTO(buf_release) struct buf href = BUF_INIT(1 << 20);
	AUTO(mem_freep) char *f = mem_dupn(fragment.p, fragment.n);

	route_link(l->path, target, f, &href);
	canon_set(tag, STR("href"), keep_buf(l, &href));
}

static void
set_external(struct canon_tag *tag)
{
	canon_set(tag, STR("class"), STR("kb-external"));
	canon_set(tag, STR("rel"), STR("noreferrer noopener"));
}

/* What a link to a resource of the archive becomes. */
static void
set_resource(struct linker *l, struct canon_tag *tag,
    const struct resource *r, struct str fragment)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	bool is_kept = outcome_is_kept(r->outcome);
	char date[CLOCK_TEXT];

	route_page(r->url, &text);
	set_local(l, tag, text.p, is_kept ? fragment : STR(""));
	canon_set(tag, STR("class"), is_kept ? STR("kb-kept") : STR("kb-lost"));
	canon_set(tag, STR("data-originalurl"), keep(l, str_of(r->url)));
	buf_reset(&text);
	if (is_kept) {
		clock_text(r->captured, date);
		if (r->captured != 0)
			canon_set(tag, STR("data-versiondate"),
			    keep(l, str_make(date, 10)));
		buf_fmt(&text, "%s, saved %.10s", state_word(r->outcome),
		    r->captured != 0 ? date : "");
	} else
		buf_fmt(&text, "Not saved: %s", state_word(r->outcome));
	canon_set(tag, STR("title"), keep_buf(l, &text));
}

static struct str
fragment_of(struct str url)
{
	size_t hash = str_chr(url, '#');

	return hash == (size_t)-1 ? STR("") : str_from(url, hash + 1);
}

/* Does it lead to another place of the same article? */
static bool
is_own(const struct linker *l, struct str href)
{
	struct str page = str_sub(href, 0, str_chr(href, '#'));

	return !l->is_note &&
	    (str_eq(page, l->own) || str_eq(page, l->own_final));
}

/* A link to the open web, perhaps to something that is kept. */
static int
web_link(struct linker *l, struct canon_tag *tag, struct str href,
    const struct cited *c)
{
	AUTO(target_release) struct target t = { .is_found = false };
	struct str fragment = fragment_of(href);
	struct asset a;

	if (fragment.n > 0 && is_own(l, href)) {
		canon_set(tag, STR("href"), str_from(href, str_chr(href, '#')));
		return 0;
	}
	if (c != NULL && c->target == REF_TO_RESOURCE) {
		if (target_of_key(l->b, c->key, &t, l->err) < 0)
			return -1;
	} else if (target_find(l->b, href, &t, l->err) < 0)
		return -1;
	if (t.is_found && t.has_page &&
	    (l->is_note || outcome_is_kept(t.r.outcome))) {
		set_resource(l, tag, &t.r, fragment);
		return 0;
	}
	set_external(tag);
	if (!t.is_found || !outcome_is_kept(t.r.outcome) ||
	    !asset_is_picture(t.r.media))
		return 0;
	/* The large form of a picture that the page shows. */
	if (asset_of(l->b, &t.r, &a, l->err) < 0)
		return -1;
	if (a.path[0] != '\0') {
		canon_set(tag, STR("class"), STR(""));
		set_local(l, tag, a.path, STR(""));
		canon_set(tag, STR("data-originalurl"), keep(l, str_of(t.r.url)));
	}
	return 0;
}

static void
set_broken(struct canon_tag *tag)
{
	drop_attr(tag, STR("href"));
	canon_set(tag, STR("class"), STR("kb-broken"));
	canon_set(tag, STR("title"), STR("Not found among the notes"));
}

/* A link from note to note, or to a file beside them. */
static int
note_link(struct linker *l, struct canon_tag *tag, struct str fragment,
    const struct cited *c)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	AUTO(note_row_release) struct note_row note = { 0 };
	struct asset a;
	bool found;

	if (c == NULL || c->target == REF_TO_NOTHING) {
		set_broken(tag);
		return 0;
	}
	if (c->target == REF_TO_NOTE) {
		if (catalog_get_note(l->b->catalog, c->key, &note, &found,
		    l->err) < 0)
			return -1;
		if (!found) {
			set_broken(tag);
			return 0;
		}
		route_note(c->key, &text);
		set_local(l, tag, text.p, fragment);
		return 0;
	}
	if (c->target != REF_TO_FILE)
		return 0;
	if (find_file(l, c->key, &a, &text) < 0)
		return -1;
	if (a.path[0] != '\0')
		set_local(l, tag, a.path, STR(""));
	else
		set_broken(tag);
	return 0;
}

static bool
is_web(struct str url)
{
	return str_starts_nocase(url, STR("http://")) ||
	    str_starts_nocase(url, STR("https://"));
}

static enum canon_do
show_picture(struct linker *l, struct canon_tag *tag, const char *asset,
    struct str src)
{
	AUTO(buf_release) struct buf url = BUF_INIT(4096);

	route_link(l->path, asset, NULL, &url);
	canon_set(tag, STR("src"), keep_buf(l, &url));
	canon_set(tag, STR("loading"), STR("lazy"));
	canon_set(tag, STR("decoding"), STR("async"));
	if (is_web(src))
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
    const struct cited *c)
{
	AUTO(buf_release) struct buf why = BUF_INIT(1 << 16);
	struct str src = canon_attr(tag, STR("src"));
	struct str alt = canon_attr(tag, STR("alt"));
	struct asset a = { .path = "" };
	bool is_picture = false;

	if (c != NULL && c->target == REF_TO_FILE) {
		if (find_file(l, c->key, &a, &why) < 0) {
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
	link_missing(out, alt, src, why.p);
	return CANON_REPLACE;
}

static enum canon_do
rewrite_img(struct linker *l, struct canon_tag *tag, struct buf *out)
{
	AUTO(buf_release) struct buf why = BUF_INIT(1 << 16);
	struct str src = keep(l, canon_attr(tag, STR("src")));
	struct cited *c = l->is_note ? find_cited(l, src) : NULL;
	const char *key = map_get(&l->images, src);
	char path[ASSET_PATH] = "";

	if (str_starts(src, STR("data:")))
		return CANON_KEEP;
	set_anchor(l, tag, c);
	if (!is_web(src))
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
	link_missing(out, canon_attr(tag, STR("alt")), src, why.p);
	return CANON_REPLACE;
}

/* [[wiki]] links and ![[embeds]]: only the catalog knows what they mean. */
static enum canon_do
rewrite_wiki(struct linker *l, struct canon_tag *tag, struct str target,
    bool is_embed)
{
	AUTO(buf_release) struct buf slug = BUF_INIT(1 << 16);
	struct cited *c = find_cited(l, target);
	struct map none = MAP_INIT;
	struct str fragment = fragment_of(target);

	if (fragment.n > 0)
		slug_make(fragment, &none, &slug);
	map_release(&none);
	drop_attr(tag, STR("data-wiki"));
	drop_attr(tag, STR("data-embed"));
	canon_set(tag, STR("class"), is_embed ? STR("kb-file") : STR("kb-wiki"));
	set_anchor(l, tag, c);
	if (c != NULL && c->target == REF_TO_FRAGMENT) {
		AUTO(buf_release) struct buf href = BUF_INIT(1 << 16);

		buf_fmt(&href, "#%s", slug.p);
		canon_set(tag, STR("href"), keep_buf(l, &href));
	} else if (note_link(l, tag, keep_buf(l, &slug), c) < 0)
		l->is_failed = true;
	return CANON_KEEP;
}

static enum canon_do
embed(struct linker *l, struct canon_tag *tag, struct str target,
    struct buf *out)
{
	AUTO(buf_release) struct buf why = BUF_INIT(1 << 16);
	struct cited *c = find_cited(l, target);
	AUTO(file_row_release) struct file_row f = { 0 };
	struct asset a = { .path = "" };
	bool found = false;

	if (c == NULL || c->target != REF_TO_FILE)
		return rewrite_wiki(l, tag, target, true);
	if (catalog_get_file(l->b->catalog, c->key, &f, &found, l->err) < 0 ||
	    find_file(l, c->key, &a, &why) < 0) {
		l->is_failed = true;
		return CANON_REPLACE;
	}
	if (!found || a.path[0] == '\0' || !asset_is_picture(f.media)) {
		if (a.path[0] != '\0')
			return rewrite_wiki(l, tag, target, true);
		link_missing(out, STR(""), target, why.p);
		return CANON_REPLACE;
	}
	buf_str(out, "<img alt=\"\" loading=\"lazy\" decoding=\"async\" "
	    "src=\"");
	route_link(l->path, a.path, NULL, out);
	buf_str(out, "\">");
	return CANON_REPLACE;
}

static enum canon_do
rewrite_a(struct linker *l, struct canon_tag *tag, struct buf *out)
{
	struct str wiki = canon_attr(tag, STR("data-wiki"));
	struct str show = canon_attr(tag, STR("data-embed"));
	struct str href = canon_attr(tag, STR("href"));
	struct cited *c;
	int result = 0;

	if (l->is_note && wiki.p != NULL)
		return rewrite_wiki(l, tag, keep(l, wiki), false);
	if (l->is_note && show.p != NULL)
		return embed(l, tag, keep(l, show), out);
	if (href.p == NULL || str_starts(href, STR("#")) ||
	    str_starts_nocase(href, STR("mailto:")))
		return CANON_KEEP;
	href = keep(l, href);
	c = l->is_note ? find_cited(l, href) : NULL;
	set_anchor(l, tag, c);
	if (is_web(href))
		result = web_link(l, tag, href, c);
	else if (l->is_note)
		result = note_link(l, tag, fragment_of(href), c);
	else
		return CANON_UNWRAP;
	if (result < 0)
		l->is_failed = true;
	return CANON_KEEP;
}

/* Class names are ours to give: a page must not dress up as the frame. */
static enum canon_do
rewrite_tag(void *ctx, struct canon_tag *tag, struct buf *out)
{
	struct linker *l = ctx;

	if (l->is_failed)
		return CANON_REPLACE;
	if (str_find(canon_attr(tag, STR("class")), STR("kb-")) != (size_t)-1)
		drop_attr(tag, STR("class"));
	if (str_eq(tag->name, STR("a")))
		return rewrite_a(l, tag, out);
	if (str_eq(tag->name, STR("img")))
		return rewrite_img(l, tag, out);
	return CANON_KEEP;
}

static int
rewrite(struct linker *l, struct str html, struct buf *out)
{
	const struct canon_ops ops = { .start = rewrite_tag, .ctx = l };
	int result = canon_rewrite(html, &ops, out, l->err);

	map_release(&l->refs);
	map_release(&l->images);
	arena_release(&l->arena);
	return l->is_failed ? -1 : result;
}

static int
add_image(void *ctx, const struct image_row *image, struct err *err)
{
	struct linker *l = ctx;
	char *key = arena_dup(&l->arena, str_of(image->url));

	if (key == NULL)
		return err_set(err, ERR_ITEM, "too many pictures for one page");
	(void)map_set(&l->images, str_of(image->src), key);
	return 0;
}

static int
add_ref(void *ctx, const struct ref_row *ref, struct err *err)
{
	AUTO(buf_release) struct buf decoded = BUF_INIT(1 << 20);
	struct linker *l = ctx;
	struct cited *c = arena_alloc(&l->arena, sizeof(*c)), *first;

	if (c != NULL)
		c->key = arena_dup(&l->arena, str_of(ref->key));
	if (c == NULL || c->key == NULL)
		return err_set(err, ERR_ITEM, "too many references in a note");
	c->position = ref->position;
	c->target = ref->target;
	url_percent_decode(str_of(ref->url), &decoded);
	first = map_get(&l->refs, buf_view(&decoded));
	if (first == NULL) {
		(void)map_set(&l->refs, buf_view(&decoded), c);
		first = c;
	} else
		first->last->next = c;
	first->last = c;
	return 0;
}

int
link_article(struct build *b, const char *path, const struct resource *r,
    struct str html, struct buf *out, struct err *err)
{
	struct linker l = { .b = b, .path = path, .own = str_of(r->url),
		.own_final = str_of(r->final_url), .err = err,
		.arena = ARENA_INIT(LINK_ARENA), .refs = MAP_INIT,
		.images = MAP_INIT };

	if (catalog_each_image(b->catalog, r->url, add_image, &l, err) < 0)
		l.is_failed = true;
	return rewrite(&l, html, out);
}

int
link_note(struct build *b, const char *path, const struct note_row *note,
    struct str html, struct buf *out, struct err *err)
{
	struct linker l = { .b = b, .path = path, .is_note = true,
		.err = err, .arena = ARENA_INIT(LINK_ARENA),
		.refs = MAP_INIT, .images = MAP_INIT };

	if (catalog_each_ref(b->catalog, note->name, add_ref, &l, err) < 0)
		l.is_failed = true;
	return rewrite(&l, html, out);
}
