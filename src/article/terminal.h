/*
 * terminal.h: sessions at a terminal that a script was to play.
 *
 * Manuals made with termynal hold them as markup in the text of a <pre>
 * ("&lt;font color=…&gt;"); what the script would show is that markup's text.
 */
#ifndef ARTICLE_TERMINAL_H
#define ARTICLE_TERMINAL_H

#include <libxml/tree.h>

void terminal_normalise(xmlNode *body);

#endif
