#include "notes/head.h"

#include <fcntl.h>
#include <unistd.h>

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

void
head_read(const char *path, struct buf *out)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(HEAD_BYTES);
	AUTO(source_release) struct source source;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct err ignore = ERR_INIT;
	char *room;

	if (fd < 0)
		return;
	room = buf_room(&raw, HEAD_BYTES);
	if (room != NULL)
		buf_end(&raw, read_all(fd, room, HEAD_BYTES));
	(void)close(fd);
	if (source_init(&source, buf_view(&raw), &ignore) == 0)
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

void
notes_each_alias(const char *path, notes_alias_fn *fn, void *ctx)
{
	AUTO(buf_release) struct buf head = BUF_INIT(HEAD_BYTES * 2);

	if (note_format_of(path) != NOTE_MARKDOWN)
		return;
	head_read(path, &head);
	front_each_alias(buf_view(&head), fn, ctx);
}
