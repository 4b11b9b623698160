#include "article/account.h"

#include "article/explain.h"
#include "base/text.h"

/* Columns of a value: enough to know it again. */
#define MAX_VALUE 120

static void
tell_outcome(const xmlDoc *doc, const struct article *a)
{
	const char *name = outcome_name(a->outcome);
	bool has_kind = a->kind[0] != '\0' && strcmp(a->kind, name) != 0;

	explain_say(doc, EXPLAIN_OUTCOME, "%s%s%s%s%s", name,
	    has_kind ? ", " : "", has_kind ? a->kind : "",
	    a->confidence[0] != '\0' ? ", confidence " : "", a->confidence);
	if (a->reason[0] != '\0')
		explain_say(doc, EXPLAIN_OUTCOME, "%s", a->reason);
	explain_say(doc, EXPLAIN_OUTCOME, "%zu words, %zu pictures, %zu "
	    "listings; %zu pictures of the page left out", a->words,
	    a->n_images, a->code_blocks, a->n_images_other);
	if (a->next[0] != '\0')
		explain_say(doc, EXPLAIN_OUTCOME, "goes on at %s", a->next);
}

static void
tell_field(const xmlDoc *doc, struct article *a, enum article_field f,
    const char *name)
{
	const struct provenance *p = &a->provenance[f];
	struct str v = text_fit(str_of(*article_field(a, f)), MAX_VALUE);

	if (v.n == 0) {
		explain_say(doc, EXPLAIN_METADATA, "%s: not found", name);
		return;
	}
	explain_say(doc, EXPLAIN_METADATA, "%s, from %s: %.*s", name,
	    p->source != NULL && p->source[0] != '\0' ? p->source :
	    "the page", STR_ARG(v));
	for (size_t i = 0; i < p->n_others; i++) {
		v = text_fit(str_of(p->others[i].value), MAX_VALUE);
		explain_say(doc, EXPLAIN_METADATA, "    not that of %s: %.*s",
		    p->others[i].source, STR_ARG(v));
	}
}

void
account_tell(const xmlDoc *doc, struct article *a, const struct rule *rule)
{
	if (!explain_is_on(doc))
		return;
	tell_outcome(doc, a);
	tell_field(doc, a, ARTICLE_TITLE, "title");
	tell_field(doc, a, ARTICLE_AUTHORS, "authors");
	tell_field(doc, a, ARTICLE_PUBLISHED, "published");
	if (rule != NULL)
		explain_say(doc, EXPLAIN_RULE, "%.*s fits this page%s",
		    STR_ARG(rule->name), rule->has_body ? "" :
		    "; it names no body, so that the general extraction finds "
		    "it");
	else
		explain_say(doc, EXPLAIN_RULE, "none fits this page");
}

void
account_tell_rest(const struct stats *st, int chosen)
{
	if (!explain_is_on(st->v[0].node->doc))
		return;
	for (int a = chosen; st->v[a].parent >= 0; a = st->v[a].parent) {
		int parent = st->v[a].parent;

		for (int i = parent + 1; i < st->v[parent].end;
		    i = st->v[i].end)
			if (i != a && st->v[i].node->parent != NULL &&
			    st->v[i].text > 0)
				explain_node(st->v[i].node, EXPLAIN_DROP,
				    st->v[i].is_out ? "outside of what was "
				    "chosen, and clutter" :
				    "outside of what was chosen");
	}
}
