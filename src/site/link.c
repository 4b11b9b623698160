#include "site/link.h"

#include "site/anchor.h"
#include "site/linker.h"
#include "site/picture.h"
#include "web/url.h"

/* Attribute values and references of one page. */
#define LINK_ARENA ((size_t)256 << 20)

/* Class names are ours to give: a page must not dress up as the frame. */
static enum canon_do
rewrite_tag(void *ctx, struct canon_tag *tag, struct buf *out)
{
	struct linker *l = ctx;

	if (l->is_failed)
		return CANON_REPLACE;
	if (str_find(canon_attr(tag, STR("class")), STR("kb-")) != (size_t)-1)
		linker_drop(tag, STR("class"));
	if (l->prefix[0] != '\0' && canon_attr(tag, STR("id")).n > 0)
		canon_set(tag, STR("id"), linker_prefix(l,
		    canon_attr(tag, STR("id"))));
	if (str_eq(tag->name, STR("a")))
		return anchor_rewrite(l, tag, out);
	if (str_eq(tag->name, STR("img")))
		return picture_rewrite(l, tag, out);
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
	struct linker_ref *c = arena_alloc(&l->arena, sizeof(*c)), *first;

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
link_article(struct build *b, const struct link_page *page, struct str html,
    struct buf *out, struct err *err)
{
	const struct resource *r = page->r;
	struct linker l = { .b = b, .path = page->path, .own = str_of(r->url),
		.own_final = str_of(r->final_url), .err = err,
		.arena = ARENA_INIT(LINK_ARENA), .refs = MAP_INIT,
		.images = MAP_INIT };

	if (page->number > 1)
		(void)snprintf(l.prefix, sizeof(l.prefix), "p%lld-",
		    (long long)page->number);
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
