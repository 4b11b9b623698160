/*
 * extract.c: "kbmirror extract": articles of local HTML files.
 *
 * Files are parsed by workers, several at a time; what is printed comes in the
 * order of the input.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "article/rules.h"
#include "article/worker.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "cmd/explanation.h"
#include "cmd/options.h"
#include "web/url.h"

/* What a worker takes; a larger file is refused before it is read. */
#define MAX_FILE (20 << 20)
/* Both forms of the largest page, in JSON's escapes. */
#define MAX_OUTPUT (160 << 20)
/* Files read ahead for each worker: enough that none waits for the disk. */
#define AHEAD 2

enum format { FORMAT_TEXT, FORMAT_HTML, FORMAT_MARKDOWN, FORMAT_JSON,
    FORMAT_EXPLAIN };

struct entry {
	struct run *run;
	char *file, *url;
	bool is_done;
	struct buf out;
	struct entry *next;
};

struct run {
	enum format format;
	bool is_json;
	struct workers *workers;
	struct entry *first, **last;	/* read, not yet printed */
	size_t n_ahead, max_ahead;
	size_t n_printed;
	bool is_terminal;
	bool has_failed;		/* some file gave nothing */
};

static int
find_format(const char *name, enum format *out, struct err *err)
{
	static const char *const names[] = { "text", "html", "markdown",
		"json", NULL };

	for (int i = 0; names[i] != NULL; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (enum format)i;
			return 0;
		}
	}
	return err_set(err, ERR_USAGE,
	    "no such format: '%s' (text, html, markdown, json)", name);
}

static void
entry_free(struct entry *e)
{
	buf_release(&e->out);
	free(e->file);
	free(e->url);
	free(e);
}

/* Nothing from a page may control the terminal; tabs stay. */
static void
put_lines(const struct run *run, struct str text, struct buf *out)
{
	struct str line, piece;

	if (!run->is_terminal) {
		buf_s(out, text);
		return;
	}
	while (str_cut(&text, '\n', &line)) {
		for (bool first = true; str_cut(&line, '\t', &piece);
		    first = false) {
			if (!first)
				buf_char(out, '\t');
			text_escape(out, piece);
		}
		if (text.p != NULL)
			buf_char(out, '\n');
	}
}

static void
put_json(struct entry *e, const struct job_answer *a)
{
	json_begin(&e->out, '{');
	json_key(&e->out, "file");
	json_str(&e->out, e->file);
	json_key(&e->out, "url");
	json_str(&e->out, e->url);
	article_to_members(a->article, &e->out);
	json_end(&e->out, '}');
	buf_char(&e->out, '\n');
}

static void
put_markdown(struct entry *e, const struct job_answer *a)
{
	AUTO(buf_release) struct buf md = BUF_INIT(MAX_OUTPUT);

	if (a->article->title[0] != '\0' &&
	    !str_starts(a->bytes, STR("# "))) {
		buf_str(&md, "# ");
		text_squeeze(&md, str_of(a->article->title));
		buf_str(&md, "\n\n");
	}
	buf_s(&md, a->bytes);
	put_lines(e->run, buf_view(&md), &e->out);
}

static void
put_article(struct entry *e, const struct job_answer *a)
{
	switch (e->run->format) {
	case FORMAT_JSON:
		put_json(e, a);
		return;
	case FORMAT_TEXT:
		put_lines(e->run, str_of(a->article->text), &e->out);
		break;
	case FORMAT_HTML:
		put_lines(e->run, str_of(a->article->html), &e->out);
		break;
	case FORMAT_MARKDOWN:
		put_markdown(e, a);
		break;
	case FORMAT_EXPLAIN:
		explanation_put(&e->out, e->file, a, e->run->is_json);
		return;
	}
	if (e->out.len > 0 && e->out.p[e->out.len - 1] != '\n')
		buf_char(&e->out, '\n');
	if (!outcome_is_kept(a->outcome))
		log_warn("%s: no article (%s)%s%s", e->file,
		    outcome_name(a->outcome),
		    a->article->reason[0] != '\0' ? ": " : "",
		    a->article->reason);
}

