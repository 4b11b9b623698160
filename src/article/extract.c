#include "article/extract.h"

#include <stdlib.h>

#include "article/account.h"
#include "article/apart.h"
#include "article/bare.h"
#include "article/clean.h"
#include "article/document.h"
#include "article/explain.h"
#include "article/images.h"
#include "article/kind.h"
#include "article/links.h"
#include "article/metadata.h"
#include "article/names.h"
#include "article/nextpage.h"
#include "article/node.h"
#include "article/pictures.h"
#include "article/prep.h"
#include "article/rule_apply.h"
#include "article/score.h"
#include "article/state.h"
#include "article/stats.h"
#include "article/tables.h"
#include "article/thread.h"
#include "article/verdict.h"
#include "article/video.h"
#include "article/weigh.h"
#include "base/text.h"
#include "html/plain.h"
#include "html/requisites.h"
#include "html/sanitise.h"
#include "html/tree.h"
#include "html/write.h"

/* Larger than any page that is fetched, three bytes for one. */
#define MAX_TEXT ((size_t)96 << 20)
/* With less written text than this a page is a list, if anything. */
#define MIN_WRITTEN 140
/* With a smaller share of links a page of few words is a short article. */
#define LIST_LINKS 0.3
/* With less, what tells of a wall may have been dropped as clutter. */
#define MIN_TOLD 60
/* With more text a page with a video is an article. */
#define MAX_BESIDE_VIDEO 1500

struct page {
	const struct extract_opts *opts;
	struct article *out;
	struct document document;
	xmlNode *root, *body;	/* body: or what stands for it */
	const struct url *base;
	struct metadata meta;
	enum score_mode mode;
	struct apart apart;	/* from what was chosen */
	bool is_list, is_documentation;
	bool is_bare;		/* bare.h */
	struct verdict_facts facts;
	struct nextpage next;
	struct rule_page ruled;	/* what a site rule found */
	struct explain explain;
	struct buf state;	/* HTML that scripts were given */
	xmlDoc *state_doc;
};

static void
page_release(struct page *p)
{
	metadata_release(&p->meta);
	nextpage_release(&p->next);
	buf_release(&p->state);
	html_doc_freep(&p->state_doc);
	document_release(&p->document);
}

/* Of the page as it came: nothing is dropped yet. */
static void
list_requisites(const struct page *p)
{
	AUTO(requisites_release) struct requisites r = REQUISITES_INIT;

	if (p->opts->requisites == NULL || p->base == NULL)
		return;
	requisites_of_page(&r, p->root, p->base);
	requisites_write(&r, p->opts->requisites);
}

static int
parse(struct str bytes, struct page *p, struct err *err)
{
	struct document *d = &p->document;

	if (document_read(d, bytes, p->opts->url, p->opts->content_type,
	    err) < 0)
		return -1;
	p->root = d->root;
	p->body = d->body;
	p->base = d->base;
	free(p->out->charset);
	p->out->charset = mem_dup(d->charset);
	list_requisites(p);
	metadata_init(&p->meta, p->root, p->base);
	metadata_fill(&p->meta, p->out);
	metadata_offer_change(p->opts->last_modified, p->out);
	return 0;
}

/* Removes what was marked as clutter inside of root. */
static void
drop_out(struct stats *st, int root, bool is_thread)
{
	for (int i = root + 1; i < st->v[root].end; ) {
		if (st->v[i].is_out) {
			int end = st->v[i].end;

			if (is_thread && (st->v[i].names & NAME_USER))
				thread_keep_name(st->v[i].node);
			else
				explain_drop_named(st->v[i].node,
				    score_why_out(&st->v[i]), NAME_CLUTTER |
				    NAME_COMMENT);
			i = end;
		} else {
			i++;
		}
	}
}

