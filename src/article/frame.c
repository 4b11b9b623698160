#include "article/frame.h"

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAGIC 0x6b626d31u	/* "kbm1" */

static const uint32_t limits[FRAME_COUNT][FRAME_PARTS] = {
	[FRAME_HELLO] = { FRAME_MAX_RULES, 0, 0, 0 },
	[FRAME_REFUSED] = { FRAME_MAX_MESSAGE, 0, 0, 0 },
	[FRAME_JOB] = { FRAME_MAX_URL, FRAME_MAX_TYPE, FRAME_MAX_BODY,
	    FRAME_MAX_DATE },
	[FRAME_DONE] = { FRAME_MAX_ANSWER, FRAME_MAX_ANSWER, 0, 0 },
	[FRAME_FAILED] = { FRAME_MAX_MESSAGE, 0, 0, 0 },
};

struct frame_head
frame_make(enum frame_kind kind, const struct str *parts)
{
	struct frame_head head = { .magic = MAGIC, .kind = kind };

	for (size_t i = 0; parts != NULL && i < FRAME_PARTS; i++)
		head.len[i] = parts[i].n > UINT32_MAX ? UINT32_MAX :
		    (uint32_t)parts[i].n;
	return head;
}

bool
frame_check(const struct frame_head *head)
{
	if (head->magic != MAGIC || head->kind == 0 ||
	    head->kind >= FRAME_COUNT)
		return false;
	for (size_t i = 0; i < FRAME_PARTS; i++)
		if (head->len[i] > limits[head->kind][i])
			return false;
	return frame_len(head) <= FRAME_MAX_ANSWER;
}

size_t
frame_len(const struct frame_head *head)
{
	size_t n = 0;

	for (size_t i = 0; i < FRAME_PARTS; i++)
		n += head->len[i];
	return n;
}

struct str
frame_part(const struct frame_head *head, const char *bytes, size_t i)
{
	for (size_t k = 0; k < i; k++)
		bytes += head->len[k];
	return str_make(bytes, head->len[i]);
}

void
frame_put(struct buf *out, const struct frame_head *head,
    const struct str *parts)
{
	buf_put(out, head, sizeof(*head));
	for (size_t i = 0; parts != NULL && i < FRAME_PARTS; i++)
		buf_s(out, parts[i]);
}

static bool
receive_all(int fd, char *p, size_t n)
{
	while (n > 0) {
		ssize_t got = read(fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

bool
frame_receive(int fd, struct frame_head *head, struct buf *bytes)
{
	size_t n;
	char *p;

	if (!receive_all(fd, (char *)head, sizeof(*head)) ||
	    !frame_check(head))
		return false;
	n = frame_len(head);
	buf_reset(bytes);
	if (n == 0)
		return true;
	p = buf_room(bytes, n);
	if (p == NULL || !receive_all(fd, p, n))
		return false;
	buf_end(bytes, n);
	return true;
}

bool
frame_send(int fd, const struct frame_head *head, const struct str *parts)
{
	struct iovec v[1 + FRAME_PARTS] = {
		{ (void *)(uintptr_t)head, sizeof(*head) },
	};
	size_t n = 1, i = 0;

	for (size_t k = 0; parts != NULL && k < FRAME_PARTS; k++)
		v[n++] = (struct iovec){ (void *)(uintptr_t)parts[k].p,
		    parts[k].n };
	while (i < n) {
		ssize_t put = writev(fd, v + i, (int)(n - i));

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		while (i < n && (size_t)put >= v[i].iov_len)
			put -= (ssize_t)v[i++].iov_len;
		if (i < n) {
			v[i].iov_base = (char *)v[i].iov_base + put;
			v[i].iov_len -= (size_t)put;
		}
	}
	return true;
}
