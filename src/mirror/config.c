#include "mirror/config.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "net/cookies.h"
#include "net/detour.h"
#include "net/fields.h"
#include "net/guard.h"
#include "net/pin.h"
#include "net/proxy.h"
#include "web/url.h"

/* As far as page numbers are understood. */
#define MAX_MAX_PAGES 1999
/* Each may need a connection, and so a descriptor. */
#define MAX_JOBS 900

static const char *const host_keys[] = { "cookie", "delay", "fingerprint",
	"header", "image-delay", "proxy", "requisites", "robots", "user-agent",
	NULL };

void
config_init(struct config *c, const struct opt *table)
{
	*c = (struct config){ .table = table };
}

static void
release_list(struct config_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->items[i].key);
		free(l->items[i].value);
		free(l->items[i].file);
	}
	free(l->items);
}

void
config_release(struct config *c)
{
	release_list(&c->list);
	for (size_t i = 0; i < c->n_hosts; i++) {
		free(c->hosts[i].name);
		release_list(&c->hosts[i].list);
		opt_list_release(&c->hosts[i].headers);
	}
	free(c->hosts);
	free(c->net_hosts);
	free(c->crawl_hosts);
	free(c->mirror_hosts);
	for (size_t i = 0; i < c->n_files; i++)
		free(c->files[i].path);
	*c = (struct config){ 0 };
}

/* --- sections --- */

/* As URLs spell it; NULL: no host name. */
static char *
finish_name(struct str name)
{
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(mem_freep) char *text = mem_fmt("http://%.*s/", STR_ARG(name));
	bool is_ip6 = str_starts(name, STR("["));

	for (size_t i = 0; i < name.n; i++)
		if (strchr(is_ip6 ? "/@?#\\*" : "/@?#\\*:", name.p[i]) != NULL)
			return NULL;
	if (name.n == 0 || url_parse(&u, str_of(text), NULL, NULL) < 0 ||
	    u.host == NULL || u.host[0] == '\0' || u.port >= 0)
		return NULL;
	return mem_dup(u.host);
}

static struct config_host *
find_host(struct config *c, const char *name)
{
	struct config_host *h;

	for (size_t i = 0; i < c->n_hosts; i++)
		if (strcmp(c->hosts[i].name, name) == 0)
			return &c->hosts[i];
	h = VEC_PUSH(&c->hosts, &c->n_hosts, &c->cap_hosts);
	*h = (struct config_host){ .name = mem_dup(name) };
	return h;
}

static int
enter_section(struct config *c, const char *section, struct err *err)
{
	AUTO(mem_freep) char *name = NULL;
	struct str s = str_of(section);

	c->at = NULL;
	if (str_eq(s, STR("fetch")))
		return 0;
	if (!str_starts(s, STR("host ")) && !str_eq(s, STR("host")))
		return err_set(err, ERR_USAGE, "unknown section '%s'; there "
		    "are [fetch] and [host NAME]", section);
	name = finish_name(str_trim(str_from(s, 4)));
	if (name == NULL)
		return err_set(err, ERR_USAGE, "[%s] wants the name of a host "
		    "such as [host wiki.example], which also means its "
		    "subdomains", section);
	c->at = find_host(c, name);
	return 0;
}

/* --- values --- */

bool
config_robots(const char *word, enum crawl_robots *out)
{
	static const char *const names[] = { "cited", "obey", "ignore" };
	static const enum crawl_robots values[] = { ROBOTS_CITED, ROBOTS_OBEY,
	    ROBOTS_IGNORE };

	for (size_t i = 0; i < 3; i++) {
		if (strcmp(word, names[i]) == 0) {
			*out = values[i];
			return true;
		}
	}
	return false;
}

bool
config_is_secret(const char *key, const char *value)
{
	return (strcmp(key, "cookie") == 0 && cookies_are_text(value)) ||
	    (strcmp(key, "header") == 0 && fields_is_secret(value)) ||
	    (strcmp(key, "proxy") == 0 && strchr(value, '@') != NULL);
}

static int
check_count(const char *key, const char *value, long max, struct err *err)
{
	long n;
	const struct opt table[] = {
		{ key, 0, OPT_NUMBER, &n, NULL, NULL },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};

	if (opts_set(table, key, value, err) < 0)
		return -1;
	if (n < 1 || n > max)
		return err_set(err, ERR_USAGE, "%s wants 1 to %ld, not %ld",
		    key, max, n);
	return 0;
}

static int
check_pages(const char *value, struct err *err)
{
	return check_count("max-pages", value, MAX_MAX_PAGES, err);
}

static int
check_jobs(const char *value, struct err *err)
{
	return check_count("jobs", value, MAX_JOBS, err);
}

static int
check_per_host(const char *value, struct err *err)
{
	return check_count("max-per-host", value, MAX_JOBS, err);
}