static void
fail_entry(struct entry *e, enum outcome outcome, const char *why)
{
	e->run->has_failed = true;
	e->is_done = true;
	log_warn("%s: %s", e->file, why);
	buf_release(&e->out);
	if (!e->run->is_json)
		return;
	json_begin(&e->out, '{');
	json_key(&e->out, "file");
	json_str(&e->out, e->file);
	json_key(&e->out, "url");
	json_str(&e->out, e->url);
	json_pair(&e->out, "outcome", outcome_name(outcome));
	json_pair(&e->out, "error", why);
	json_end(&e->out, '}');
	buf_char(&e->out, '\n');
}

static void
on_answer(void *ctx, const struct job_answer *a)
{
	struct entry *e = ctx;
	struct err err = ERR_INIT;

	if (!a->ok) {
		fail_entry(e, a->outcome, a->error);
		return;
	}
	put_article(e, a);
	e->is_done = true;
	if (buf_check(&e->out, &err) < 0)
		fail_entry(e, OUTCOME_WORKER, err.msg);
}

/* Prints what is done, up to the first that is not. */
static int
print_done(struct run *run, struct err *err)
{
	while (run->first != NULL && run->first->is_done) {
		struct entry *e = run->first;

		if (run->n_printed++ > 0 && !run->is_json)
			putchar('\n');
		(void)fwrite(e->out.p, 1, e->out.len, stdout);
		run->first = e->next;
		if (run->first == NULL)
			run->last = &run->first;
		run->n_ahead--;
		entry_free(e);
	}
	if (ferror(stdout))
		return err_sys(err, "cannot write to standard output");
	return 0;
}

/* Waits until at most n entries are not printed yet. */
static int
settle(struct run *run, size_t n, struct err *err)
{
	if (print_done(run, err) < 0)
		return -1;
	while (run->n_ahead > n)
		if (workers_wait(run->workers, err) < 0 ||
		    print_done(run, err) < 0)
			return -1;
	return 0;
}

static int
read_page(const char *file, struct buf *b, struct err *err)
{
	if (strcmp(file, "-") == 0)
		return file_read_fd(STDIN_FILENO, "standard input", b, err);
	return file_read(file, b, err);
}

static enum job_kind
kind_of(enum format format)
{
	return format == FORMAT_MARKDOWN ? JOB_MARKDOWN :
	    format == FORMAT_EXPLAIN ? JOB_EXPLAIN : JOB_ARTICLE;
}

/* Only what ends the whole run is an error. */
static int
add_file(struct run *run, const char *file, const char *url, struct err *err)
{
	AUTO(buf_release) struct buf page = BUF_INIT(MAX_FILE);
	struct err own = ERR_INIT;
	struct entry *e = mem_alloc(sizeof(*e));
	struct job job = { .url = str_of(url) };

	e->run = run;
	e->file = mem_dup(file);
	e->url = mem_dup(url);
	buf_init(&e->out, MAX_OUTPUT);
	*run->last = e;
	run->last = &e->next;
	run->n_ahead++;
	job.kind = kind_of(run->format);
	if (read_page(file, &page, &own) < 0) {
		fail_entry(e, own.kind == ERR_ITEM ? OUTCOME_TOO_LARGE :
		    OUTCOME_INVALID, own.msg);
	} else {
		job.body = buf_view(&page);
		if (workers_submit(run->workers, &job, on_answer, e, &own) < 0)
			fail_entry(e, OUTCOME_INVALID, own.msg);
	}
	return settle(run, run->max_ahead - 1, err);
}

/* FILE<TAB>URL on each line; the URL may be absent. */
static int
add_list(struct run *run, const char *path, struct err *err)
{
	AUTO(mem_freep) char *line = NULL;
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	size_t cap = 0;
	int r = 0;

	if (f == NULL && errno == ENOENT)
		return err_set(err, ERR_ABSENT, "there is no '%s'", path);
	if (f == NULL)
		return err_sys(err, "cannot open '%s'", path);
	while (r == 0 && getline(&line, &cap, f) > 0) {
		char *tab;

		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '\0')
			continue;
		tab = strchr(line, '\t');
		if (tab != NULL)
			*tab++ = '\0';
		r = add_file(run, line, tab != NULL ? tab : "", err);
	}
	if (r == 0 && ferror(f))
		r = err_sys(err, "cannot read '%s'", path);
	if (f != stdin)
		fclose(f);
	return r;
}

/* The site rules that fetch would use, or those that the command names. */
static int
gather_rules(const struct cmd_ctx *ctx, const char *named, struct buf *bundle,
    struct err *err)
{
	struct options o;
	int r;

