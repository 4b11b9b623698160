#include "notes/xml.h"

#include "notes/entity.h"

static size_t
skip_past(struct str s, size_t from, struct str what)
{
	size_t i = str_find(str_from(s, from), what);

	return i == (size_t)-1 ? s.n : from + i + what.n;
}

/* Behind a document type, whose internal subset stands in brackets. */
static size_t
skip_doctype(struct str s, size_t i)
{
	char quote = '\0';
	bool is_inside = false;

	for (; i < s.n; i++) {
		char c = s.p[i];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '[' || c == ']')
			is_inside = c == '[';
		else if (c == '>' && !is_inside)
			return i + 1;
	}
	return s.n;
}

static bool
take_text(struct xml *x, size_t end, bool is_cdata)
{
	size_t skip = is_cdata ? 3 : 0;

	x->text = str_sub(x->s, x->pos, end);
	x->is_cdata = is_cdata;
	x->pos = end + skip < x->s.n ? end + skip : x->s.n;
	return x->text.n > 0;
}

static bool
take_cdata(struct xml *x)
{
	size_t i;

	x->pos += strlen("<![CDATA[");
	i = str_find(str_from(x->s, x->pos), STR("]]>"));
	return take_text(x, i == (size_t)-1 ? x->s.n : x->pos + i, true);
}

static bool
take_tag(struct xml *x)
{
	if (!tags_read(x->s, x->pos, &x->tag)) {
		/* A lost '<', or a tag that takes all the rest. */
		x->pos = x->tag.end == x->pos ? x->pos + 1 : x->s.n;
		return false;
	}
	x->pos = x->tag.end;
	x->is_empty = str_ends(x->tag.attrs, STR("/"));
	return true;
}

enum xml_event
xml_next(struct xml *x)
{
	while (x->pos < x->s.n) {
		struct str rest = str_from(x->s, x->pos);
		size_t lt = str_chr(rest, '<');

		if (lt != 0) {
			if (take_text(x, lt == (size_t)-1 ? x->s.n :
			    x->pos + lt, false))
				return XML_TEXT;
		} else if (str_starts(rest, STR("<!--"))) {
			x->pos = skip_past(x->s, x->pos + 4, STR("-->"));
		} else if (str_starts(rest, STR("<![CDATA["))) {
			if (take_cdata(x))
				return XML_TEXT;
		} else if (str_starts(rest, STR("<?"))) {
			x->pos = skip_past(x->s, x->pos + 2, STR("?>"));
		} else if (str_starts(rest, STR("<!"))) {
			x->pos = skip_doctype(x->s, x->pos + 2);
		} else if (take_tag(x)) {
			return XML_TAG;
		}
	}
	return XML_END;
}

void
xml_decode(struct str text, bool is_cdata, struct buf *out)
{
	if (is_cdata)
		buf_s(out, text);
	else
		entity_decode_all(text, out);
}

struct str
xml_local(const struct tag *t)
{
	size_t i = str_chr(t->name, ':');

	return i == (size_t)-1 ? t->name : str_from(t->name, i + 1);
}
