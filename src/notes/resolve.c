#include "base/mem.h"
#include "notes/notes.h"
#include "web/url.h"

/* No path of a file system is longer. */
#define RESOLVE_MAX 8192

static bool
has_scheme(struct str s)
{
	size_t i = 0;

	while (i < s.n && (ch_is_alnum(s.p[i]) || (i > 0 &&
	    strchr("+-.", s.p[i]) != NULL)))
		i++;
	return i > 1 && i < s.n && s.p[i] == ':' && ch_is_alpha(s.p[0]);
}

/* Appends the steps of s to the normalised path from root in b. */
static bool
follow(struct buf *b, size_t root, struct str s)
{
	struct str step;

	while (str_cut(&s, '/', &step)) {
		if (step.n == 0 || str_eq(step, STR(".")))
			continue;
		if (!str_eq(step, STR(".."))) {
			if (b->len > root)
				buf_char(b, '/');
			buf_s(b, step);
			continue;
		}
		if (b->len == root)
			return false;
		while (b->len > root && b->p[b->len - 1] != '/')
			buf_cut(b, b->len - 1);
		if (b->len > root)
			buf_cut(b, b->len - 1);
	}
	return true;
}

static struct str
folder_of(struct str name)
{
	while (name.n > 0 && name.p[name.n - 1] != '/')
		name.n--;
	return name;
}

bool
note_resolve(const char *name, struct str destination, struct buf *out)
{
	AUTO(buf_release) struct buf path = BUF_INIT(RESOLVE_MAX);
	struct str s = destination, own = str_of(name);
	size_t root = out->len, i;

	if (has_scheme(s) || str_starts(s, STR("//")))
		return false;
	for (i = 0; i < s.n && s.p[i] != '#' && s.p[i] != '?';)
		i++;
	s.n = i;
	url_percent_decode(s, &path);
	s = buf_view(&path);
	if (path.failed || memchr(s.p, '\0', s.n) != NULL)
		return false;
	if (s.n == 0)
		return follow(out, root, own);
	if ((s.p[0] == '/' || follow(out, root, folder_of(own))) &&
	    follow(out, root, s))
		return true;
	buf_cut(out, root);
	return false;
}