/* What a site rule found, or, when it found none, what fits the page. */
static void
apply_rules(struct page *p)
{
	static const enum score_mode modes[] = {
		[RULE_ARTICLE] = SCORE_ARTICLE, [RULE_THREAD] = SCORE_THREAD,
		[RULE_ANSWERS] = SCORE_ANSWERS, [RULE_LIST] = SCORE_ARTICLE,
	};

	p->ruled = (struct rule_page){ .root = p->root,
		.base = p->base, .out = p->out };
	if (p->opts->rules == NULL)
		return;
	rule_apply(p->opts->rules, &p->ruled);
	if (p->ruled.rule == NULL || p->ruled.rule->kind == RULE_ANY)
		return;
	p->mode = modes[p->ruled.rule->kind];
	p->is_list = p->ruled.rule->kind == RULE_LIST;
}

/* What a site rule chose, cleaned as what the scores choose. */
static xmlNode *
take_ruled(struct page *p)
{
	AUTO(stats_release) struct stats st = STATS_INIT;

	prep_body(p->ruled.content);
	if (p->ruled.rule->is_pruned) {
		stats_build(&st, p->ruled.content, true);
		score_mark(&st, p->mode);
		drop_out(&st, 0, p->mode == SCORE_THREAD);
	}
	return p->ruled.content;
}

static void
tell_mode(const struct page *p, const char *why)
{
	static const char *const names[] = {
		[SCORE_ARTICLE] = "an article",
		[SCORE_ANSWERS] = ("a question and its answers, without the "
		    "comments on them"),
		[SCORE_THREAD] = "a thread, of which all posts are content",
	};

	explain_say(p->document.tree, EXPLAIN_KIND, "looked at as %s, by %s",
	    names[p->mode], why);
}

/* All of a page that holds nothing else. */
static xmlNode *
take_bare(struct page *p, const struct stats *st)
{
	xmlNode *all = st->v[st->n > 1 ? 1 : 0].node;

	p->is_list = st->v[0].good < MIN_WRITTEN;
	explain_node(all, EXPLAIN_CHOICE, "the page holds nothing but "
	    "this one, in plain markup: all of it belongs to the text");
	return all;
}

/* The element that holds the content. */
static xmlNode *
choose(struct page *p)
{
	AUTO(stats_release) struct stats st = STATS_INIT;
	enum score_mode before;
	int i;

	if (p->ruled.content != NULL)
		return take_ruled(p);
	stats_build(&st, p->body, true);
	tell_mode(p, "the page's own words and address");
	if (p->mode == SCORE_ARTICLE && thread_has_posts(&st)) {
		p->mode = SCORE_THREAD;
		tell_mode(p, "elements of one kind, each with an author and a "
		    "text");
	}
	if (p->is_bare)
		return take_bare(p, &st);
	before = p->mode;
	p->mode = score_settle(&st, p->mode);
	if (p->mode != before)
		tell_mode(p, "nearly all is written in comments");
	score_mark(&st, p->mode);
	i = p->mode == SCORE_ARTICLE ? score_choose(&st) :
	    score_choose_thread(&st);
	p->is_list = i < 0 || st.v[i].net < MIN_WRITTEN;
	if (p->is_list)
		i = score_choose_list(&st);
	if (!p->is_list && p->mode == SCORE_ARTICLE)
		apart_take(&p->apart, &st, i, str_of(p->out->description),
		    str_of(p->out->lead_image));
	account_tell_rest(&st, i);
	drop_out(&st, i, p->mode == SCORE_THREAD);
	return st.v[i].node;
}

static void
set(char **field, struct buf *b)
{
	char *s = buf_take(b, NULL);

	if (s == NULL)
		return;
	free(*field);
	*field = s;
}

static void
put(char **field, const char *value)
{
	free(*field);
	*field = mem_dup(value);
}

static size_t
count(const xmlNode *root, const char *name)
{
	size_t n = 0;

	for (const xmlNode *i = root; i != NULL; i = html_next(i, root, false))
		n += node_is(i, name);
	return n;
}

