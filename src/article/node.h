/*
 * node.h: questions to ask of every node of a page, so they must be quick.
 */
#ifndef ARTICLE_NODE_H
#define ARTICLE_NODE_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Is it an element with one of these names? */
static inline bool
node_is_any(const xmlNode *n, const char *const *names, size_t len)
{
	if (n == NULL || n->type != XML_ELEMENT_NODE)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((char)n->name[0] == names[i][0] &&
		    strcmp((const char *)n->name, names[i]) == 0)
			return true;
	return false;
}

#define NODE_IS_ANY(n, list) \
	node_is_any(n, list, sizeof(list) / sizeof((list)[0]))

static inline bool
node_is(const xmlNode *n, const char *name)
{
	return node_is_any(n, &name, 1);
}

/* The value of the class attribute, NULL: none. */
static inline const char *
node_class(const xmlNode *n)
{
	for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
		if (a->name[0] == 'c' &&
		    strcmp((const char *)a->name, "class") == 0)
			return a->children != NULL ?
			    (const char *)a->children->content : NULL;
	return NULL;
}

/* Is one of these among the names of its class, in the same case? */
static inline bool
node_has_class(const xmlNode *n, const char *const *names, size_t len)
{
	const char *p = node_class(n);

	while (p != NULL && *p != '\0') {
		size_t skip = strspn(p, " \t\n\r\f"), size;

		p += skip;
		size = strcspn(p, " \t\n\r\f");
		for (size_t i = 0; size > 0 && i < len; i++)
			if (p[0] == names[i][0] &&
			    strncmp(p, names[i], size) == 0 &&
			    names[i][size] == '\0')
				return true;
		p += size;
	}
	return false;
}

#endif
