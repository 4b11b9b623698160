#include "fuzz.h"
#include "web/robots.h"

/* Line 1: a path to ask for; the rest: robots.txt. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str rest = fuzz_str(p, n), target = STR("");
	struct robots *r;

	(void)str_cut(&rest, '\n', &target);
	if (rest.p == NULL)
		return 0;
	r = robots_parse(rest, "kbmirror");
	PROMISE(r != NULL);
	(void)robots_allows(r, target);
	PROMISE(robots_delay(r) >= 0 && robots_delay(r) <= 30000);
	robots_free(r);
	return 0;
}