static int
check_budget(const char *value, struct err *err)
{
	int64_t ms;
	const struct opt table[] = {
		{ "budget", 0, OPT_TIME, &ms, NULL, NULL },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};

	if (opts_set(table, "budget", value, err) < 0)
		return -1;
	if (ms <= 0)
		return err_set(err, ERR_USAGE, "budget wants a time above 0");
	return 0;
}

static int
check_robots(const char *value, struct err *err)
{
	enum crawl_robots robots;

	if (!config_robots(value, &robots))
		return err_set(err, ERR_USAGE,
		    "robots wants cited, obey or ignore, not '%s'", value);
	return 0;
}

static int
check_fail_on(const char *value, struct err *err)
{
	if (strcmp(value, "any") != 0)
		return err_set(err, ERR_USAGE, "fail-on wants any, not '%s'",
		    value);
	return 0;
}

static int
check_header(const char *value, struct err *err)
{
	if (!fields_is_valid(value))
		return err_set(err, ERR_USAGE,
		    "header wants a request header such as 'Name: value'; "
		    "what is given is not shown, it may be a secret");
	return 0;
}

static int
check_agent(const char *value, struct err *err)
{
	if (!fields_is_agent(value))
		return err_set(err, ERR_USAGE,
		    "user-agent wants no control characters");
	return 0;
}

static int
check_fingerprint(const char *value, struct err *err)
{
	struct pin pin;

	return pin_parse(&pin, value, err);
}

/* An empty one means none. */
static int
check_proxy(const char *value, struct err *err)
{
	return value[0] != '\0' ? proxy_check("proxy", value, err) : 0;
}

