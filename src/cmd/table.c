/*
 * table.c: the command table, and everything that is made from it.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/version.h"
#include "cmd/advice.h"
#include "cmd/describe.h"
#include "cmd/print.h"

const struct cmd cmd_table[] = {
	{ "fetch", "[NOTES or URLs…]",
	    "fetch what the notes cite, extract, write a snapshot",
	    "Finds the references in the notes, fetches what is new, what failed "
	    "and is due again, and what is older than --max-age, keeps every "
	    "capture, extracts the articles, writes the offline copy and commits "
	    "a dated snapshot. Without arguments: all sources that the archive "
	    "remembers. Notes are never changed.", cmd_fetch },
	{ "pack", "",
	    "make one file from a snapshot",
	    "Writes packs/kb-TIMESTAMP.tar.zst of the newest snapshot, or of the "
	    "one that --at names. \"tar -xf\" gives a copy that is readable as "
	    "it is.", cmd_pack },
	{ "refs", "NOTES…",
	    "list the references of notes, without any network",
	    "Prints every reference with its file, line and column. \"-\" reads "
	    "a list of URLs from standard input.", cmd_refs },
	{ "list", "[PATTERN…]",
	    "list the resources and their state",
	    "Prints each cited resource with its outcome. A pattern is part of "
	    "the address, or has * and ?.", cmd_list },
	{ "log", "",
	    "list the snapshots",
	    "Prints the dated snapshots of the archive, the newest first.",
	    cmd_log },
	{ "show", "URL",
	    "show one article and what is known of it",
	    "Prints the article as text, or with --json all that is known of the "
	    "resource: its captures, who cites it, its pictures.", cmd_show },
	{ "why", "URL",
	    "say who cites an address, what was tried and decided",
	    "Prints every reference to it, each try with its date and outcome, "
	    "and each decision with its rule: whose place it takes, robots.txt, "
	    "which answer is the good copy, when it is due, how soon a run with "
	    "a budget asks. From the archive alone.", cmd_why },
	{ "extract", "FILE…",
	    "extract the article of a local HTML file",
	    "Needs no archive. \"-\" reads standard input.", cmd_extract },
	{ "verify", "",
	    "check the archive, repair it, rebuild what is derived",
	    "Checks that nothing is missing; --data also reads every byte, "
	    "--deep also every record. --repair mends an archive that is "
	    "damaged. --rebuild remakes the catalog and the offline copy.",
	    cmd_verify },
	{ "reextract", "[URL, HOST or PATTERN…]",
	    "extract old captures anew, without any network",
	    "Runs the present extractor over captures of pages that an older "
	    "version extracted, and writes what it finds beside what was there. "
	    "A page in which it finds less keeps its article. Pictures that are "
	    "missing are fetched by the next fetch.", cmd_reextract },
	{ "accept", "URL…",
	    "let what was held back as suspect be the good copy",
	    "What an address shows now was judged to be worse than the good "
	    "copy, which stayed current. This says that it is right: the newest "
	    "answer becomes current, in a snapshot of its own. Earlier "
	    "snapshots, and all captures, stay as they are.", cmd_accept },
	{ "forget", "URL…",
	    "drop resources from the archive's state",
	    "The next snapshots no longer know them; older snapshots and the "
	    "captures stay as they are.", cmd_forget },
	{ "config", "",
	    "print the settings and where each was made",
	    "Settings stand in /etc/kbmirror/config.ini, in the user's "
	    "kbmirror/config.ini and in the archive's config.ini; later ones "
	    "win, and the command line wins over all. Credentials are not "
	    "shown.", cmd_config },
	{ NULL, NULL, NULL, NULL, NULL },
};

static const struct cmd *
find(const char *name)
{
	for (const struct cmd *c = cmd_table; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static const struct opt *
common_options(struct cmd_ctx *ctx)
{
	static struct opt table[8];
	const struct opt fill[] = {
		{ "archive", 0, OPT_STRING, &ctx->archive, "DIR",
		    "the archive folder (default archive, or KBMIRROR_ARCHIVE)" },
		{ "quiet", 'q', OPT_FLAG, &ctx->quiet, NULL,
		    "say only what went wrong" },
		{ "verbose", 'v', OPT_FLAG, &ctx->verbose, NULL,
		    "say more" },
		{ "json", 0, OPT_FLAG, &ctx->json, NULL,
		    "print JSON lines instead of text" },
		{ "color", 0, OPT_STRING, &ctx->color,
		    "auto|always|never", "colours on a terminal" },
		{ "dry-run", 'n', OPT_FLAG, &ctx->dry_run, NULL,
		    "only say what would be done" },
		{ "help", 'h', OPT_FLAG, &ctx->help, NULL,
		    "print this help" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};

	memcpy(table, fill, sizeof(fill));
	return table;
}

/* Prints a paragraph at most 79 columns wide. */
static void
print_text(FILE *f, const char *text)
{
	size_t at = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, " ");

		if (at > 0 && at + 1 + n > 79) {
			(void)fputc('\n', f);
			at = 0;
		} else if (at > 0) {
			(void)fputc(' ', f);
			at++;
		}
		(void)fprintf(f, "%.*s", (int)n, text);
		at += n;
		text += n + (text[n] == ' ');
	}
	(void)fputc('\n', f);
}

