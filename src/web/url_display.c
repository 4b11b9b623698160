#include <stdint.h>
#include <unicode/uchar.h>
#include <unicode/uspoof.h>

#include "base/text.h"
#include "web/url.h"
#include "web/url_host.h"

/* Longer than any name in the DNS is in Unicode. */
#define NAME_MAX_LEN 1024

/* Can cp be told apart by the eye, and does it stay where it is put? */
static bool
is_visible(unsigned int cp)
{
	uint32_t kinds = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK |
	    U_GC_P_MASK | U_GC_S_MASK;

	return cp >= 0x80 && (U_GET_GC_MASK((UChar32)cp) & kinds) != 0 &&
	    !u_hasBinaryProperty((UChar32)cp,
	    UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/* The bytes of up to n escapes at s. */
static size_t
read_escapes(struct str s, char *to, size_t n)
{
	size_t got = 0;

	while (got < n && s.n >= 3 && s.p[0] == '%' &&
	    ch_hex(s.p[1]) >= 0 && ch_hex(s.p[2]) >= 0) {
		to[got++] = (char)(ch_hex(s.p[1]) << 4 | ch_hex(s.p[2]));
		s = str_from(s, 3);
	}
	return got;
}

static void
put_readable(const char *text, struct buf *b)
{
	struct str s = str_of(text);

	while (s.n > 0) {
		unsigned int cp = 0, n = 0;
		char bytes[4];

		if (s.p[0] == '%')
			n = text_decode(str_make(bytes,
			    read_escapes(s, bytes, 4)), &cp);
		if (n > 0 && is_visible(cp)) {
			buf_put(b, bytes, n);
			s = str_from(s, 3 * (size_t)n);
		} else {
			buf_char(b, s.p[0]);
			s = str_from(s, 1);
		}
	}
}

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* Does the label mix scripts, or look like another one in ASCII? */
static bool
is_deceptive(struct str name)
{
	UErrorCode code = U_ZERO_ERROR;
	USpoofChecker *checker = uspoof_open(&code);
	char skeleton[4 * NAME_MAX_LEN];
	int32_t found, n;

	uspoof_setRestrictionLevel(checker, USPOOF_HIGHLY_RESTRICTIVE);
	uspoof_setChecks(checker, USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE,
	    &code);
	found = uspoof_checkUTF8(checker, name.p, (int32_t)name.n, NULL,
	    &code);
	n = uspoof_getSkeletonUTF8(checker, 0, name.p, (int32_t)name.n,
	    skeleton, sizeof(skeleton), &code);
	uspoof_close(checker);
	if (U_FAILURE(code) || found != 0)
		return true;
	return is_ascii(str_make(skeleton, (size_t)n));
}

static void
put_host(struct str host, struct buf *b)
{
	AUTO(buf_release) struct buf name = BUF_INIT(NAME_MAX_LEN);
	struct str rest, label;

	url_host_to_unicode(host, &name);
	rest = buf_view(&name);
	if (str_eq(rest, host) || name.failed) {
		buf_s(b, host);
		return;
	}
	while (str_cut(&rest, '.', &label))
		if (!is_ascii(label) && is_deceptive(label)) {
			buf_s(b, host);
			return;
		}
	buf_s(b, buf_view(&name));
}

void
url_display_host(struct str host, struct buf *b)
{
	size_t port = host.n > 0 && host.p[0] == '[' ? host.n :
	    str_chr(host, ':');

	put_host(str_sub(host, 0, port), b);
	buf_s(b, str_from(host, port));
}

void
url_display(struct str href, struct buf *b)
{
	AUTO(url_release) struct url u = URL_INIT;

	if (url_parse(&u, href, NULL, NULL) < 0) {
		text_repair(b, href);
		return;
	}
	buf_str(b, u.scheme);
	buf_str(b, u.host != NULL ? "://" : ":");
	if (u.username[0] != '\0')
		buf_fmt(b, "%s@", u.username);
	if (u.host != NULL)
		put_host(str_of(u.host), b);
	if (u.port >= 0)
		buf_fmt(b, ":%d", u.port);
	put_readable(u.path, b);
	if (u.query != NULL) {
		buf_char(b, '?');
		put_readable(u.query, b);
	}
	if (u.fragment != NULL) {
		buf_char(b, '#');
		put_readable(u.fragment, b);
	}
}
