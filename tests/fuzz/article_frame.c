#include <string.h>

#include "article/frame.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct frame_head head;
	struct str last;

	if (n < sizeof(head))
		return 0;
	memcpy(&head, p, sizeof(head));
	if (!frame_check(&head))
		return 0;
	PROMISE(frame_len(&head) <= FRAME_MAX_ANSWER);
	last = frame_part(&head, (const char *)p, FRAME_PARTS - 1);
	PROMISE((size_t)(last.p - (const char *)p) + last.n ==
	    frame_len(&head));
	return 0;
}