	options_init(&o);
	r = options_load(&o, ctx->archive, err);
	if (named != NULL)
		o.rules = named;
	if (r == 0)
		r = options_rules(&o, bundle, err);
	options_release(&o);
	return r;
}

static int
start_run(struct run *run, bool is_single, struct str rules, struct err *err)
{
	const struct workers_opts opts = { .n = is_single ? 1 : 0,
		.rules = rules };

	run->last = &run->first;
	run->is_terminal = isatty(STDOUT_FILENO);
	if (workers_new(&run->workers, &opts, err) < 0)
		return -1;
	run->max_ahead = AHEAD * workers_count(run->workers);
	return 0;
}

static void
end_run(struct run *run)
{
	workers_free(run->workers);
	while (run->first != NULL) {
		struct entry *e = run->first;

		run->first = e->next;
		entry_free(e);
	}
}

static int
check_url(const char *url, struct err *err)
{
	AUTO(url_release) struct url u = URL_INIT;

	if (url_parse(&u, str_of(url), NULL, err) < 0) {
		err->kind = ERR_USAGE;
		return err_in(err, "--url '%s'", url);
	}
	return 0;
}

static int
check_operands(int n_files, const char *list, const char *url,
    struct err *err)
{
	if (n_files == 0 && list == NULL)
		return err_set(err, ERR_USAGE, "no FILE and no --list given");
	if (n_files > 0 && list != NULL)
		return err_set(err, ERR_USAGE,
		    "FILE and --list cannot be given together");
	if (url != NULL && n_files != 1)
		return err_set(err, ERR_USAGE, "--url needs exactly one FILE");
	return url != NULL ? check_url(url, err) : 0;
}

/* What is given on the command line. */
struct given {
	const char *format, *list, *url, *rules;
	bool is_explaining;
};

static int
check_given(const struct given *g, const struct cmd_ctx *ctx, int n_files,
    struct run *run, struct err *err)
{
	if (find_format(ctx->json ? "json" : g->format, &run->format, err) < 0 ||
	    check_operands(n_files, g->list, g->url, err) < 0)
		return -1;
	run->is_json = run->format == FORMAT_JSON;
	if (g->is_explaining && !run->is_json && run->format != FORMAT_TEXT)
		return err_set(err, ERR_USAGE, "--explain prints text or "
		    "JSON, not %s", g->format);
	if (g->is_explaining)
		run->format = FORMAT_EXPLAIN;
	return 0;
}

int
cmd_extract(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	struct given g = { .format = "text" };
	const struct opt own[] = {
		{ "format", 'f', OPT_STRING, &g.format,
		    "text|html|markdown|json", "default text" },
		{ "explain", 0, OPT_FLAG, &g.is_explaining, NULL,
		    "print what was chosen and dropped, and why" },
		{ "rules", 0, OPT_STRING, &g.rules, "off|PATH",
		    "no site rules, or those of this folder first" },
		{ "url", 0, OPT_STRING, &g.url, "URL",
		    "the page's address, for its relative links" },
		{ "list", 0, OPT_STRING, &g.list, "TSV",
		    "read the files from lines FILE<tab>URL" },
		{ .name = NULL },
	};
	AUTO(buf_release) struct buf rules = BUF_INIT(RULES_MAX_BUNDLE);
	AUTO(end_run) struct run run = { .format = FORMAT_TEXT };
	int r = cmd_parse(ctx, "extract", &argc, argv, own, err);

	if (r != 0)
		return r < 0 ? -1 : 0;
	if (check_given(&g, ctx, argc - 1, &run, err) < 0 ||
	    gather_rules(ctx, g.rules, &rules, err) < 0 ||
	    start_run(&run, argc == 2, buf_view(&rules), err) < 0)
		return -1;
	for (int i = 1; r == 0 && i < argc; i++)
		r = add_file(&run, argv[i], g.url != NULL ? g.url : "", err);
	if (r == 0 && g.list != NULL)
		r = add_list(&run, g.list, err);
	if (r < 0 || settle(&run, 0, err) < 0)
		return -1;
	if (fflush(stdout) != 0)
		return err_sys(err, "cannot write to standard output");
	ctx->exit_code = run.has_failed ? 1 : 0;
	return 0;
}