int
config_check(const char *key, const char *value, struct err *err)
{
	static const struct {
		const char *key;
		int (*check)(const char *value, struct err *);
	} checks[] = {
		{ "allow-net", guard_check_block }, { "budget", check_budget },
		{ "connect-to", detour_check_connect },
		{ "fail-on", check_fail_on },
		{ "fingerprint", check_fingerprint },
		{ "header", check_header }, { "jobs", check_jobs },
		{ "max-pages", check_pages },
		{ "max-per-host", check_per_host },
		{ "proxy", check_proxy }, { "resolve", detour_check_resolve },
		{ "robots", check_robots }, { "user-agent", check_agent },
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (strcmp(checks[i].key, key) == 0)
			return checks[i].check(value, err);
	return 0;
}

/* What stands in a file. */
static int
check_value(const char *key, const char *value, struct err *err)
{
	int64_t ms;
	bool flag;
	const struct opt table[] = {
		{ "delay", 0, OPT_TIME, &ms, NULL, NULL },
		{ "image-delay", 0, OPT_TIME, &ms, NULL, NULL },
		{ "requisites", 0, OPT_FLAG, &flag, NULL, NULL },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};

	if (strcmp(key, "delay") == 0 || strcmp(key, "image-delay") == 0 ||
	    strcmp(key, "requisites") == 0)
		return opts_set(table, key, value, err);
	/* An empty proxy means none; nothing else can be empty. */
	if (value[0] == '\0' && strcmp(key, "proxy") != 0)
		return err_set(err, ERR_USAGE, "%s has no value", key);
	return config_check(key, value, err);
}

static bool
is_file_name(const char *key, const char *value)
{
	return strcmp(key, "cacert") == 0 ||
	    (strcmp(key, "rules") == 0 && strcmp(value, "off") != 0) ||
	    (strcmp(key, "cookie") == 0 && !cookies_are_text(value));
}

static char *
place(const struct ini_event *e)
{
	const char *home = getenv("HOME"), *base;
	AUTO(mem_freep) char *folder = NULL;

	if (!is_file_name(e->key, e->value))
		return mem_dup(e->value);
	if (strncmp(e->value, "~/", 2) == 0 && home != NULL)
		return path_join(home, e->value + 2);
	base = path_base(e->file);
	if (base == e->file)
		return mem_dup(e->value);
	folder = mem_dupn(e->file, (size_t)(base - e->file));
	return path_join(folder, e->value);
}

static int
check_folder(const struct ini_event *e, struct err *err)
{
	AUTO(mem_freep) char *path = place(e);

	if (strcmp(e->key, "rules") == 0 && strcmp(path, "off") != 0 &&
	    !file_exists(path))
		return err_set(err, ERR_USAGE, "there are no site rules in "
		    "'%s'", path);
	return 0;
}

static void
drop_entry(struct config_list *l, size_t i)
{
	free(l->items[i].key);
	free(l->items[i].value);
	free(l->items[i].file);
	memmove(&l->items[i], &l->items[i + 1],
	    (--l->n - i) * sizeof(*l->items));
}

static int
add_entry(struct config_list *l, const struct ini_event *e, bool is_list,
    struct err *err)
{
	for (size_t i = l->n; i-- > 0;) {
		if (strcmp(l->items[i].key, e->key) != 0)
			continue;
		if (strcmp(l->items[i].file, e->file) != 0)
			drop_entry(l, i);
		else if (!is_list)
			return err_set(err, ERR_USAGE,
			    "%s stands in line %d already", e->key,
			    l->items[i].line);
	}
	*VEC_PUSH(&l->items, &l->n, &l->cap) = (struct config_entry){
		mem_dup(e->key), place(e), mem_dup(e->file), e->line };
	return 0;
}

static int
refuse_key(const char *key, const char *hint, struct err *err)
{
	return err_set(err, ERR_USAGE, "unknown key '%s'%s%s%s", key,
	    hint != NULL ? "; did you mean " : "", hint != NULL ? hint : "",
	    hint != NULL ? "?" : "");
}

static int
take_for_host(struct config_host *h, const struct ini_event *e,
    struct err *err)
{
	for (size_t i = 0; host_keys[i] != NULL; i++)
		if (strcmp(host_keys[i], e->key) == 0)
			return add_entry(&h->list, e,
			    strcmp(e->key, "header") == 0, err);
	return refuse_key(e->key, opts_nearest(e->key, host_keys), err);
}

static int
take_for_all(struct config *c, const struct ini_event *e, struct err *err)
{
	const char *names[128];
	size_t n = 0;

	for (const struct opt *o = c->table; o->name != NULL && n < 127; o++) {
		if (strcmp(o->name, e->key) == 0)
			return add_entry(&c->list, e, o->kind == OPT_LIST,
			    err);
		names[n++] = o->name;
	}
	names[n] = NULL;
	return refuse_key(e->key, opts_nearest(e->key, names), err);
}

int
config_take(void *ctx, const struct ini_event *e, struct err *err)
{
	struct config *c = ctx;

	if (e->key == NULL)
		return enter_section(c, e->section, err);
	if (e->section[0] == '\0')
		c->at = NULL;
	if ((c->at != NULL ? take_for_host(c->at, e, err) :
	    take_for_all(c, e, err)) < 0)
		return -1;
	if (check_value(e->key, e->value, err) < 0)
		return -1;
	return check_folder(e, err);
}

/* --- use --- */

static void
finish_host(struct config_host *h, struct net_host_opts *net,
    struct crawl_host_opts *crawl, struct mirror_host_opts *mirror)
{
	struct err err = ERR_INIT;
	int64_t delay = -1, image_delay = -1;
	const char *robots = NULL;
	const struct opt table[] = {
		{ "user-agent", 0, OPT_STRING, &net->user_agent, NULL, NULL },
		{ "header", 0, OPT_LIST, &h->headers, NULL, NULL },
		{ "cookie", 0, OPT_STRING, &net->cookie, NULL, NULL },
		{ "proxy", 0, OPT_STRING, &net->proxy, NULL, NULL },
		{ "fingerprint", 0, OPT_STRING, &net->fingerprint, NULL,
		    NULL },
		{ "delay", 0, OPT_TIME, &delay, NULL, NULL },
		{ "image-delay", 0, OPT_TIME, &image_delay, NULL, NULL },
		{ "robots", 0, OPT_STRING, &robots, NULL, NULL },
		{ "requisites", 0, OPT_FLAG, &mirror->requisites, NULL, NULL },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};

	/* config_take() has checked all of it. */
	for (size_t i = 0; i < h->list.n; i++) {
		const struct config_entry *e = &h->list.items[i];

		(void)!opts_set(table, e->key, e->value, &err);
		if (strcmp(e->key, "requisites") == 0)
			mirror->has_requisites = true;
	}
	net->host = crawl->host = h->name;
	net->headers = h->headers;
	crawl->delay_ms = delay == 0 ? -1 : delay < 0 ? 0 : delay;
	crawl->image_delay_ms = image_delay == 0 ? -1 : image_delay < 0 ? 0 :
	    image_delay;
	crawl->has_robots = robots != NULL &&
	    config_robots(robots, &crawl->robots);
}

void
config_finish(struct config *c)
{
	c->net_hosts = mem_array(c->n_hosts, sizeof(*c->net_hosts));
	c->crawl_hosts = mem_array(c->n_hosts, sizeof(*c->crawl_hosts));
	c->mirror_hosts = mem_array(c->n_hosts, sizeof(*c->mirror_hosts));
	for (size_t i = 0; i < c->n_hosts; i++)
		finish_host(&c->hosts[i], &c->net_hosts[i],
		    &c->crawl_hosts[i], &c->mirror_hosts[i]);
}

int
config_apply(const struct config *c, const struct opt *table,
    struct err *err)
{
	for (size_t i = 0; i < c->list.n; i++) {
		const struct config_entry *e = &c->list.items[i];

		if (opts_set(table, e->key, e->value, err) < 0)
			return err_in(err, "%s:%d", e->file, e->line);
	}
	return 0;
}