static void
print_usage(FILE *f)
{
	(void)fprintf(f, "usage: kbmirror COMMAND [OPTIONS] …\n\n"
	    "Mirrors what your notes cite, so that it can be read offline.\n\n");
	for (const struct cmd *c = cmd_table; c->name != NULL; c++)
		(void)fprintf(f, "  %-9s %s\n", c->name, c->summary);
	(void)fprintf(f, "\n\"kbmirror COMMAND --help\" tells the options of a "
	    "command.\n");
}

int
cmd_parse(struct cmd_ctx *ctx, const char *name, int *argc, char **argv,
    const struct opt *own, struct err *err)
{
	static const struct opt none[] = {
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL } };
	const struct opt *tables[] = { own != NULL ? own : none,
	    common_options(ctx), NULL };
	const struct cmd *cmd = find(name);

	if (ctx->describe) {
		describe_command(cmd, own);
		return 1;
	}
	if (opts_parse(argc, argv, tables, err) < 0)
		return -1;
	if (ctx->help) {
		(void)printf("usage: kbmirror %s [OPTIONS]%s%s\n\n", name,
		    cmd->operands[0] != '\0' ? " " : "", cmd->operands);
		print_text(stdout, cmd->text);
		if (own != NULL && own->name != NULL) {
			(void)printf("\nOptions:\n");
			opts_print(stdout, own);
		}
		(void)printf("\nCommon options:\n");
		opts_print(stdout, tables[1]);
		return 1;
	}
	if (strcmp(ctx->color, "auto") != 0 &&
	    strcmp(ctx->color, "always") != 0 &&
	    strcmp(ctx->color, "never") != 0)
		return err_set(err, ERR_USAGE,
		    "--color wants auto, always or never, not '%s'",
		    ctx->color);
	log_set_level(ctx->quiet ? LOG_QUIET :
	    ctx->verbose ? LOG_VERBOSE : LOG_NORMAL);
	log_set_color(print_has_color(ctx, stderr));
	return 0;
}

/* Every command has its table described by its own cmd_parse(). */
static int
describe_all(struct cmd_ctx *ctx, struct err *err)
{
	ctx->describe = true;
	describe_program(common_options(ctx));
	for (const struct cmd *c = cmd_table; c->name != NULL; c++) {
		char name[16], *argv[] = { name, NULL };

		(void)snprintf(name, sizeof(name), "%s", c->name);
		if (c->run(ctx, 1, argv, err) < 0)
			return cmd_exit_code(err);
	}
	return 0;
}

int
cmd_exit_code(const struct err *err)
{
	switch (err->kind) {
	case ERR_NONE:
		return 0;
	case ERR_ITEM:
	case ERR_ABSENT:
		return 1;
	case ERR_USAGE:
		return 2;
	case ERR_STORE:
		return 3;
	case ERR_RETRY:
	case ERR_SYSTEM:
		return 4;
	case ERR_LOCKED:
		return 5;
	case ERR_NETWORK:
		return 6;
	}
	return 4;
}

static int
unknown_command(const char *name)
{
	const char *names[32];
	const char *hint;
	size_t n = 0;

	for (const struct cmd *c = cmd_table; c->name != NULL; c++)
		names[n++] = c->name;
	names[n] = NULL;
	hint = opts_nearest(name, names);
	if (name[0] == '-')
		log_warn("the command comes first: kbmirror COMMAND %s …",
		    name);
	else if (hint != NULL)
		log_warn("unknown command '%s'; did you mean %s?", name, hint);
	else
		log_warn("unknown command '%s'; 'kbmirror --help' lists them",
		    name);
	return 2;
}

/* A full disk behind the output is no success. */
static int
finish(int code)
{
	bool is_written = fflush(stdout) == 0 && ferror(stdout) == 0;

	/* What went wrong before says more. */
	if (is_written || code != 0)
		return code;
	log_error("cannot write to standard output");
	return 4;
}

static int
check_now(struct err *err)
{
	const char *now = getenv("KBMIRROR_NOW");
	int64_t ms;

	if (now == NULL || now[0] == '\0' || clock_parse(str_of(now), &ms))
		return 0;
	return err_set(err, ERR_USAGE, "KBMIRROR_NOW wants a time such as "
	    "2026-11-22T07:43:00Z, not '%s'", now);
}

int
cmd_main(int argc, char **argv)
{
	const char *env = getenv("KBMIRROR_ARCHIVE");
	struct cmd_ctx ctx = {
		.archive = env != NULL && env[0] != '\0' ? env : "archive",
		.color = "auto",
	};
	struct err err = ERR_INIT;
	const struct cmd *cmd;

	/* A file that may grow no further is an error like a full disk. */
	(void)signal(SIGXFSZ, SIG_IGN);
	if (argc < 2) {
		print_usage(stderr);
		return 2;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return finish(0);
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("kbmirror %s\n", VERSION_NUMBER);
		return finish(0);
	}
	if (strcmp(argv[1], "--describe") == 0)
		return finish(describe_all(&ctx, &err));
	cmd = find(argv[1]);
	if (cmd == NULL)
		return unknown_command(argv[1]);
	if (check_now(&err) < 0 ||
	    cmd->run(&ctx, argc - 1, argv + 1, &err) < 0) {
		const char *advice = advice_on(&err);

		log_error("%s", err.msg);
		if (advice != NULL)
			log_error("%s", advice);
		return cmd_exit_code(&err);
	}
	return finish(ctx.exit_code);
}
