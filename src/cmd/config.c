/*
 * config.c: "kbmirror config": what holds, and where it was said.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "cmd/options.h"
#include "cmd/print.h"
#include "mirror/sources.h"

/* Above the longest value of a file, escaped. */
#define MAX_LINE (1 << 20)

/* What holds where nobody says anything; of the others nothing does. */
static const struct {
	const char *key, *value;
} defaults[] = {
	{ "max-age", "30d" }, { "min-free", "200M" }, { "robots", "cited" },
	{ "delay", "1s" }, { "image-delay", "100ms" }, { "max-per-host", "4" },
	{ "jobs", "32" }, { "impolite", "no" },
	{ "requisites", "no" },
	{ "user-agent", NET_USER_AGENT }, { "connect-timeout", "15s" },
	{ "max-time", "300s" }, { "max-pages", "50" },
	{ "network-wait", "10m" }, { "no-sandbox", "no" },
};
/* NET_TOTAL_LIMITED_MS */
#define LIMITED_MAX_TIME "3600s"

/* One line; for people or, with is_json, for programs. */
struct line {
	bool is_json;
	const char *section, *key, *value, *origin;
};

/* Output gets into bug reports: what is secret is not shown. */
static char *
shown_value(const struct line *l)
{
	if (!config_is_secret(l->key, l->value))
		return mem_dup(l->value);
	/* Of a field its name. */
	if (strcmp(l->key, "header") == 0)
		return mem_fmt("%.*s: (hidden)", (int)strcspn(l->value, ":;"),
		    l->value);
	return mem_dup("(hidden)");
}

static void
print_line(const struct line *l)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_LINE);
	AUTO(mem_freep) char *value = shown_value(l);

	if (l->is_json) {
		json_begin(&b, '{');
		json_pair(&b, "section", l->section);
		json_pair(&b, "key", l->key);
		json_key(&b, "value");
		json_str(&b, value);
		json_pair(&b, "origin", l->origin);
		json_end(&b, '}');
		buf_char(&b, '\n');
	} else {
		print_cut(&b, l->key, SIZE_MAX);
		buf_str(&b, value[0] != '\0' ? " = " : " =");
		print_cut(&b, value, SIZE_MAX);
		buf_str(&b, "   (");
		print_cut(&b, l->origin, SIZE_MAX);
		buf_str(&b, ")\n");
	}
	print_buf(stdout, &b);
}

static void
print_section(bool is_json, const char *name)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_LINE);

	if (is_json)
		return;
	buf_str(&b, "\n[");
	print_cut(&b, name, SIZE_MAX);
	buf_str(&b, "]\n");
	print_buf(stdout, &b);
}

/* All that files say of a key; how many lines it was. */
static int
print_entries(struct line l, const struct config_list *list)
{
	int n = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct config_entry *e = &list->items[i];
		AUTO(mem_freep) char *origin = mem_fmt("%s:%d", e->file,
		    e->line);

		if (l.key != NULL && strcmp(l.key, e->key) != 0)
			continue;
		print_line(&(struct line){ l.is_json, l.section, e->key,
		    e->value, origin });
		n++;
	}
	return n;
}

/* As curl looks for them; HTTP_PROXY is not taken (proxy.h). */
static bool
print_environment(struct line l)
{
	static const char *const proxies[] = { "http_proxy", "https_proxy",
	    "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL };
	static const char *const exceptions[] = { "no_proxy", "NO_PROXY",
	    NULL };
	const char *const *names = strcmp(l.key, "proxy") == 0 ? proxies :
	    strcmp(l.key, "noproxy") == 0 ? exceptions : NULL;
	bool has_any = false;

	for (; names != NULL && *names != NULL; names++) {
		l.value = getenv(*names);
		l.origin = *names;
		if (l.value == NULL || l.value[0] == '\0')
			continue;
		print_line(&l);
		has_any = true;
	}
	return has_any;
}

static void
print_setting(struct line l, const struct options *o)
{
	if (print_entries(l, &o->config.list) > 0 || print_environment(l))
		return;
	l.value = "";
	l.origin = "default";
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (strcmp(defaults[i].key, l.key) == 0)
			l.value = defaults[i].value;
	if (strcmp(l.key, "max-time") == 0 && o->m.crawl.net.limit_rate > 0)
		l.value = LIMITED_MAX_TIME;
	print_line(&l);
}

static const char *
archive_origin(const struct cmd_ctx *ctx)
{
	const char *env = getenv("KBMIRROR_ARCHIVE");

	return env != NULL && ctx->archive == env ? "KBMIRROR_ARCHIVE" :
	    strcmp(ctx->archive, "archive") == 0 ? "default" : "--archive";
}

static void
print_files(const struct cmd_ctx *ctx, const struct config *c)
{
	print_section(ctx->json, "files");
	for (size_t i = 0; i < c->n_files; i++)
		print_line(&(struct line){ ctx->json, "files", "file",
		    c->files[i].path, c->files[i].is_there ? "read" :
		    "not there" });
}

static void
print_settings(const struct cmd_ctx *ctx, const struct options *o)
{
	print_section(ctx->json, "fetch");
	for (const struct opt *t = o->settings; t->name != NULL; t++)
		print_setting((struct line){ .is_json = ctx->json,
		    .section = "fetch", .key = t->name }, o);
	for (size_t i = 0; i < o->config.n_hosts; i++) {
		const struct config_host *h = &o->config.hosts[i];
		AUTO(mem_freep) char *name = mem_fmt("host %s", h->name);

		print_section(ctx->json, name);
		(void)print_entries((struct line){ .is_json = ctx->json,
		    .section = name }, &h->list);
	}
}

static int
print_sources(const struct cmd_ctx *ctx, struct err *err)
{
	AUTO(mem_freep) char *origin = path_join(ctx->archive, "sources");
	struct sources s;
	int rc = sources_load(&s, ctx->archive, err);

	if (rc == 0 && s.n + s.urls.n > 0)
		print_section(ctx->json, "sources");
	for (size_t i = 0; rc == 0 && i < s.n; i++)
		print_line(&(struct line){ ctx->json, "sources",
		    s.items[i].label, s.items[i].path, origin });
	for (size_t i = 0; rc == 0 && i < s.urls.n; i++)
		print_line(&(struct line){ ctx->json, "sources", "url",
		    s.urls.items[i].key, origin });
	sources_release(&s);
	return rc;
}

int
cmd_config(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	struct options o;
	int rc = cmd_parse(ctx, "config", &argc, argv, NULL, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (argc > 1)
		return err_set(err, ERR_USAGE, "config takes no operands; "
		    "settings are changed in the files that it names");
	options_init(&o);
	rc = options_load(&o, ctx->archive, err);
	if (rc == 0) {
		print_line(&(struct line){ ctx->json, "archive", "archive",
		    ctx->archive, archive_origin(ctx) });
		print_files(ctx, &o.config);
		print_settings(ctx, &o);
		rc = print_sources(ctx, err);
	}
	options_release(&o);
	return rc;
}
