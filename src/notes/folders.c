#include "notes/folders.h"

#include "base/text.h"

void
folders_init(struct folders *f)
{
	f->depth = 0;
	buf_init(&f->path, FOLDERS_TEXT);
}

void
folders_release(struct folders *f)
{
	buf_release(&f->path);
	f->depth = 0;
}

void
folders_push(struct folders *f, struct str name)
{
	AUTO(buf_release) struct buf line = BUF_INIT(FOLDERS_TEXT);
	size_t before = f->path.len;

	if (f->depth < FOLDERS_DEPTH) {
		f->lengths[f->depth] = before;
		text_squeeze(&line, str_sub(name, 0, FOLDERS_TEXT / 4));
		if (line.len > 0 && before + line.len + 3 < FOLDERS_TEXT) {
			if (before > 0)
				buf_str(&f->path, " / ");
			buf_s(&f->path, buf_view(&line));
		}
	}
	f->depth++;
}

void
folders_pop(struct folders *f)
{
	if (f->depth == 0)
		return;
	f->depth--;
	if (f->depth < FOLDERS_DEPTH)
		buf_cut(&f->path, f->lengths[f->depth]);
}

void
folders_cut(struct folders *f, size_t depth)
{
	while (f->depth > depth)
		folders_pop(f);
}

struct str
folders_path(const struct folders *f)
{
	return buf_view(&f->path);
}
