#include <stdlib.h>

#include "fuzz.h"
#include "web/css.h"

/* Nothing of a sheet is told more than once for each of its bytes, and what is
 * told stays within its bounds. */
static void
scan(struct str text, enum css_form form)
{
	struct css c;
	struct css_url u;
	size_t n = 0;

	css_init(&c, text, form);
	while (css_next(&c, &u)) {
		PROMISE(u.url.n > 0 && u.url.n <= CSS_VALUE_MAX);
		PROMISE(u.role == ROLE_STYLE || u.role == ROLE_FONT ||
		    u.role == ROLE_IMAGE);
		PROMISE(form == CSS_SHEET || u.role == ROLE_IMAGE);
		PROMISE(++n <= text.n);
	}
	PROMISE(c.depth <= CSS_DEPTH);
	css_release(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str in = fuzz_str(p, n);

	scan(in, CSS_SHEET);
	scan(in, CSS_DECLARATIONS);
	PROMISE(css_charset(in, STR(""), NULL) != NULL);
	return 0;
}
