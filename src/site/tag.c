#include "site/tag.h"

struct str
tag_get(const struct canon_tag *tag, const char *name)
{
	for (size_t i = 0; i < tag->n_attrs; i++)
		if (str_eq(tag->attrs[i].name, str_of(name)))
			return tag->attrs[i].value;
	return str_make(NULL, 0);
}

bool
tag_grow(struct canon_tag *tag, struct arena *arena, size_t n)
{
	struct canon_attr *attrs = arena_alloc(arena,
	    (tag->n_attrs + n) * sizeof(*attrs));

	if (attrs == NULL)
		return false;
	if (tag->n_attrs > 0)
		memcpy(attrs, tag->attrs, tag->n_attrs * sizeof(*attrs));
	tag->attrs = attrs;
	return true;
}

void
tag_set(struct canon_tag *tag, const char *name, struct str value)
{
	tag_del(tag, name);
	tag->attrs[tag->n_attrs++] = (struct canon_attr){ str_of(name), value };
}

void
tag_del(struct canon_tag *tag, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < tag->n_attrs; i++)
		if (!str_eq(tag->attrs[i].name, str_of(name)))
			tag->attrs[kept++] = tag->attrs[i];
	tag->n_attrs = kept;
}
