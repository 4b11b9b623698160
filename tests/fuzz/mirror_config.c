#include "fuzz.h"
#include "mirror/config.h"

/* Two files of settings, one over the other, apart at the first NUL. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct opt table[] = {
		{ "cookie", 0, OPT_STRING, NULL, NULL, NULL },
		{ "delay", 0, OPT_TIME, NULL, NULL, NULL },
		{ "header", 0, OPT_LIST, NULL, NULL, NULL },
		{ "robots", 0, OPT_STRING, NULL, NULL, NULL },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	struct str rest = fuzz_str(p, n), text;
	struct err err = ERR_INIT;
	struct config c;

	config_init(&c, table);
	for (int i = 0; i < 2 && str_cut(&rest, '\0', &text); i++) {
		const char *file = i == 0 ? "a/config.ini" : "b/config.ini";

		c.at = NULL;
		if (ini_read(file, text, config_take, &c, &err) < 0) {
			PROMISE(err.kind == ERR_USAGE);
			PROMISE(strncmp(err.msg, file, strlen(file)) == 0);
		}
	}
	config_finish(&c);
	for (size_t i = 0; i < c.n_hosts; i++) {
		PROMISE(c.net_hosts[i].host[0] != '\0');
		PROMISE(net_is_under(str_of(c.net_hosts[i].host),
		    str_of(c.crawl_hosts[i].host)));
	}
	config_release(&c);
	return 0;
}
