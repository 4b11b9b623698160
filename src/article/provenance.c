#include "article/provenance.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

/* The longest name of a <meta> that is looked for, with its brackets. */
#define MAX_SOURCE 64
/* Enough to judge by: others are shown, never used. */
#define MAX_VALUE 500

void
provenance_release(struct provenance *p)
{
	free(p->source);
	for (size_t i = 0; i < p->n_others; i++) {
		free(p->others[i].source);
		free(p->others[i].value);
	}
	free(p->others);
	*p = (struct provenance){ .source = NULL };
}

void
provenance_set(struct provenance *p, const char *source)
{
	char *copy = mem_dup(source);

	free(p->source);
	p->source = copy;
}

/* The longest prefix within the bound that is whole characters. */
static struct str
cut(struct str s)
{
	size_t n = s.n;

	if (n <= MAX_VALUE)
		return s;
	for (n = MAX_VALUE; n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80; )
		n--;
	return str_sub(s, 0, n);
}

void
provenance_add(struct provenance *p, const char *source, struct str value)
{
	struct offer *o;

	value = cut(value);
	if (value.n == 0 || p->n_others == PROVENANCE_MAX)
		return;
	for (size_t i = 0; i < p->n_others; i++)
		if (str_eq(str_of(p->others[i].value), value))
			return;
	p->others = mem_resize(p->others, p->n_others + 1,
	    sizeof(*p->others));
	o = &p->others[p->n_others++];
	o->source = mem_dup(source);
	o->value = mem_dupn(value.p, value.n);
}

void
provenance_drop(struct provenance *p, struct str value)
{
	size_t n = 0;

	value = cut(value);
	for (size_t i = 0; i < p->n_others; i++) {
		if (str_eq(str_of(p->others[i].value), value)) {
			free(p->others[i].source);
			free(p->others[i].value);
		} else {
			p->others[n++] = p->others[i];
		}
	}
	p->n_others = n;
}

bool
provenance_is_weak(const char *source)
{
	static const char *const weak[] = { "url", "text", "content",
		"last-modified", "http:last-modified", "site" };

	for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++)
		if (strcmp(source, weak[i]) == 0)
			return true;
	return false;
}

void
provenance_write(const struct provenance *p, struct buf *out)
{
	const char *source = p->source != NULL ? p->source : "";

	json_begin(out, '{');
	json_pair(out, "source", source);
	if (provenance_is_weak(source)) {
		json_key(out, "weak");
		json_bool(out, true);
	}
	if (p->n_others > 0) {
		json_key(out, "others");
		json_begin(out, '[');
		for (size_t i = 0; i < p->n_others; i++) {
			json_begin(out, '{');
			json_pair(out, "source", p->others[i].source);
			json_pair(out, "value", p->others[i].value);
			json_end(out, '}');
		}
		json_end(out, ']');
	}
	json_end(out, '}');
}

/* A member as a string within bounds, without NULs; NULL: it is none. */
static const char *
member(const json_t *v, const char *key, size_t max)
{
	const json_t *m = json_object_get(v, key);
	const char *s = json_string_value(m);

	return s != NULL && s[0] != '\0' && json_string_length(m) <= max &&
	    json_string_length(m) == strlen(s) ? s : NULL;
}

int
provenance_read(struct provenance *p, const json_t *v, struct err *err)
{
	const json_t *others = json_object_get(v, "others");
	const char *source = member(v, "source", MAX_SOURCE);

	*p = (struct provenance){ .source = NULL };
	if (v == NULL || json_is_null(v))
		return 0;
	if (!json_is_object(v) || (source == NULL &&
	    json_object_get(v, "source") != NULL) || (others != NULL &&
	    !json_is_array(others)) || json_array_size(others) >
	    PROVENANCE_MAX)
		return err_set(err, ERR_ITEM, "bad provenance in an article");
	if (source != NULL)
		provenance_set(p, source);
	for (size_t i = 0; i < json_array_size(others); i++) {
		const json_t *o = json_array_get(others, i);
		const char *from = member(o, "source", MAX_SOURCE);
		const char *value = member(o, "value", MAX_VALUE);

		if (from == NULL || value == NULL)
			return err_set(err, ERR_ITEM,
			    "bad offer in an article's provenance");
		provenance_add(p, from, str_of(value));
	}
	return 0;
}
