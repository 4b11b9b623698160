#include "notes/head.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "notes/format.h"
#include "notes/front.h"
#include "notes/source.h"

/* Front matter and what tells formats apart come in it. */
#define HEAD_BYTES 65536

static size_t
read_all(int fd, char *p, size_t max)
{
	size_t n = 0;
	ssize_t got;

	while (n < max && (got = read(fd, p + n, max - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		n += (size_t)got;
	}
	return n;
}

static void
read_raw(const char *path, struct buf *raw)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *room;

	if (fd < 0)
		return;
	room = buf_room(raw, HEAD_BYTES);
	if (room != NULL)
		buf_end(raw, read_all(fd, room, HEAD_BYTES));
	(void)close(fd);
}

void
head_read(const char *path, struct buf *out)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(HEAD_BYTES);
	AUTO(source_release) struct source source;
	struct err ignore = ERR_INIT;

	read_raw(path, &raw);
	if (source_init_note(&source, path, buf_view(&raw), &ignore) == 0)
		buf_s(out, source.text);
}

bool
notes_has(const char *path)
{
	AUTO(buf_release) struct buf head = BUF_INIT(HEAD_BYTES * 2);
	enum note_format format = note_format_of(path);

	if (!format_is_open(format))
		return format != NOTE_OTHER;
	head_read(path, &head);
	return format_find(path, buf_view(&head)) != NOTE_OTHER;
}

/* Logseq writes the page "a/b" into the file "a___b.md". */
static void
give_namespace(const char *path, notes_alias_fn *fn, void *ctx)
{
	AUTO(buf_release) struct buf name = BUF_INIT(HEAD_BYTES);
	struct str base = str_of(path_base(path));
	size_t i = str_find(base, STR("___"));

	if (i == (size_t)-1)
		return;
	base.n -= strlen(path_ext(base.p)) + 1;
	for (; i != (size_t)-1; i = str_find(base, STR("___"))) {
		buf_s(&name, str_sub(base, 0, i));
		buf_char(&name, '/');
		base = str_from(base, i + 3);
	}
	buf_s(&name, base);
	fn(ctx, buf_view(&name));
}

void
notes_each_alias(const char *path, notes_alias_fn *fn, void *ctx)
{
	AUTO(buf_release) struct buf head = BUF_INIT(HEAD_BYTES * 2);

	if (note_format_of(path) != NOTE_MARKDOWN)
		return;
	give_namespace(path, fn, ctx);
	head_read(path, &head);
	front_each_alias(buf_view(&head), fn, ctx);
}
