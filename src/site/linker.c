#include "site/linker.h"

#include "web/url.h"

struct str
linker_keep(struct linker *l, struct str s)
{
	const char *p = arena_dup(&l->arena, s);

	return p != NULL ? str_make(p, s.n) : STR("");
}

struct str
linker_prefix(struct linker *l, struct str id)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	buf_str(&b, l->prefix);
	buf_s(&b, id);
	return linker_keep(l, buf_view(&b));
}

void
linker_drop(struct canon_tag *tag, struct str name)
{
	size_t kept = 0;

	for (size_t i = 0; i < tag->n_attrs; i++)
		if (!str_eq(tag->attrs[i].name, name))
			tag->attrs[kept++] = tag->attrs[i];
	tag->n_attrs = kept;
}

struct linker_ref *
linker_find_ref(struct linker *l, struct str destination)
{
	AUTO(buf_release) struct buf decoded = BUF_INIT(1 << 20);
	struct linker_ref *first, *c;

	url_percent_decode(destination, &decoded);
	first = map_get(&l->refs, buf_view(&decoded));
	for (c = first; c != NULL && c->is_used && c->next != NULL;)
		c = c->next;
	return c;
}

void
linker_mark(struct linker *l, struct canon_tag *tag, struct linker_ref *c)
{
	AUTO(buf_release) struct buf id = BUF_INIT(64);

	if (c == NULL || c->is_used || canon_attr(tag, STR("id")).p != NULL)
		return;
	c->is_used = true;
	buf_fmt(&id, "kb-ref-%lld", (long long)c->position);
	canon_set(tag, STR("id"), linker_keep(l, buf_view(&id)));
}

bool
linker_is_web(struct str url)
{
	return str_starts_nocase(url, STR("http://")) ||
	    str_starts_nocase(url, STR("https://"));
}
