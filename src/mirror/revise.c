#include "mirror/revise.h"

#include <stdlib.h>

int
revise_note(struct run *run, int64_t id, const struct resource *before,
    struct err *err)
{
	struct replaced *r;

	(void)id_set_add(&run->pictures, id);
	if (!outcome_is_kept(before->outcome))
		return 0;
	r = VEC_PUSH(&run->replaced, &run->n_replaced, &run->cap_replaced);
	*r = (struct replaced){ .id = id };
	resource_init(&r->before);
	return catalog_get_resource_id(run->catalog, id, &r->before, err);
}

/* Nothing good was there before: as if it had not been asked for. */
static int
put_untried(struct run *run, int64_t id, struct err *err)
{
	AUTO(resource_release) struct resource now = { 0 };
	AUTO(resource_release) struct resource fresh;

	resource_init(&fresh);
	if (catalog_get_resource_id(run->catalog, id, &now, err) < 0)
		return -1;
	model_set(&fresh.url, now.url);
	fresh.is_cited = now.is_cited;
	fresh.is_image = now.is_image;
	fresh.role = now.role;
	return catalog_put_resource(run->catalog, &fresh, err);
}

/* What nobody was told yet is not told. */
static void
drop_ending(struct run *run, int64_t id)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_endings; i++)
		if (run->endings[i].id != id)
			run->endings[n++] = run->endings[i];
	run->n_endings = n;
}

int
revise_undo(struct run *run, int64_t id, struct err *err)
{
	if (!id_set_remove(&run->pictures, id))
		return 0;
	run->progress.finished--;
	run->progress.images_done--;
	run->progress.kept--;
	drop_ending(run, id);
	for (size_t i = 0; i < run->n_replaced; i++)
		if (run->replaced[i].id == id)
			return catalog_put_resource(run->catalog,
			    &run->replaced[i].before, err);
	return put_untried(run, id, err);
}

void
revise_release(struct run *run)
{
	for (size_t i = 0; i < run->n_replaced; i++)
		resource_release(&run->replaced[i].before);
	free(run->replaced);
	id_set_release(&run->pictures);
}
