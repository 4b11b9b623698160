#include "cmd/describe.h"

#include "base/json.h"
#include "base/version.h"
#include "cmd/print.h"

/* Far more than the longest table. */
#define MAX_LINE (1 << 20)

static const char *
kind_name(enum opt_kind kind)
{
	switch (kind) {
	case OPT_FLAG:
		return "flag";
	case OPT_STRING:
		return "string";
	case OPT_LIST:
		return "list";
	case OPT_NUMBER:
		return "number";
	case OPT_SIZE:
		return "size";
	case OPT_TIME:
		return "time";
	}
	return NULL;
}

static void
add_options(struct buf *b, const struct opt *o)
{
	json_key(b, "options");
	json_begin(b, '[');
	for (; o != NULL && o->name != NULL; o++) {
		const char letter[] = { o->letter, '\0' };

		json_begin(b, '{');
		json_pair(b, "name", o->name);
		json_pair(b, "letter", letter);
		json_pair(b, "kind", kind_name(o->kind));
		json_pair(b, "arg", o->arg);
		json_pair(b, "help", o->help);
		json_end(b, '}');
	}
	json_end(b, ']');
}

static void
print_line(struct buf *b)
{
	json_end(b, '}');
	buf_char(b, '\n');
	print_buf(stdout, b);
}

void
describe_program(const struct opt *common)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_LINE);

	json_begin(&b, '{');
	json_pair(&b, "program", "kbmirror");
	json_pair(&b, "version", VERSION_NUMBER);
	json_pair(&b, "date", VERSION_DATE);
	add_options(&b, common);
	print_line(&b);
}

void
describe_command(const struct cmd *cmd, const struct opt *own)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_LINE);

	json_begin(&b, '{');
	json_pair(&b, "command", cmd->name);
	json_pair(&b, "operands", cmd->operands);
	json_pair(&b, "summary", cmd->summary);
	json_pair(&b, "text", cmd->text);
	add_options(&b, own);
	print_line(&b);
}
