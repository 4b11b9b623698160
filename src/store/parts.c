#include "store/parts.h"

#include "base/map.h"
#include "base/mem.h"

int
parts_each(struct catalog *c, const struct resource *head,
    int (*fn)(void *ctx, const struct part *, struct err *), void *ctx,
    struct err *err)
{
	AUTO(mem_freep) char *next = mem_dup(head->next);
	struct map seen = MAP_INIT;
	struct part part = { .number = 1 };
	bool found = true;
	int rc = 0;

	(void)map_add(&seen, str_of(head->url));
	while (rc == 0 && found && next[0] != '\0' &&
	    map_add(&seen, str_of(next))) {
		AUTO(resource_release) struct resource r = { 0 };

		rc = catalog_get_resource(c, next, &r, &found, err);
		if (rc < 0)
			break;
		part.number++;
		part.url = next;
		part.r = found ? &r : NULL;
		rc = fn(ctx, &part, err);
		if (found)
			model_set(&next, r.next);
	}
	map_release(&seen);
	return rc < 0 ? -1 : 0;
}

static int
add_words(void *ctx, const struct part *p, struct err *err)
{
	(void)err;
	if (p->r != NULL && outcome_is_page(p->r->outcome))
		*(int64_t *)ctx += p->r->words;
	return 0;
}

int
parts_words(struct catalog *c, const struct resource *head, int64_t *words,
    struct err *err)
{
	*words = head->words;
	return parts_each(c, head, add_words, words, err);
}

int
parts_find_head(struct catalog *c, const char *url, int64_t max,
    struct resource *head, int64_t *number, struct err *err)
{
	struct resource before;
	bool found;

	*number = 1;
	if (catalog_get_resource(c, url, head, &found, err) < 0)
		return -1;
	while (found && !head->is_cited) {
		if (catalog_find_previous(c, head->url, &before, &found,
		    err) < 0)
			return -1;
		if (!found)
			break;
		resource_release(head);
		*head = before;
		if (++*number > max) {
			*number = 0;
			break;
		}
	}
	return 0;
}