/* Moves the chosen element into a root of its own. */
static xmlNode *
enclose(struct page *p, xmlNode *chosen)
{
	xmlNode *root = xmlNewDocNode(p->document.tree, NULL,
	    BAD_CAST "div", NULL);

	xmlAddChild(p->root, root);
	xmlUnlinkNode(chosen);
	if (chosen == p->body)
		p->body = root;
	if (node_is(chosen, "body"))
		xmlNodeSetName(chosen, BAD_CAST "div");
	apart_put(&p->apart, root, chosen);
	return root;
}

static void
clean(struct page *p, xmlNode *root)
{
	video_link_players(root, p->base);
	links_unwrap(root);
	images_resolve(root, p->base);
	clean_root(root, &(struct clean_opts){
	    .title = str_of(p->out->title), .address = p->opts->url,
	    .keep_links = p->is_list,
	    .keep_all = p->ruled.content != NULL && !p->ruled.rule->is_pruned,
	    .is_bare = p->is_bare,
	    .is_thread = p->mode != SCORE_ARTICLE,
	    .keep_comments = p->mode == SCORE_THREAD,
	    .is_manual = p->is_documentation,
	    .is_dated = p->out->published[0] != '\0' &&
	    p->mode == SCORE_ARTICLE });
	tables_unwrap(root);
}

/* The element cleaned as an article, or when that leaves next to nothing, as
 * a list. */
static xmlNode *
cleaned(struct page *p, xmlNode *chosen)
{
	xmlNode *copy = NULL, *root;
	uint32_t before = weigh_node(chosen);

	if (!p->is_list && before < VERDICT_SHORT && p->ruled.content == NULL)
		copy = xmlDocCopyNode(chosen, p->document.tree, 1);
	root = enclose(p, chosen);
	clean(p, root);
	if (copy == NULL)
		return root;
	if (weigh_node(root) >= MIN_WRITTEN || before < MIN_WRITTEN) {
		xmlFreeNode(copy);
		return root;
	}
	if (p->body == root)
		p->body = copy;
	html_drop(root);
	p->is_list = true;
	root = enclose(p, copy);
	clean(p, root);
	return root;
}

/* What the page's scripts would have shown, when the page shows less. */
static xmlNode *
from_state(struct page *p, xmlNode *root)
{
	xmlNode *body, *new_root;

	if (p->state.len == 0 || weigh_node(root) >= MIN_WRITTEN ||
	    html_parse(buf_view(&p->state), &p->state_doc, NULL) < 0)
		return root;
	body = html_find(xmlDocGetRootElement(p->state_doc), "body");
	if (body == NULL)
		return root;
	prep_body(body);
	xmlUnlinkNode(body);
	new_root = xmlDocCopyNode(body, p->document.tree, 1);
	xmlFreeNode(body);
	xmlNodeSetName(new_root, BAD_CAST "div");
	xmlAddChild(p->root, new_root);
	p->is_list = false;
	clean(p, new_root);
	return new_root;
}

static void
write_out(struct page *p, xmlNode *root)
{
	struct article *out = p->out;
	struct buf html = BUF_INIT(MAX_TEXT), text = BUF_INIT(MAX_TEXT);

	images_collect(root, out);
	images_settle_others(out);
	html_sanitise(root, &(struct sanitise_opts){ p->base,
	    html_find(p->root, "base") == NULL ? p->base : NULL });
	html_write_children(root, &html);
	html_to_text(root, &text);
	out->code_blocks = count(root, "pre");
	set(&out->html, &html);
	set(&out->text, &text);
	out->words = text_words(str_of(out->text));
	metadata_settle(out);
}

