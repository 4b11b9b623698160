#include "cmd/options.h"

#include <stdlib.h>
#include <string.h>

#include "article/rules.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#define DAY ((int64_t)86400000)
/* Enough that the system and other programs still work. */
#define MIN_FREE ((int64_t)200 << 20)

/* A minute of one host's time: longer threads are seldom read to their end. */
#define MAX_PAGES 50
/* Bytes of --cacert: those of a system take a quarter of a megabyte. */
#define MAX_AUTHORITIES (64 << 20)
/* What one run does, which no file may set, comes first. */
#define N_ACTIONS 2

void
options_init(struct options *o)
{
	struct net_opts *net = &o->m.crawl.net;
	const struct opt table[] = {
		{ "refresh", 0, OPT_FLAG, &o->m.refresh, NULL,
		    "ask for everything again, conditionally where possible" },
		{ "retry-failed", 0, OPT_FLAG, &o->m.retry_failed, NULL,
		    "ask only for what failed before" },
		{ "max-age", 0, OPT_TIME, &o->m.max_age_ms, "TIME",
		    "ask again for what is older (default 30d)" },
		{ "budget", 0, OPT_TIME, &o->budget, "TIME",
		    "begin nothing new after this time; what is cited most and "
		    "most in danger comes first" },
		{ "max-pages", 0, OPT_NUMBER, &o->max_pages, "N",
		    "pages of one article or thread (default 50; 1: only the "
		    "first)" },
		{ "requisites", 0, OPT_FLAG, &o->m.requisites, NULL,
		    "also keep what a browser would load with pages: sheets, "
		    "scripts, fonts, frames" },
		{ "include", 0, OPT_LIST, &o->m.include, "PATTERN",
		    "only cited addresses that match; may be given again" },
		{ "exclude", 0, OPT_LIST, &o->m.exclude, "PATTERN",
		    "no address that matches; may be given again" },
		{ "fail-on", 0, OPT_STRING, &o->fail_on, "any",
		    "exit with 1 when a reference is not kept" },
		{ "rules", 0, OPT_STRING, &o->rules, "off|PATH",
		    "no site rules, or those of this folder first" },
		{ "no-sandbox", 0, OPT_FLAG, &o->no_sandbox, NULL,
		    "keep the right to all your files, not only to the "
		    "archive" },
		{ "min-free", 0, OPT_SIZE, &o->m.min_free, "SIZE",
		    "stop when less is free on the disk (default 200M)" },
		{ "robots", 0, OPT_STRING, &o->robots, "cited|obey|ignore",
		    "cited (default): what notes cite is fetched as for a "
		    "reader, the rest obeys robots.txt" },
		{ "delay", 0, OPT_TIME, &o->delay, "TIME",
		    "gap between pages of a host (default 1s; 0: none, "
		    "whatever its Crawl-delay says)" },
		{ "image-delay", 0, OPT_TIME, &o->image_delay, "TIME",
		    "gap between pictures of a host (default 100ms)" },
		{ "max-per-host", 0, OPT_NUMBER, &o->max_per_host, "N",
		    "pictures at a time from a host (default 4)" },
		{ "jobs", 'j', OPT_NUMBER, &o->jobs, "N",
		    "requests at a time over all hosts (default 32)" },
		{ "impolite", 0, OPT_FLAG, &o->m.crawl.is_impolite, NULL,
		    "several pages of a host at a time: for your own servers" },
		{ "user-agent", 0, OPT_STRING, &net->user_agent, "NAME",
		    "the User-Agent to send" },
		{ "header", 'H', OPT_LIST, &net->headers, "LINE",
		    "a header for cited pages, sent to their host alone" },
		{ "cookie", 'b', OPT_STRING, &net->cookie, "DATA",
		    "cookies as name=value, or a Netscape cookie file" },
		{ "proxy", 'x', OPT_STRING, &net->proxy, "URL",
		    "use this proxy" },
		{ "noproxy", 0, OPT_STRING, &net->noproxy, "HOSTS",
		    "hosts to ask without the proxy" },
		{ "cacert", 0, OPT_STRING, &net->cacert, "FILE",
		    "trust the certificates in this file" },
		{ "connect-to", 0, OPT_LIST, &net->connect_to, "H:P:H2:P2",
		    "connect to H2:P2 instead of H:P" },
		{ "resolve", 0, OPT_LIST, &net->resolve, "H:P:ADDR",
		    "take this address for a host" },
		{ "limit-rate", 0, OPT_SIZE, &net->limit_rate, "SIZE",
		    "bytes a second over all requests" },
		{ "connect-timeout", 0, OPT_TIME, &net->connect_timeout_ms,
		    "TIME", "give up connecting (default 15s)" },
		{ "max-time", 0, OPT_TIME, &net->timeout_ms, "TIME",
		    "give up a request (default 300s; with --limit-rate "
		    "3600s)" },
		{ "network-wait", 0, OPT_TIME, &o->network_wait, "TIME",
		    "while the network is down wait for it for so long "
		    "(default 10m; 0: end)" },
		{ "allow-net", 0, OPT_LIST, &net->allow_net, "CIDR",
		    "allow private addresses in this block" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};

	*o = (struct options){
		.m = { .max_age_ms = 30 * DAY, .min_free = MIN_FREE },
		.robots = "cited", .delay = -1, .image_delay = -1,
		.network_wait = -1, .budget = -1,
		.max_pages = MAX_PAGES, .jobs = CRAWL_TOTAL,
		.max_per_host = CRAWL_PER_HOST,
	};
	_Static_assert(sizeof(table) <= sizeof(o->table), "OPTIONS_MAX");
	memcpy(o->table, table, sizeof(table));
	memcpy(o->settings, table + N_ACTIONS,
	    sizeof(table) - N_ACTIONS * sizeof(table[0]));
	config_init(&o->config, o->settings);
}

void
options_release(struct options *o)
{
	for (const struct opt *t = o->table; t->name != NULL; t++)
		if (t->kind == OPT_LIST)
			opt_list_release(t->to);
	config_release(&o->config);
}

/* An option of 0 means none to the user, the default to the crawl. */
static int64_t
none_if_zero(int64_t given)
{
	return given == 0 ? -1 : given < 0 ? 0 : given;
}

static int
check_option(const char *name, const char *value, struct err *err)
{
	struct err own = ERR_INIT;

	if (config_check(name, value, &own) < 0)
		return err_set(err, own.kind, "--%s", own.msg);
	return 0;
}

static int
check_list(const char *name, const struct opt_list *l, struct err *err)
{
	for (size_t i = 0; i < l->n; i++)
		if (check_option(name, l->items[i], err) < 0)
			return -1;
	return 0;
}

/* What was not given is NULL or below 0. */
static int
check_all(const struct options *o, struct err *err)
{
	const struct {
		const char *name;
		long given;
	} counts[] = {
		{ "jobs", o->jobs }, { "max-per-host", o->max_per_host },
		{ "max-pages", o->max_pages },
	};
	AUTO(mem_freep) char *budget = mem_fmt("%lldms",
	    (long long)o->budget);

	for (const struct opt *t = o->table; t->name != NULL; t++) {
		const char *value = t->kind != OPT_STRING ? NULL :
		    *(const char *const *)t->to;

		if ((value != NULL && check_option(t->name, value, err) < 0) ||
		    (t->kind == OPT_LIST &&
		    check_list(t->name, t->to, err) < 0))
			return -1;
	}
	if (o->budget >= 0 && check_option("budget", budget, err) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		AUTO(mem_freep) char *text = mem_fmt("%ld", counts[i].given);

		if (check_option(counts[i].name, text, err) < 0)
			return -1;
	}
	return 0;
}

/* Without them no host could be trusted, and each would be told as a loss. */
static int
check_authorities(const char *path, struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_AUTHORITIES);
	struct err why = ERR_INIT;

	if (path == NULL)
		return 0;
	if (file_read(path, &b, &why) < 0)
		return err_set(err, ERR_USAGE, "--cacert: %s", why.msg);
	if (str_find(buf_view(&b), STR("CERTIFICATE-----")) == (size_t)-1)
		return err_set(err, ERR_USAGE, "--cacert: '%s' holds no "
		    "certificate in PEM form (-----BEGIN CERTIFICATE-----)",
		    path);
	return 0;
}

