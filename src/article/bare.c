#include "article/bare.h"

#include "article/node.h"
#include "html/sanitise.h"
#include "html/tree.h"

/* The only child but for white space and comments. */
static const xmlNode *
only_child(const xmlNode *parent)
{
	const xmlNode *only = NULL;

	for (const xmlNode *n = parent->children; n != NULL; n = n->next) {
		if (n->type == XML_COMMENT_NODE || xmlIsBlankNode(n))
			continue;
		if (only != NULL)
			return NULL;
		only = n;
	}
	return only;
}

static bool
is_plain(const xmlNode *n)
{
	struct str name = str_of((const char *)n->name);

	if (!sanitise_allows_element(name))
		return false;
	for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
		struct str attr = str_of((const char *)a->name);

		if (!sanitise_allows_attr(name, attr) ||
		    (str_eq(attr, STR("class")) && !sanitise_allows_value(name,
		    attr, html_attr(n, "class"))))
			return false;
	}
	return true;
}

bool
bare_is(const xmlNode *body)
{
	const xmlNode *article = only_child(body);

	if (body->properties != NULL || !node_is(article, "article"))
		return false;
	for (const xmlNode *n = article; n != NULL; n = html_next(n, article,
	    false))
		if (n->type == XML_ELEMENT_NODE && !is_plain(n))
			return false;
	return true;
}
