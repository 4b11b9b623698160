#include "article/offer.h"

#include <stdlib.h>

#include "article/dates.h"
#include "base/mem.h"
#include "base/text.h"
#include "html/tree.h"

void
offer_value(struct article *out, enum article_field f, const char *source,
    struct str v)
{
	char **field = article_field(out, f);

	if (v.n == 0)
		return;
	if ((*field)[0] == '\0') {
		free(*field);
		*field = mem_dupn(v.p, v.n);
		provenance_set(&out->provenance[f], source);
	} else if (!str_eq(str_of(*field), v)) {
		provenance_add(&out->provenance[f], source, v);
	}
}

/* Is there a tag, or a character reference that should have been read? */
static bool
has_markup(struct str v)
{
	for (size_t i = 0; i + 2 < v.n; i++) {
		size_t n = i + 1;

		if (v.p[i] == '<' && (ch_is_alpha(v.p[n]) || v.p[n] == '/'))
			return true;
		if (v.p[i] != '&')
			continue;
		if (v.p[n] == '#')
			n++;
		while (n < v.n && ch_is_alnum(v.p[n]))
			n++;
		if (n < v.n && n > i + 2 && v.p[n] == ';')
			return true;
	}
	return false;
}

void
offer_plain(struct str v, struct buf *out)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(buf_release) struct buf text = BUF_INIT((size_t)1 << 16);

	if (!has_markup(v) || html_parse(v, &doc, NULL) < 0) {
		text_squeeze(out, v);
		return;
	}
	html_text(xmlDocGetRootElement(doc), &text);
	if (!text.failed)
		text_squeeze(out, buf_view(&text));
}

void
offer_text(struct article *out, enum article_field f, const char *source,
    struct str v, size_t max)
{
	AUTO(buf_release) struct buf b = BUF_INIT((size_t)1 << 16);

	if (v.p == NULL || v.n > OFFER_PARAGRAPH)
		return;
	offer_plain(v, &b);
	if (!b.failed && b.len <= max)
		offer_value(out, f, source, buf_view(&b));
}

void
offer_date(struct article *out, enum article_field f, const char *source,
    struct str v)
{
	struct dates_found found;
	struct str have = str_of(*article_field(out, f));

	if (v.p == NULL || !dates_find_in(v, out->lang, &found))
		return;
	/* The same day without its time is nothing else. */
	if (have.n == 0 || !str_starts(have, str_of(found.text)))
		offer_value(out, f, source, str_of(found.text));
}

void
offer_url(struct article *out, enum article_field f, const char *source,
    struct str v, const struct url *base)
{
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(buf_release) struct buf b = BUF_INIT(OFFER_PARAGRAPH);

	if (v.p == NULL || v.n == 0 || v.n > OFFER_PARAGRAPH ||
	    url_parse(&u, v, base, NULL) < 0 || !url_is_http(&u))
		return;
	url_href(&u, &b);
	if (!b.failed)
		offer_value(out, f, source, buf_view(&b));
}
