#include "article/explain.h"

#include "base/text.h"
#include "html/tree.h"

/* Enough of a text to know it again. */
#define MAX_SAMPLE 80
/* Looks no further into a large element. */
#define MAX_TEXT 4096

void
explain_to(xmlDoc *doc, struct buf *log)
{
	doc->_private = log;
}

static void
put_attr(struct buf *log, const xmlNode *n, const char *name, char mark)
{
	struct str value = html_attr(n, name);

	if (value.n == 0)
		return;
	buf_char(log, mark);
	text_squeeze(log, text_fit(value, MAX_SAMPLE));
}

static void
put_line(struct buf *log, const xmlNode *n, const char *what,
    const char *rule)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(MAX_TEXT);
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_TEXT);

	html_text(n, &raw);
	text_squeeze(&text, buf_view(&raw));
	buf_fmt(log, "%s %s: <%s", what, rule, (const char *)n->name);
	put_attr(log, n, "id", '#');
	put_attr(log, n, "class", '.');
	buf_str(log, "> ");
	buf_s(log, text_fit(buf_view(&text), MAX_SAMPLE));
	buf_char(log, '\n');
}

void
explain_drop(xmlNode *n, const char *rule)
{
	if (n->doc != NULL && n->doc->_private != NULL)
		put_line(n->doc->_private, n, "dropped", rule);
	html_drop(n);
}

void
explain_keep(const xmlNode *n, const char *rule)
{
	if (n->doc != NULL && n->doc->_private != NULL)
		put_line(n->doc->_private, n, "kept", rule);
}