/* Says what came of the page; false: no article is kept of it. */
static bool
judge(struct page *p, const xmlNode *root, struct str text)
{
	AUTO(buf_release) struct buf own = BUF_INIT(MAX_TEXT);
	struct article *out = p->out;
	struct verdict v;

	p->facts.kept = weigh_node(root);
	if (p->facts.visible < VERDICT_SHORT && p->facts.kept >= MIN_TOLD)
		html_to_text(root, &own);
	p->facts.n_images = count(root, "img");
	p->facts.is_list = p->is_list;
	p->facts.title = str_of(out->title);
	p->facts.text = own.len > 0 ? buf_view(&own) : text;
	v = verdict_judge(&p->facts);
	out->outcome = v.outcome;
	put(&out->reason, v.reason);
	put(&out->confidence, v.confidence);
	if (out->outcome != OUTCOME_ARTICLE)
		return false;
	if (p->mode != SCORE_ARTICLE)
		out->outcome = OUTCOME_THREAD;
	else if (kind_is_list(root) || (p->is_list &&
	    weigh_links(root) > LIST_LINKS))
		out->outcome = OUTCOME_LIST;
	put(&out->kind, kind_name(out->outcome, p->is_documentation));
	return true;
}

static void
find_next(struct page *p)
{
	AUTO(url_release) struct url own = URL_INIT;

	if (url_parse(&own, p->opts->url, NULL, NULL) == 0)
		nextpage_find(p->root, &own, p->base, &p->next);
}

/* The page on which an article or a thread goes on; lists and videos have
 * none, and pages of comments only count where they are the content. */
static void
take_next(struct page *p)
{
	if (p->out->next[0] == '\0' &&
	    ((p->out->outcome == OUTCOME_ARTICLE && !p->next.is_comments) ||
	    p->out->outcome == OUTCOME_THREAD))
		set(&p->out->next, &p->next.url);
}

/* What must be read before the tree is changed. */
static xmlNode *
read_first(struct page *p, struct buf *text)
{
	find_next(p);
	verdict_measure(p->body, &p->facts);
	if (p->facts.visible < VERDICT_SHORT) {
		html_to_text(p->body, text);
		(void)state_find(p->root, &p->state);
	}
	p->is_documentation = kind_is_documentation(&p->meta);
	if (kind_is_thread(&p->meta))
		p->mode = kind_is_answers(&p->meta) ? SCORE_ANSWERS :
		    SCORE_THREAD;
	return kind_is_video(&p->meta) ? video_build(&p->meta, p->out) : NULL;
}

/* The page of a video keeps what is said of it, unless more is written. */
static bool
is_video(const xmlNode *video, const xmlNode *root)
{
	return video != NULL && weigh_node(video) > 0 &&
	    weigh_node(root) < MAX_BESIDE_VIDEO;
}

static void
extract(struct page *p)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_TEXT);
	xmlNode *video = read_first(p, &text), *root;
	xmlNode *pictures = pictures_build(p->root);

	apply_rules(p);
	p->is_bare = bare_is(p->body);
	prep_body(p->body);
	images_collect_all(p->body, p->base, p->out);
	video_link_players(p->body, p->base);
	root = from_state(p, cleaned(p, choose(p)));
	if (pictures != NULL) {
		xmlAddChild(root, pictures);
		images_resolve(pictures, p->base);
		p->facts.says_script = p->facts.has_root = false;
		p->facts.script_bytes = 0;
	}
	if (is_video(video, root)) {
		p->out->outcome = OUTCOME_VIDEO;
		put(&p->out->kind, kind_name(OUTCOME_VIDEO, false));
		put(&p->out->confidence, "high");
		xmlAddChild(p->root, video);
		write_out(p, video);
		return;
	}
	if (video != NULL)
		xmlFreeNode(video);
	if (judge(p, root, buf_view(&text))) {
		take_next(p);
		write_out(p, root);
	}
}

int
extract_page(struct str bytes, const struct extract_opts *o,
    struct article *out, struct err *err)
{
	AUTO(page_release) struct page p = { .opts = o, .out = out,
		.document = DOCUMENT_INIT, .next = NEXTPAGE_INIT,
		.explain = { .lines = o->explanation },
		.state = BUF_INIT(MAX_TEXT) };

	article_init(out);
	if (parse(bytes, &p, err) < 0)
		return -1;
	if (o->explanation != NULL || o->rules != NULL)
		explain_to(p.document.tree, &p.explain);
	extract(&p);
	account_tell(p.document.tree, out, p.ruled.rule);
	return 0;
}
