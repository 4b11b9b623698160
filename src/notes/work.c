#include "notes/walker.h"

/* md4c takes well below a second for as many steps. */
#define WORK_MAX 1000000000

struct work {
	size_t steps;
	size_t lines, brackets;	/* of the run of lines at hand */
	size_t depth;		/* no deeper nesting was possible so far */
};

static bool
is_blank(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != ' ' && line.p[i] != '\t')
			return false;
	return true;
}

/* What at the very margin ends any paragraph, whatever it is nested in. */
static bool
begins_block(struct str line)
{
	return line.n > 2 && strchr("-+*#", line.p[0]) != NULL &&
	    line.p[0] != '\0' && line.p[1] == ' ' &&
	    !is_blank(str_from(line, 2));
}

/* How many quotes and lists the line can be nested in, or open. */
static size_t
depth_of(struct str line)
{
	size_t n = 0, blanks = 0;

	for (size_t i = 0; i < line.n; i++) {
		char c = line.p[i];
		bool is_last = i + 1 >= line.n || line.p[i + 1] == ' ' ||
		    line.p[i + 1] == '\t';

		if (c == ' ')
			blanks++;
		else if (c == '\t')
			blanks += 4;
		else if (c == '>')
			n++;
		else if (c != '\0' && strchr("-+*.)", c) != NULL)
			n += is_last;
		else if (!ch_is_digit(c))
			break;
	}
	return n + blanks / 2;
}

static void
end_run(struct work *w)
{
	w->steps += w->lines * w->brackets;
	w->lines = w->brackets = 0;
}

static void
add_line(struct work *w, struct str line)
{
	size_t depth;

	w->steps += w->depth;
	if (is_blank(line)) {
		end_run(w);
		return;
	}
	if (begins_block(line))
		end_run(w);
	depth = depth_of(line);
	if (depth > w->depth)
		w->depth = depth;
	w->lines++;
	for (size_t i = 0; i < line.n; i++)
		w->brackets += line.p[i] == ']';
}

bool
work_is_much(struct str s)
{
	struct work w = { .steps = 0 };
	size_t from = 0;

	for (size_t i = 0; i < s.n && w.steps < WORK_MAX; i++) {
		if (s.p[i] != '\n' && s.p[i] != '\r')
			continue;
		if (s.p[i] == '\r' || i == 0 || s.p[i - 1] != '\r')
			add_line(&w, str_sub(s, from, i));
		from = i + 1;
	}
	add_line(&w, str_from(s, from));
	end_run(&w);
	return w.steps >= WORK_MAX;
}
