#include "store/model.h"

#include <stdlib.h>

#include "base/mem.h"

bool
locator_is_same(const struct locator *a, const struct locator *b)
{
	return a->segment == b->segment && a->offset == b->offset;
}

const char *
resource_found_at(const struct resource *r)
{
	return r->final_url[0] != '\0' ? r->final_url : r->url;
}

void
model_set(char **member, const char *value)
{
	char *copy = mem_dup(value != NULL ? value : "");

	free(*member);
	*member = copy;
}

void
capture_release(struct capture *c)
{
	free(c->url);
	free(c->media);
	*c = (struct capture){ 0 };
}

/* The strings of a resource, for what must be done to all of them. */
#define N_RESOURCE_TEXTS 17

static void
resource_texts(struct resource *r, char **out[N_RESOURCE_TEXTS])
{
	char **all[N_RESOURCE_TEXTS] = {
		&r->url, &r->alias_of, &r->reason, &r->last_reason,
		&r->final_url, &r->media, &r->etag, &r->last_modified,
		&r->title, &r->byline, &r->published, &r->site, &r->lang,
		&r->lead_image, &r->next, &r->canonical, NULL,
	};

	for (size_t i = 0; i < N_RESOURCE_TEXTS; i++)
		out[i] = all[i];
}

void
resource_init(struct resource *r)
{
	char **texts[N_RESOURCE_TEXTS];

	*r = (struct resource){ 0 };
	resource_texts(r, texts);
	for (size_t i = 0; texts[i] != NULL; i++)
		*texts[i] = mem_dup("");
}

void
resource_release(struct resource *r)
{
	char **texts[N_RESOURCE_TEXTS];

	resource_texts(r, texts);
	for (size_t i = 0; texts[i] != NULL; i++)
		free(*texts[i]);
	*r = (struct resource){ 0 };
}

void
note_row_release(struct note_row *n)
{
	free(n->name);
	free(n->title);
	*n = (struct note_row){ 0 };
}

void
file_row_release(struct file_row *f)
{
	free(f->name);
	free(f->media);
	*f = (struct file_row){ 0 };
}

void
ref_row_release(struct ref_row *r)
{
	free(r->note);
	free(r->url);
	free(r->text);
	free(r->heading);
	free(r->key);
	*r = (struct ref_row){ 0 };
}

void
snapshot_release(struct snapshot *s)
{
	free(s->program);
	free(s->robots);
	*s = (struct snapshot){ 0 };
}

void
image_row_release(struct image_row *i)
{
	free(i->page);
	free(i->src);
	free(i->url);
	*i = (struct image_row){ 0 };
}

static const char *const kind_names[] = {
	[CAPTURE_RESPONSE] = "response",
	[CAPTURE_REVISIT] = "revisit",
	[CAPTURE_RESOURCE] = "resource",
	[CAPTURE_CONVERSION] = "conversion",
};

const char *
capture_kind_name(enum capture_kind k)
{
	return kind_names[k];
}

bool
capture_kind_find(struct str name, enum capture_kind *out)
{
	size_t n = sizeof(kind_names) / sizeof(kind_names[0]);

	for (size_t i = 0; i < n; i++) {
		if (str_eq(name, str_of(kind_names[i]))) {
			*out = (enum capture_kind)i;
			return true;
		}
	}
	return false;
}

void
capture_refer(struct capture *c, const struct capture *original)
{
	c->original = original->at;
	if (c->kind != CAPTURE_REVISIT)
		return;
	c->length = original->length;
	memcpy(c->digest, original->digest, HASH_HEX);
	if (c->media[0] == '\0')
		model_set(&c->media, original->media);
}

static const char *const target_names[] = {
	[REF_TO_RESOURCE] = "resource",
	[REF_TO_NOTE] = "note",
	[REF_TO_FILE] = "file",
	[REF_TO_FRAGMENT] = "fragment",
	[REF_TO_NOTHING] = "nothing",
};

const char *
ref_target_name(enum ref_target t)
{
	return target_names[t];
}

bool
ref_target_find(struct str name, enum ref_target *out)
{
	size_t n = sizeof(target_names) / sizeof(target_names[0]);

	for (size_t i = 0; i < n; i++) {
		if (str_eq(name, str_of(target_names[i]))) {
			*out = (enum ref_target)i;
			return true;
		}
	}
	return false;
}
