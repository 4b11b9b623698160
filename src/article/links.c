#include "article/links.h"

#include "article/node.h"
#include "html/tree.h"
#include "web/url.h"

#define MAX_HREF 8192

/* Is the address up to its query that of a redirector? */
static bool
is_redirector(struct str address)
{
	static const char *const hosts[] = { "://link.", "://links.",
		"://go.", "://out.", "://l.", "://redirect.", "://jump.",
		"://away." };
	static const char *const ends[] = { "/go", "/link", "/redirect",
		"/out", "/jump", "/away", "/go-wild", "/url", "/exit",
		"/external", "/link2", "/leave", "/redir" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (str_find(address, str_of(hosts[i])) != (size_t)-1)
			return true;
	while (address.n > 0 && address.p[address.n - 1] == '/')
		address.n--;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (str_ends_nocase(address, str_of(ends[i])))
			return true;
	return false;
}

/* The query's parameter that is an absolute URL, decoded. */
static bool
find_target(struct str query, struct buf *out)
{
	static const char *const names[] = { "target", "to", "url", "u", "q",
		"link", "dest", "goto", "redirect", "href" };
	struct str pair;

	while (str_cut(&query, '&', &pair)) {
		size_t eq = str_chr(pair, '=');

		for (size_t i = 0; eq != (size_t)-1 && i < sizeof(names) /
		    sizeof(*names); i++) {
			if (!str_eq(str_sub(pair, 0, eq), str_of(names[i])))
				continue;
			buf_reset(out);
			url_percent_decode(str_from(pair, eq + 1), out);
			if (str_starts(buf_view(out), STR("http://")) ||
			    str_starts(buf_view(out), STR("https://")))
				return true;
		}
	}
	return false;
}

void
links_unwrap(xmlNode *root)
{
	for (xmlNode *n = root; n != NULL; n = html_next(n, root, false)) {
		AUTO(buf_release) struct buf target = BUF_INIT(MAX_HREF);
		struct str href;
		size_t mark;

		if (!node_is(n, "a"))
			continue;
		href = html_attr(n, "href");
		if (href.p == NULL || href.n > MAX_HREF)
			continue;
		mark = str_chr(href, '?');
		if (mark != (size_t)-1 &&
		    is_redirector(str_sub(href, 0, mark)) &&
		    find_target(str_from(href, mark + 1), &target))
			html_attr_set(n, "href", buf_view(&target));
	}
}
