#include "mirror/worse.h"

#include <stddef.h>
#include <string.h>

#include "web/url.h"

/* Revisions shorten a text, they seldom leave less than a quarter. Below that
 * many words there is no text to lose. */
#define PAGE_PART 4
#define PAGE_WORDS 50
/* A better codec makes pictures and documents a few times smaller. */
#define FILE_PART 10

static bool
is_home(const char *url)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct err ignore = ERR_INIT;

	return url_parse(&u, str_of(url), NULL, &ignore) == 0 &&
	    strcmp(u.path, "/") == 0 && u.query == NULL;
}

const char *
worse_why(const struct resource *good, const struct resource *found)
{
	bool was_page = outcome_is_page(good->outcome);

	if (was_page != outcome_is_page(found->outcome))
		return was_page ? "what was a page is now a mere file" :
		    "what was a file is now a page";
	if (!was_page)
		return found->length < good->length / FILE_PART ?
		    "the file is now less than a tenth of what it was" : NULL;
	if (strcmp(good->final_url, found->final_url) != 0 &&
	    is_home(found->final_url) && !is_home(good->url))
		return "the address now leads to the home page";
	if (good->words >= PAGE_WORDS &&
	    found->words < good->words / PAGE_PART)
		return "the text is now less than a quarter of what it was";
	return NULL;
}
