#include "cmd/ruled.h"

#include <stddef.h>

#include "base/json.h"
#include "cmd/print.h"

/* As many hosts fit a line; --json has all. */
#define MAX_NAMED 5

static void
print_json(const struct mirror_ruled *r)
{
	static const char *const policies[] = { "cited", "obey", "ignore" };
	AUTO(buf_release) struct buf b = BUF_INIT(8192);

	json_begin(&b, '{');
	json_pair(&b, "event", "robots");
	json_pair(&b, "host", r->host);
	json_pair(&b, "policy", policies[r->policy]);
	json_pair_int(&b, "refused", r->refused);
	json_pair_int(&b, "overridden", r->overridden);
	json_pair_int(&b, "unknown", r->unknown);
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

/* A section is for a host whatever its port. */
static struct str
without_port(const char *host)
{
	struct str s = str_of(host);
	size_t at = s.n;

	while (at > 0 && s.p[at - 1] >= '0' && s.p[at - 1] <= '9')
		at--;
	return at > 0 && at < s.n && s.p[at - 1] == ':' ?
	    str_sub(s, 0, at - 1) : s;
}

/* One way it went: where, and how to have it the other way. */
struct way {
	size_t count;		/* offset in struct mirror_ruled */
	const char *says, *what, *advice, *setting;
};

static int64_t
count_of(const struct way *w, const struct mirror_ruled *r)
{
	return *(const int64_t *)(const void *)((const char *)r + w->count);
}

static void
print_way(const struct way *w, const struct mirror_report *rep)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf names = BUF_INIT(1 << 20);
	const struct mirror_ruled *first = NULL;
	int64_t n_hosts = 0, n = 0;

	for (size_t i = 0; i < rep->n_ruled; i++) {
		const struct mirror_ruled *r = &rep->ruled[i];

		if (count_of(w, r) == 0)
			continue;
		first = first == NULL ? r : first;
		n += count_of(w, r);
		if (n_hosts++ >= MAX_NAMED)
			continue;
		buf_str(&names, n_hosts > 1 ? ", " : "");
		print_cut(&names, r->host, 60);
		buf_fmt(&names, " %lld", (long long)count_of(w, r));
	}
	if (first == NULL)
		return;
	buf_fmt(&b, "robots.txt %s ", w->says);
	print_count(&b, n, "address", "addresses");
	buf_str(&b, " on ");
	print_count(&b, n_hosts, "host", "hosts");
	buf_fmt(&b, "; %s:\n  %s", w->what, names.p);
	if (n_hosts > MAX_NAMED)
		buf_fmt(&b, ", … and %lld more",
		    (long long)n_hosts - MAX_NAMED);
	buf_fmt(&b, "\n  %s:\n    [host %.*s]\n    robots = %s\n", w->advice,
	    STR_ARG(without_port(first->host)), w->setting);
	print_buf(stdout, &b);
}

void
ruled_print(const struct cmd_ctx *ctx, const struct mirror_report *rep)
{
	static const struct way ways[] = {
		{ offsetof(struct mirror_ruled, refused), "does not allow",
		    "they were not asked for",
		    "to have them, put this for the host into config.ini, then "
		    "'kbmirror fetch --retry-failed'", "ignore" },
		{ offsetof(struct mirror_ruled, overridden), "does not allow",
		    "the notes cite them or what shows them, so they were "
		    "fetched as for a reader",
		    "to obey it at a host, put this into config.ini", "obey" },
		{ offsetof(struct mirror_ruled, unknown),
		    "could not be had before",
		    "its servers failed; the notes cite them or what shows "
		    "them, so they were fetched as for a reader",
		    "to wait for it at a host, put this into config.ini",
		    "obey" },
	};

	if (ctx->json) {
		for (size_t i = 0; i < rep->n_ruled; i++)
			print_json(&rep->ruled[i]);
		return;
	}
	if (ctx->quiet)
		return;
	if (rep->asked > 0 && str_starts(str_of(rep->snapshot.robots),
	    STR("ignore")))
		(void)printf("robots.txt was not asked for, as robots = ignore "
		    "says\n");
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		print_way(&ways[i], rep);
}
