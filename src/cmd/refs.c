/*
 * refs.c: "kbmirror refs": what notes cite, without any network.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cmd/print.h"
#include "notes/cited.h"

/* As the notes' own bound: anything larger is refused there. */
#define REFS_NOTE ((size_t)512 << 20)
/* One line of output: an URL may be a picture's data. */
#define REFS_LINE ((size_t)1 << 30)

struct listing {
	struct cmd_ctx *ctx;
	struct cited *cited;	/* of the source at hand; NULL: none */
	int64_t n_notes, n_refs;
	int64_t n_unreadable;
	bool is_note;		/* the source is no folder of them */
};

static void
print_json(const struct ref *r, const char *name)
{
	AUTO(buf_release) struct buf b = BUF_INIT(REFS_LINE);

	json_begin(&b, '{');
	json_key(&b, "file");
	json_str(&b, name);
	json_pair_int(&b, "line", r->line);
	json_pair_int(&b, "column", r->column);
	json_key(&b, "kind");
	json_str(&b, ref_kind_name(r->kind));
	json_key(&b, "url");
	json_str(&b, r->url);
	json_key(&b, "text");
	json_str(&b, r->text);
	json_key(&b, "heading");
	json_str(&b, r->heading);
	print_time(&b, "date", r->date);
	if (r->dated != REF_UNDATED)
		json_pair(&b, "dated", ref_dated_name(r->dated));
	json_key(&b, "lenient");
	json_bool(&b, r->is_lenient);
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static void
print_text(const struct ref *r, const char *name)
{
	AUTO(buf_release) struct buf b = BUF_INIT(REFS_LINE);

	text_escape(&b, str_of(name));
	buf_fmt(&b, ":%u:%u  %s  ", r->line, r->column,
	    ref_kind_name(r->kind));
	text_escape(&b, str_of(r->url));
	buf_str(&b, "  \"");
	text_escape(&b, str_of(r->text));
	buf_str(&b, r->is_lenient ? "\"  (lenient)\n" : "\"\n");
	print_buf(stdout, &b);
}

static int
list_text(struct listing *l, struct str text, const char *path,
    const char *name)
{
	struct err err = ERR_INIT;
	struct note note;

	if (note_parse(&note, text, path, &err) < 0) {
		AUTO(buf_release) struct buf b = BUF_INIT(4096);

		l->n_unreadable++;
		if (l->is_note)
			l->ctx->exit_code = 1;
		text_escape(&b, str_of(err.msg));
		(void)fprintf(stderr, "left out: %s\n", b.p);
		return 0;
	}
	if (l->cited != NULL)
		cited_tell(l->cited, path, name, text, &note);
	l->n_notes++;
	l->n_refs += (int64_t)note.n_refs;
	for (size_t i = 0; i < note.n_refs; i++) {
		if (l->ctx->json)
			print_json(&note.refs[i], name);
		else
			print_text(&note.refs[i], name);
	}
	note_release(&note);
	return 0;
}

static int
list_note(void *ctx, const char *path, const char *name, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(REFS_NOTE);

	if (file_read(path, &text, err) < 0)
		return -1;
	return list_text(ctx, buf_view(&text), path, name);
}

static int
list_standard_input(struct listing *l, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(REFS_NOTE);

	l->is_note = true;
	if (file_read_fd(STDIN_FILENO, "standard input", &text, err) < 0)
		return -1;
	return list_text(l, buf_view(&text), "standard-input.urls", "-");
}

static int
list_source(struct listing *l, const char *source, struct err *err)
{
	bool is_folder;
	int rc;

	if (strcmp(source, "-") == 0)
		return list_standard_input(l, err);
	if (file_check_dir(source, &is_folder, err) < 0)
		return -1;
	l->is_note = !is_folder;
	l->cited = cited_new(source);
	rc = notes_walk(source, list_note, l, err);
	cited_free(l->cited);
	l->cited = NULL;
	return rc;
}

static void
print_summary(const struct listing *l)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	print_count(&b, l->n_refs, "reference", "references");
	buf_str(&b, " in ");
	print_count(&b, l->n_notes, "note", "notes");
	if (l->n_unreadable > 0)
		buf_fmt(&b, ", %lld left out", (long long)l->n_unreadable);
	buf_char(&b, '\n');
	print_buf(stderr, &b);
}

int
cmd_refs(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	static const struct opt none[] = {
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	struct listing l = { .ctx = ctx };
	int rc = cmd_parse(ctx, "refs", &argc, argv, none, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (argc < 2 && isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE,
		    "no notes given: name a file or folder, or - for "
		    "standard input");
	if (argc < 2 && list_standard_input(&l, err) < 0)
		return -1;
	for (int i = 1; i < argc; i++)
		if (list_source(&l, argv[i], err) < 0)
			return -1;
	if (!ctx->quiet)
		print_summary(&l);
	return 0;
}
