#include "site/anchor.h"

#include "base/clock.h"
#include "notes/slug.h"
#include "site/asset.h"
#include "site/joined.h"
#include "site/memo.h"
#include "site/picture.h"
#include "site/route.h"
#include "site/state.h"
#include "site/target.h"
#include "store/parts.h"

/* Further pages of one article; more are not looked through for its first. */
#define MAX_PARTS 1999

static void
set_local(struct linker *l, struct canon_tag *tag, const char *target,
    struct str fragment)
{
	AUTO(buf_release) struct buf href = BUF_INIT(1 << 20);
	AUTO(mem_freep) char *f = mem_dupn(fragment.p, fragment.n);

	route_link(l->path, target, f, &href);
	canon_set(tag, STR("href"), linker_keep(l, buf_view(&href)));
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
	canon_set(tag, STR("data-originalurl"), linker_keep(l, str_of(r->url)));
	buf_reset(&text);
	if (is_kept) {
		clock_text(r->captured, date);
		if (r->captured != 0)
			canon_set(tag, STR("data-versiondate"),
			    linker_keep(l, str_make(date, 10)));
		buf_fmt(&text, "%s, saved %.10s", state_word(r->outcome),
		    r->captured != 0 ? date : "");
	} else
		buf_fmt(&text, "Not saved: %s", state_word(r->outcome));
	canon_set(tag, STR("title"), linker_keep(l, buf_view(&text)));
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

/* A link to another place of the same page. */
static void
set_own(struct linker *l, struct canon_tag *tag, struct str fragment)
{
	AUTO(buf_release) struct buf href = BUF_INIT(1 << 20);

	buf_char(&href, '#');
	buf_str(&href, l->prefix);
	buf_s(&href, fragment);
	canon_set(tag, STR("href"), linker_keep(l, buf_view(&href)));
}

/* A further page of an article stands on the first one's page. */
static int
set_part(struct linker *l, struct canon_tag *tag, const struct resource *r,
    bool *is_set)
{
	AUTO(resource_release) struct resource head = { 0 };
	AUTO(buf_release) struct buf id = BUF_INIT(64);
	int64_t number;

	*is_set = false;
	if (parts_find_head(l->b->catalog, r->url, MAX_PARTS, &head, &number,
	    l->err) < 0)
		return -1;
	/* Pages in between are no part of what is remembered. */
	if (number != 1)
		memo_spoil(l->b);
	if (number < 2 || !head.is_cited || !outcome_is_kept(head.outcome))
		return 0;
	joined_id(number, &id);
	set_resource(l, tag, &head, linker_keep(l, buf_view(&id)));
	*is_set = true;
	return 0;
}

/* A link to the open web, perhaps to something that is kept. */
static int
web_link(struct linker *l, struct canon_tag *tag, struct str href,
    const struct linker_ref *c)
{
	AUTO(target_release) struct target t = { .is_found = false };
	struct str fragment = fragment_of(href);
	bool has_page = false;
	struct asset a;

	if (fragment.n > 0 && is_own(l, href)) {
		set_own(l, tag, fragment);
		return 0;
	}
	if (c != NULL && c->target == REF_TO_RESOURCE) {
		if (target_of_key(l->b, c->key, &t, l->err) < 0)
			return -1;
	} else if (target_find(l->b, href, &t, l->err) < 0)
		return -1;
	if (t.is_found && target_has_page(l->b, &t.r, &has_page, l->err) < 0)
		return -1;
	if (has_page && (l->is_note || outcome_is_kept(t.r.outcome))) {
		set_resource(l, tag, &t.r, fragment);
		return 0;
	}
	if (t.is_found && outcome_is_page(t.r.outcome)) {
		bool is_set;

		if (set_part(l, tag, &t.r, &is_set) < 0)
			return -1;
		if (is_set)
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
		linker_drop(tag, STR("class"));
		linker_drop(tag, STR("rel"));
		set_local(l, tag, a.path, STR(""));
		canon_set(tag, STR("data-originalurl"),
		    linker_keep(l, str_of(t.r.url)));
	}
	return 0;
}

static void
set_broken(struct canon_tag *tag)
{
	linker_drop(tag, STR("href"));
	canon_set(tag, STR("class"), STR("kb-broken"));
	canon_set(tag, STR("title"), STR("Not found among the notes"));
}

/* A link from note to note, or to a file beside them. */
static int
note_link(struct linker *l, struct canon_tag *tag, struct str fragment,
    const struct linker_ref *c)
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
		memo_use(l->b, FACT_NOTE, c->key);
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
	if (picture_find_file(l, c->key, &a, &text) < 0)
		return -1;
	if (a.path[0] != '\0')
		set_local(l, tag, a.path, STR(""));
	else
		set_broken(tag);
	return 0;
}

/* [[wiki]] links and ![[embeds]]: only the catalog knows what they mean. */
static enum canon_do
rewrite_wiki(struct linker *l, struct canon_tag *tag, struct str target,
    bool is_embed)
{
	AUTO(buf_release) struct buf slug = BUF_INIT(1 << 16);
	struct linker_ref *c = linker_find_ref(l, target);
	struct map none = MAP_INIT;
	struct str fragment = fragment_of(target);

	if (fragment.n > 0)
		slug_make(fragment, &none, &slug);
	map_release(&none);
	linker_drop(tag, STR("data-wiki"));
	linker_drop(tag, STR("data-embed"));
	canon_set(tag, STR("class"), is_embed ? STR("kb-file") : STR("kb-wiki"));
	linker_mark(l, tag, c);
	if (c != NULL && c->target == REF_TO_FRAGMENT) {
		AUTO(buf_release) struct buf href = BUF_INIT(1 << 16);

		buf_fmt(&href, "#%s", slug.p);
		canon_set(tag, STR("href"), linker_keep(l, buf_view(&href)));
	} else if (note_link(l, tag, linker_keep(l, buf_view(&slug)), c) < 0)
		l->is_failed = true;
	return CANON_KEEP;
}

static enum canon_do
rewrite_embed(struct linker *l, struct canon_tag *tag, struct str target,
    struct buf *out)
{
	bool is_done;
	enum canon_do what = picture_embed(l, target, &is_done, out);

	return is_done ? what : rewrite_wiki(l, tag, target, true);
}

enum canon_do
anchor_rewrite(struct linker *l, struct canon_tag *tag, struct buf *out)
{
	struct str wiki = canon_attr(tag, STR("data-wiki"));
	struct str show = canon_attr(tag, STR("data-embed"));
	struct str href = canon_attr(tag, STR("href"));
	struct linker_ref *c;
	int result = 0;

	if (l->is_note && wiki.p != NULL)
		return rewrite_wiki(l, tag, linker_keep(l, wiki), false);
	if (l->is_note && show.p != NULL)
		return rewrite_embed(l, tag, linker_keep(l, show), out);
	if (href.n > 1 && href.p[0] == '#' && l->prefix[0] != '\0')
		set_own(l, tag, linker_keep(l, str_from(href, 1)));
	if (href.p == NULL || str_starts(href, STR("#")) ||
	    str_starts_nocase(href, STR("mailto:")))
		return CANON_KEEP;
	href = linker_keep(l, href);
	c = l->is_note ? linker_find_ref(l, href) : NULL;
	linker_mark(l, tag, c);
	if (linker_is_web(href))
		result = web_link(l, tag, href, c);
	else if (l->is_note)
		result = note_link(l, tag, fragment_of(href), c);
	else
		return CANON_UNWRAP;
	if (result < 0)
		l->is_failed = true;
	return CANON_KEEP;
}