static int
finish(struct options *o, struct err *err)
{
	if (check_all(o, err) < 0 ||
	    check_authorities(o->m.crawl.net.cacert, err) < 0)
		return -1;
	(void)config_robots(o->robots, &o->m.crawl.robots);
	if (o->m.refresh && o->m.retry_failed)
		return err_set(err, ERR_USAGE,
		    "--refresh and --retry-failed exclude each other");
	o->m.max_pages = o->max_pages;
	o->m.budget_ms = o->budget < 0 ? 0 : o->budget;
	o->m.confine = !o->no_sandbox;
	o->m.crawl.delay_ms = none_if_zero(o->delay);
	o->m.crawl.image_delay_ms = none_if_zero(o->image_delay);
	o->m.crawl.network_wait_ms = none_if_zero(o->network_wait);
	o->m.crawl.max_per_host = (int)o->max_per_host;
	o->m.crawl.max_total = (int)o->jobs;
	o->m.hosts = o->config.mirror_hosts;
	o->m.crawl.hosts = o->config.crawl_hosts;
	o->m.crawl.n_hosts = o->config.n_hosts;
	o->m.crawl.net.hosts = o->config.net_hosts;
	o->m.crawl.net.n_hosts = o->config.n_hosts;
	return 0;
}

int
options_load(struct options *o, const char *archive, struct err *err)
{
	if (config_load(&o->config, archive, err) < 0)
		return -1;
	return config_apply(&o->config, o->settings, err);
}

