#include "mirror/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/net.h"

#define TWO_YEARS ((int64_t)731 * 24 * 3600 * 1000)

/* Where posts are taken down by the platform or by their authors more often
 * than elsewhere, and services that shorten links: when those end, all of
 * their links do. With their subdomains. */
static const char *const platforms[] = {
	"bit.ly", "douban.com", "facebook.com", "goo.gl", "instagram.com",
	"medium.com", "mp.weixin.qq.com", "notion.site", "ow.ly", "reddit.com",
	"t.cn", "t.co", "tinyurl.com", "tumblr.com", "twitter.com", "url.cn",
	"weibo.com", "x.com", "xiaohongshu.com", "zhihu.com", NULL
};

struct str
order_host(const char *url)
{
	struct str s = str_of(url);
	const char *at = strstr(url, "://");
	size_t n = 0;

	if (at == NULL)
		return STR("");
	s = str_from(s, (size_t)(at - url) + 3);
	while (n < s.n && strchr("/?#:", s.p[n]) == NULL)
		n++;
	return str_sub(s, 0, n);
}

static bool
is_platform(struct str host)
{
	for (size_t i = 0; platforms[i] != NULL; i++)
		if (net_is_under(host, str_of(platforms[i])))
			return true;
	return false;
}

static int
at_most(int64_t n, int most)
{
	return n < 0 ? 0 : n < most ? (int)n : most;
}

struct order_points
order_points(const struct resource *r, const struct order_facts *f,
    int64_t now)
{
	bool is_tried = r->last != OUTCOME_UNTRIED;
	bool has_failed = is_tried && !outcome_is_kept(r->last);
	bool is_dead = has_failed && !outcome_is_transient(r->last);
	struct order_points p = {
		.cited = at_most(f->citations, ORDER_MAX_CITED),
		.host = at_most(f->host_failures, ORDER_MAX_HOST),
	};

	if (!outcome_is_kept(r->outcome) && !is_dead)
		p.unsaved = ORDER_UNSAVED;
	if (has_failed && !is_dead)
		p.failed = ORDER_FAILED;
	if (f->first_cited > 0)
		p.age = at_most((now - f->first_cited) / TWO_YEARS,
		    ORDER_MAX_AGE);
	if (strncmp(r->url, "http:", 5) == 0)
		p.plain = ORDER_PLAIN;
	if (is_platform(order_host(r->url)))
		p.platform = ORDER_PLATFORM;
	p.sum = p.cited + p.unsaved + p.failed + p.age + p.host + p.plain +
	    p.platform;
	return p;
}

void
order_release(struct order *o)
{
	free(o->items);
	free(o->places);
	map_release(&o->failures);
	*o = (struct order){ 0 };
}

static uint32_t *
place_of(struct order *o, int64_t id)
{
	return VEC_AT(&o->places, &o->n_places, (size_t)id);
}

bool
order_add(struct order *o, int64_t id, int64_t cited)
{
	uint32_t *place = place_of(o, id);
	bool is_new = *place == 0;
	struct order_item *item;

	if (is_new) {
		item = VEC_PUSH(&o->items, &o->n, &o->cap);
		*item = (struct order_item){ .id = id,
		    .place = (uint32_t)(o->n - 1) };
		*place = (uint32_t)o->n;
	}
	item = &o->items[*place - 1];
	item->citations++;
	if (cited > 0 && (item->first_cited == 0 || cited < item->first_cited))
		item->first_cited = cited;
	return is_new;
}

void
order_note_failure(struct order *o, const char *url)
{
	struct str host = order_host(url);
	int64_t n = (int64_t)(intptr_t)map_get(&o->failures, host);

	(void)map_set(&o->failures, host, (void *)(intptr_t)(n + 1));
}

int64_t
order_failures(const struct order *o, const char *url)
{
	return (int64_t)(intptr_t)map_get(&o->failures, order_host(url));
}

static int
by_points(const void *a, const void *b)
{
	const struct order_item *x = a, *y = b;

	if (x->points != y->points)
		return x->points > y->points ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

void
order_sort(struct order *o)
{
	if (o->n > 0)
		qsort(o->items, o->n, sizeof(*o->items), by_points);
}
