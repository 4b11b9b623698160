#include "base/opts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

void
opt_list_release(struct opt_list *l)
{
	free(l->items);
	*l = (struct opt_list){ 0 };
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein distance; words longer than 63 bytes are far from all. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[64], n = strlen(a), m = strlen(b);

	if (n > 63 || m > 63)
		return 64;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t above = row[j];

			row[j] = least(least(row[j - 1], above) + 1,
			    diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[m];
}

const char *
opts_nearest(const char *word, const char *const *names)
{
	const char *best = NULL;
	size_t far = 4;

	for (; *names != NULL; names++) {
		size_t d = distance(word, *names);

		if (d < far && d < strlen(*names)) {
			far = d;
			best = *names;
		}
	}
	return best;
}

static const struct opt *
find(const struct opt *const *tables, struct str name, char letter)
{
	for (; *tables != NULL; tables++)
		for (const struct opt *o = *tables; o->name != NULL; o++)
			if (letter != 0 ? o->letter == letter :
			    str_eq(str_of(o->name), name))
				return o;
	return NULL;
}

static const char *
nearest_option(const struct opt *const *tables, const char *word)
{
	const char *names[128];
	size_t n = 0;

	for (; *tables != NULL; tables++)
		for (const struct opt *o = *tables; o->name != NULL; o++)
			if (n < 127)
				names[n++] = o->name;
	names[n] = NULL;
	return opts_nearest(word, names);
}

static int
unknown(const struct opt *const *tables, const char *arg, struct err *err)
{
	const char *hint = nearest_option(tables, arg + strspn(arg, "-"));

	if (hint == NULL)
		return err_set(err, ERR_USAGE, "unknown option '%s'", arg);
	return err_set(err, ERR_USAGE,
	    "unknown option '%s'; did you mean --%s?", arg, hint);
}

/* A number with a unit from the table; false when it is neither. */
static bool
scaled(struct str s, const char *const units[], const int64_t factors[],
    int64_t *out)
{
	size_t digits = 0;
	unsigned long v;

	while (digits < s.n && ch_is_digit(s.p[digits]))
		digits++;
	if (!str_to_ulong(str_sub(s, 0, digits), INT64_MAX, &v))
		return false;
	for (size_t i = 0; units[i] != NULL; i++) {
		if (!str_eq_nocase(str_from(s, digits), str_of(units[i])))
			continue;
		if (v > (unsigned long)(INT64_MAX / factors[i]))
			return false;
		*out = (int64_t)v * factors[i];
		return true;
	}
	return false;
}

static bool
parse_size(const char *value, int64_t *out)
{
	static const char *const units[] = { "", "b", "k", "kb", "m", "mb",
	    "g", "gb", NULL };
	static const int64_t factors[] = { 1, 1, 1 << 10, 1 << 10, 1 << 20,
	    1 << 20, 1 << 30, 1 << 30 };

	return scaled(str_of(value), units, factors, out);
}

static bool
parse_time(const char *value, int64_t *out)
{
	static const char *const units[] = { "ms", "", "s", "m", "h", "d",
	    "w", NULL };
	static const int64_t factors[] = { 1, 1000, 1000, 60000, 3600000,
	    86400000, 604800000 };

	return scaled(str_of(value), units, factors, out);
}

static int
bad_value(const struct opt *o, const char *value, const char *want,
    struct err *err)
{
	return err_set(err, ERR_USAGE, "%s wants %s, not '%s'", o->name, want,
	    value);
}

static int
set_flag(const struct opt *o, const char *value, struct err *err)
{
	static const char *const yes[] = { "yes", "true", "on", "1", NULL };
	static const char *const no[] = { "no", "false", "off", "0", NULL };

	for (size_t i = 0; yes[i] != NULL; i++) {
		if (strcmp(value, yes[i]) != 0 && strcmp(value, no[i]) != 0)
			continue;
		*(bool *)o->to = strcmp(value, yes[i]) == 0;
		return 0;
	}
	return bad_value(o, value, "yes or no", err);
}

static int
set(const struct opt *o, const char *value, struct err *err)
{
	struct opt_list *list;
	unsigned long v;

	switch (o->kind) {
	case OPT_FLAG:
		return set_flag(o, value, err);
	case OPT_STRING:
		*(const char **)o->to = value;
		return 0;
	case OPT_LIST:
		list = o->to;
		*VEC_PUSH(&list->items, &list->n, &list->cap) = value;
		return 0;
	case OPT_NUMBER:
		if (!str_to_ulong(str_of(value), INT32_MAX, &v))
			return bad_value(o, value, "a number", err);
		*(long *)o->to = (long)v;
		return 0;
	case OPT_SIZE:
		if (!parse_size(value, o->to))
			return bad_value(o, value, "a size such as 500k, 20M "
			    "or 1G", err);
		return 0;
	case OPT_TIME:
		if (!parse_time(value, o->to))
			return bad_value(o, value, "a time such as 500ms, 30s, "
			    "10m, 6h or 30d", err);
		return 0;
	}
	return -1;
}

int
opts_set(const struct opt *table, const char *name, const char *value,
    struct err *err)
{
	const struct opt *const tables[] = { table, NULL };
	const struct opt *o = find(tables, str_of(name), 0);
	const char *hint;

	if (o != NULL)
		return set(o, value, err);
	hint = nearest_option(tables, name);
	return err_set(err, ERR_USAGE, "unknown key '%s'%s%s%s", name,
	    hint != NULL ? "; did you mean " : "", hint != NULL ? hint : "",
	    hint != NULL ? "?" : "");
}

/* On the command line an option is spelled with its "--". */
static int
set_argument(const struct opt *o, const char *value, struct err *err)
{
	struct err why = ERR_INIT;

	if (set(o, value, &why) == 0)
		return 0;
	return err_set(err, why.kind, "--%s", why.msg);
}

struct parser {
	const struct opt *const *tables;
	int argc, at;
	char **argv;
};

static int
parse_long(struct parser *p, struct err *err)
{
	const char *arg = p->argv[p->at];
	const char *eq = strchr(arg, '=');
	size_t n = eq != NULL ? (size_t)(eq - arg) : strlen(arg);
	const struct opt *o = find(p->tables, str_make(arg + 2, n - 2), 0);

	if (o == NULL)
		return unknown(p->tables, arg, err);
	if (o->kind == OPT_FLAG) {
		if (eq != NULL)
			return err_set(err, ERR_USAGE, "--%s takes no value",
			    o->name);
		*(bool *)o->to = true;
		return 0;
	}
	if (eq == NULL && p->at + 1 >= p->argc)
		return err_set(err, ERR_USAGE, "--%s needs a value: --%s %s",
		    o->name, o->name, o->arg);
	return set_argument(o, eq != NULL ? eq + 1 : p->argv[++p->at], err);
}

static int
parse_letters(struct parser *p, struct err *err)
{
	const char *arg = p->argv[p->at];

	for (const char *c = arg + 1; *c != '\0'; c++) {
		const struct opt *o = find(p->tables, STR(""), *c);

		if (o == NULL)
			return unknown(p->tables, arg, err);
		if (o->kind == OPT_FLAG) {
			*(bool *)o->to = true;
			continue;
		}
		if (c[1] == '\0' && p->at + 1 >= p->argc)
			return err_set(err, ERR_USAGE, "-%c needs a value: "
			    "-%c %s", *c, *c, o->arg);
		return set_argument(o, c[1] != '\0' ? c + 1 :
		    p->argv[++p->at], err);
	}
	return 0;
}

int
opts_parse(int *argc, char **argv, const struct opt *const *tables,
    struct err *err)
{
	struct parser p = { tables, *argc, 1, argv };
	int kept = 1;

	for (; p.at < p.argc; p.at++) {
		char *arg = argv[p.at];

		if (strcmp(arg, "--") == 0) {
			while (++p.at < p.argc)
				argv[kept++] = argv[p.at];
			break;
		}
		if (arg[0] != '-' || arg[1] == '\0') {
			argv[kept++] = arg;
			continue;
		}
		if ((arg[1] == '-' ? parse_long(&p, err) :
		    parse_letters(&p, err)) < 0)
			return -1;
	}
	*argc = kept;
	argv[kept] = NULL;
	return 0;
}

/* Wraps text at 80 columns, continuing at the given column. */
static void
print_wrapped(FILE *f, const char *text, size_t column, size_t at)
{
	while (*text != '\0') {
		size_t n = strcspn(text, " ");

		if (at + 1 + n > 79 && at > column) {
			(void)fprintf(f, "\n%*s", (int)column, "");
			at = column;
		} else if (at > column) {
			(void)fputc(' ', f);
			at++;
		}
		(void)fprintf(f, "%.*s", (int)n, text);
		at += n;
		text += n + (text[n] == ' ');
	}
	(void)fputc('\n', f);
}

void
opts_print(FILE *f, const struct opt *o)
{
	for (; o->name != NULL; o++) {
		char left[64];
		int n;

		n = snprintf(left, sizeof(left), "  %c%c%s --%s%s%s",
		    o->letter != 0 ? '-' : ' ',
		    o->letter != 0 ? o->letter : ' ',
		    o->letter != 0 ? "," : " ", o->name,
		    o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
		(void)fprintf(f, "%-29s", left);
		if (n > 28)
			(void)fprintf(f, "\n%29s", "");
		print_wrapped(f, o->help, 29, 29);
	}
}