int64_t
options_max_age(const char *archive)
{
	struct options *o = mem_alloc(sizeof(*o));
	struct err err = ERR_INIT;
	int64_t ms;

	options_init(o);
	ms = o->m.max_age_ms;
	if (options_load(o, archive, &err) < 0)
		log_warn("%s", err.msg);
	else
		ms = o->m.max_age_ms;
	options_release(o);
	free(o);
	return ms;
}

int
options_rules(const struct options *o, struct buf *bundle, struct err *err)
{
	const struct config *c = &o->config;
	char *paths[1 + sizeof(c->files) / sizeof(c->files[0])];
	size_t n = 0;
	int rc;

	if (o->rules != NULL && strcmp(o->rules, "off") == 0)
		return 0;
	if (o->rules != NULL && !file_exists(o->rules))
		return err_set(err, ERR_USAGE, "there are no site rules in "
		    "'%s'", o->rules);
	if (o->rules != NULL)
		paths[n++] = mem_dup(o->rules);
	for (size_t i = c->n_files; i-- > 0;) {
		const char *path = c->files[i].path;

		paths[n++] = mem_fmt("%.*srules",
		    (int)(path_base(path) - path), path);
	}
	rc = rules_gather(bundle, (const char *const *)paths, n, true, err);
	while (n > 0)
		free(paths[--n]);
	return rc;
}

/* How much of each list the files gave. */
static void
mark_lists(const struct options *o, size_t *n)
{
	for (size_t i = 0; o->table[i].name != NULL; i++)
		if (o->table[i].kind == OPT_LIST)
			n[i] = ((struct opt_list *)o->table[i].to)->n;
}

/* What the command line gave replaces that. */
static void
keep_newer(const struct options *o, const size_t *n)
{
	for (size_t i = 0; o->table[i].name != NULL; i++) {
		struct opt_list *l = o->table[i].to;

		if (o->table[i].kind != OPT_LIST || l->n == n[i] || n[i] == 0)
			continue;
		l->n -= n[i];
		memmove(l->items, l->items + n[i],
		    l->n * sizeof(*l->items));
	}
}

/* Only to learn what the common options say: which archive it is. */
static int
parse_first(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	struct options *o = mem_alloc(sizeof(*o));
	char **copy = mem_array((size_t)argc + 1, sizeof(*copy));
	int rc;

	memcpy(copy, argv, (size_t)argc * sizeof(*copy));
	options_init(o);
	rc = cmd_parse(ctx, "fetch", &argc, copy, o->table, err);
	options_release(o);
	free(o);
	free(copy);
	return rc;
}

int
options_parse(struct options *o, struct cmd_ctx *ctx, int *argc, char **argv,
    struct err *err)
{
	size_t n[OPTIONS_MAX] = { 0 };
	int rc = parse_first(ctx, *argc, argv, err);

	if (rc != 0)
		return rc;
	if (options_load(o, ctx->archive, err) < 0)
		return -1;
	mark_lists(o, n);
	if (cmd_parse(ctx, "fetch", argc, argv, o->table, err) < 0)
		return -1;
	keep_newer(o, n);
	return finish(o, err);
}
