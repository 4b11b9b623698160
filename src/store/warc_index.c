#include "store/warc.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/warc_head.h"

/* Lower-cased essence ("text/html") of a media type. */
static char *
essence(struct str media)
{
	char *s;

	media = str_trim(str_sub(media, 0, str_chr(media, ';')));
	if (media.p == NULL)
		return mem_dup("");
	s = mem_dupn(media.p, media.n < 128 ? media.n : 128);
	for (char *p = s; *p != '\0'; p++)
		*p = (unsigned char)*p <= 0x20 || *p == 0x7f ? '-' :
		    ch_lower(*p);
	return s;
}

/* "sha256:HEX" into lower-case HEX; "" for another algorithm. */
static void
read_digest(struct str s, char out[HASH_HEX])
{
	memset(out, 0, HASH_HEX);
	if (!str_starts_nocase(s, STR("sha256:")))
		return;
	s = str_from(s, strlen("sha256:"));
	if (s.n != HASH_HEX - 1)
		return;
	for (size_t i = 0; i < s.n; i++) {
		if (ch_hex(s.p[i]) < 0) {
			out[0] = '\0';
			return;
		}
		out[i] = ch_lower(s.p[i]);
	}
}

/* wget wrote angle brackets, which WARC 1.1 forbids. */
static char *
read_uri(struct str s)
{
	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
		s = str_sub(s, 1, s.n - 1);
	return s.p != NULL ? mem_dupn(s.p, s.n) : mem_dup("");
}

/* What another profile leaves out of a record nobody can know (WARC 1.1,
 * 6.7.1). Writers of 1.1 also use 1.0's name, which means the same, and an
 * early draft's, "uri-agnostic-identical-payload-digest". */
static bool
is_known_profile(struct str s)
{
	return str_starts(s, STR("http://netpreserve.org/warc/")) &&
	    (str_ends(s, STR("identical-payload-digest")) ||
	    str_ends(s, STR("/revisit/server-not-modified")));
}

bool
warc_index(const struct warc_record *r, struct capture *c)
{
	struct str http = buf_view(&r->http_head);
	struct str truncated = warc_field(r, "WARC-Truncated");

	*c = (struct capture){ 0 };
	if (!capture_kind_find(warc_field(r, "WARC-Type"), &c->kind))
		return false;
	if (c->kind == CAPTURE_REVISIT &&
	    !is_known_profile(warc_field(r, "WARC-Profile")))
		return false;
	c->at.offset = r->offset;
	c->at.length = r->length;
	c->url = read_uri(warc_field(r, "WARC-Target-URI"));
	(void)clock_parse(warc_field(r, "WARC-Date"), &c->date);
	c->status = warc_head_status(http);
	c->media = essence(http.n > 0 ? warc_head_type(http) :
	    warc_field(r, "Content-Type"));
	read_digest(warc_field(r, "WARC-Payload-Digest"), c->digest);
	c->length = r->payload_length;
	/* A revisit is always without its payload. */
	c->is_truncated = truncated.n > 0 && c->kind != CAPTURE_REVISIT;
	return true;
}
