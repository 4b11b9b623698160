#include "article/document.h"

#include "article/node.h"
#include "base/buf.h"
#include "web/charset.h"
#include "web/media.h"

/* Larger than any page that is fetched, three bytes for one. */
#define MAX_TEXT ((size_t)96 << 20)

static const char *
find_charset(struct str bytes, struct str url, struct str content_type)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct str essence, charset, host = STR("");

	media_parse(content_type, &essence, &charset);
	if (url_parse(&u, url, NULL, NULL) == 0 && u.host != NULL)
		host = str_of(u.host);
	return charset_detect(bytes, charset, host);
}

/* The page's URL, or what <base href> makes of it. */
static void
find_base(struct document *d, struct str url)
{
	AUTO(url_release) struct url own = URL_INIT;
	const xmlNode *base = html_find(d->root, "base");
	struct str href = base != NULL ? html_attr(base, "href") :
	    str_make(NULL, 0);
	bool has_own = url_parse(&own, url, NULL, NULL) == 0;

	own.encoding = d->charset;
	if (href.p == NULL || url_parse(&d->address, href,
	    has_own ? &own : NULL, NULL) < 0 || !url_is_http(&d->address)) {
		url_release(&d->address);
		d->address = own;
		own = (struct url)URL_INIT;
		if (!has_own)
			return;
	}
	d->address.encoding = d->charset;
	d->base = &d->address;
}

/* A page of frames has no body: it gets one that links to them. */
static xmlNode *
frames_body(xmlNode *root)
{
	xmlNode *body = xmlNewDocNode(root->doc, NULL, BAD_CAST "body", NULL);

	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false)) {
		struct str src = html_attr(n, "src"), name;
		xmlNode *a;

		if (!node_is(n, "frame") || src.n == 0)
			continue;
		a = xmlAddChild(xmlAddChild(body, xmlNewDocNode(root->doc,
		    NULL, BAD_CAST "p", NULL)), xmlNewDocNode(root->doc, NULL,
		    BAD_CAST "a", NULL));
		html_attr_set(a, "href", src);
		name = html_attr(n, "title").n > 0 ? html_attr(n, "title") :
		    html_attr(n, "name").n > 0 ? html_attr(n, "name") : src;
		xmlAddChild(a, xmlNewDocTextLen(root->doc, BAD_CAST name.p,
		    (int)name.n));
	}
	return xmlAddChild(root, body);
}

int
document_read(struct document *d, struct str bytes, struct str url,
    struct str content_type, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_TEXT);

	d->charset = find_charset(bytes, url, content_type);
	if (charset_decode(d->charset, bytes, &text, err) < 0 ||
	    html_parse(buf_view(&text), &d->tree, err) < 0)
		return -1;
	d->root = xmlDocGetRootElement(d->tree);
	if (d->root == NULL)
		return err_set(err, ERR_ITEM, "no document");
	d->body = html_find(d->root, "body");
	if (d->body == NULL)
		d->body = frames_body(d->root);
	find_base(d, url);
	return 0;
}

void
document_release(struct document *d)
{
	url_release(&d->address);
	html_doc_freep(&d->tree);
}
