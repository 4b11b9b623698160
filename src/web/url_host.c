#include "web/url_host.h"

#include <stdint.h>
#include <unicode/uidna.h>

#include "base/text.h"
#include "web/url.h"
#include "web/url_escape.h"

/* A name in the DNS has 253 bytes; more only costs time in punycode, whose
 * coding is quadratic. */
#define IDNA_MAX 4096

/* Which of ICU's complaints the standard's flags switch off: CheckHyphens and
 * VerifyDnsLength are false. */
#define IDNA_IGNORED (UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | \
	UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN | \
	UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4)

#define IDNA_OPTIONS (UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | \
	UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE)

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static bool
has_forbidden_host_byte(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' ||
		    strchr("\t\n\r #/:<>?@[\\]^|", s.p[i]) != NULL)
			return true;
	return false;
}

static bool
has_forbidden_domain_byte(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= 0x20 || c == 0x7f || c == '%')
			return true;
	}
	return has_forbidden_host_byte(s);
}

/* Has a label that begins with "xn--"? */
static bool
has_punycode(struct str s)
{
	struct str label;

	while (str_cut(&s, '.', &label))
		if (str_starts_nocase(label, STR("xn--")))
			return true;
	return false;
}

/* Has a punycode label that decodes to nothing, or to ASCII alone? ICU lets
 * them pass; Unicode TR46 (rev. 31, 4.1) does not. */
static bool
has_pointless_punycode(struct str s)
{
	struct str label;

	while (str_cut(&s, '.', &label))
		if (str_starts_nocase(label, STR("xn--")) &&
		    (label.n == 4 || label.p[label.n - 1] == '-'))
			return true;
	return false;
}

/* Code points whose mapping Unicode changed after the tables of ICU 72: the
 * range, and what its first becomes (0: nothing). */
static const struct remapped {
	unsigned int first, last, to;
} remapped[] = {
	{ 0x4c0, 0x4c0, 0x4cf },
	{ 0x10a0, 0x10c5, 0x2d00 },
	{ 0x180e, 0x180e, 0 },
	{ 0x1e9e, 0x1e9e, 0xdf },
	{ 0x206a, 0x206f, 0 },
	{ 0x2132, 0x2132, 0x214e },
	{ 0x2183, 0x2183, 0x2184 },
	{ 0x2f868, 0x2f868, 0x36fc },
	{ 0x2f874, 0x2f874, 0x5f33 },
	{ 0x2f91f, 0x2f91f, 0x43ab },
	{ 0x2f95f, 0x2f95f, 0x7aee },
	{ 0x2f9bf, 0x2f9bf, 0x45d7 },
};

static void
put_remapped(unsigned int cp, struct buf *out)
{
	for (size_t i = 0; i < sizeof(remapped) / sizeof(remapped[0]); i++) {
		const struct remapped *m = &remapped[i];

		if (cp < m->first || cp > m->last)
			continue;
		if (m->to != 0)
			buf_utf8(out, cp - m->first + m->to);
		return;
	}
	buf_utf8(out, cp);
}

/* False when the name is not UTF-8. */
static bool
remap(struct str domain, struct buf *out)
{
	unsigned int cp, n;

	for (; domain.n > 0; domain = str_from(domain, n)) {
		n = text_decode(domain, &cp);
		if (n == 0)
			return false;
		put_remapped(cp, out);
	}
	return true;
}

static int
domain_to_ascii(struct str domain, struct buf *out, struct err *err)
{
	AUTO(buf_release) struct buf name = BUF_INIT(IDNA_MAX);
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode code = U_ZERO_ERROR;
	char ascii[2 * IDNA_MAX];
	UIDNA *idna;
	int32_t n;

	if (domain.n > IDNA_MAX)
		return err_set(err, ERR_ITEM, "host name is too long");
	if (!remap(domain, &name) || buf_check(&name, NULL) < 0)
		return err_set(err, ERR_ITEM, "not a valid domain name");
	idna = uidna_openUTS46(IDNA_OPTIONS, &code);
	if (U_FAILURE(code))
		return err_set(err, ERR_SYSTEM, "no IDNA tables: %s",
		    u_errorName(code));
	n = uidna_nameToASCII_UTF8(idna, name.p, (int32_t)name.len, ascii,
	    sizeof(ascii), &info, &code);
	uidna_close(idna);
	if (U_FAILURE(code) || (info.errors & ~(uint32_t)IDNA_IGNORED) != 0 ||
	    n <= 0 || has_pointless_punycode(str_make(ascii, (size_t)n)))
		return err_set(err, ERR_ITEM, "not a valid domain name");
	buf_put(out, ascii, (size_t)n);
	return 0;
}

/* The standard's "IPv4 number parser"; too large is as good as any failure
 * for the caller, and says so by UINT64_MAX. */
static bool
ipv4_number(struct str s, uint64_t *v)
{
	int radix = 10;

	*v = 0;
	if (s.n == 0)
		return false;
	if (s.n >= 2 && s.p[0] == '0' && ch_lower(s.p[1]) == 'x') {
		s = str_from(s, 2);
		radix = 16;
	} else if (s.n >= 2 && s.p[0] == '0') {
		s = str_from(s, 1);
		radix = 8;
	}
	for (size_t i = 0; i < s.n; i++) {
		int digit = ch_hex(s.p[i]);

		if (digit < 0 || digit >= radix)
			return false;
		if (*v <= UINT32_MAX)
			*v = *v * (uint64_t)radix + (uint64_t)digit;
	}
	return true;
}

static bool
ends_in_number(struct str s)
{
	struct str last = s;
	uint64_t v;
	size_t i;

	if (str_ends(last, STR(".")))
		last.n--;
	for (i = last.n; i > 0 && last.p[i - 1] != '.'; i--)
		;
	last = str_from(last, i);
	for (i = 0; i < last.n && ch_is_digit(last.p[i]); i++)
		;
	return (last.n > 0 && i == last.n) || ipv4_number(last, &v);
}

static int
parse_ipv4(struct str s, struct buf *out, struct err *err)
{
	uint64_t part[4], ip = 0;
	struct str piece;
	size_t n = 0;

	if (str_ends(s, STR(".")))
		s.n--;
	while (str_cut(&s, '.', &piece)) {
		if (n == 4 || !ipv4_number(piece, &part[n]))
			return err_set(err, ERR_ITEM, "not an IPv4 address");
		n++;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		if (part[i] > 255)
			return err_set(err, ERR_ITEM, "not an IPv4 address");
		ip |= part[i] << (24 - 8 * i);
	}
	if (part[n - 1] >= (uint64_t)1 << (8 * (5 - n)))
		return err_set(err, ERR_ITEM, "not an IPv4 address");
	ip |= part[n - 1];
	buf_fmt(out, "%u.%u.%u.%u", (unsigned int)(ip >> 24),
	    (unsigned int)(ip >> 16 & 255), (unsigned int)(ip >> 8 & 255),
	    (unsigned int)(ip & 255));
	return 0;
}

/* The IPv4 tail of an IPv6 address, s from its first digit; two pieces. */
static bool
ipv6_tail(struct str s, unsigned int piece[2])
{
	struct str part;
	unsigned long v;
	size_t n = 0;

	piece[0] = piece[1] = 0;
	while (str_cut(&s, '.', &part)) {
		if (n == 4 || part.n == 0 || part.n > 3 ||
		    (part.n > 1 && part.p[0] == '0') ||
		    !str_to_ulong(part, 255, &v))
			return false;
		piece[n / 2] = piece[n / 2] << 8 | (unsigned int)v;
		n++;
	}
	return n == 4;
}

/* Up to four hexadecimal digits; how many. */
static size_t
ipv6_piece(struct str s, unsigned int *v)
{
	size_t n;

	*v = 0;
	for (n = 0; n < 4 && n < s.n && ch_hex(s.p[n]) >= 0; n++)
		*v = *v << 4 | (unsigned int)ch_hex(s.p[n]);
	return n;
}

/* Fills the eight pieces of an address without brackets. */
static bool
ipv6_read(struct str s, unsigned int a[8])
{
	int n = 0, gap = -1, moved;

	memset(a, 0, 8 * sizeof(*a));
	if (str_starts(s, STR("::"))) {
		s = str_from(s, 2);
		gap = 0;
	} else if (str_starts(s, STR(":"))) {
		return false;
	}
	while (s.n > 0) {
		size_t digits;

		if (n == 8)
			return false;
		if (s.p[0] == ':') {
			if (gap >= 0)
				return false;
			gap = n;
			s = str_from(s, 1);
			continue;
		}
		digits = ipv6_piece(s, &a[n]);
		if (digits < s.n && s.p[digits] == '.') {
			if (n > 6 || !ipv6_tail(s, &a[n]))
				return false;
			n += 2;
			break;
		}
		n++;
		s = str_from(s, digits);
		if (s.n == 0)
			break;
		if (s.p[0] != ':' || s.n == 1)
			return false;
		s = str_from(s, 1);
	}
	if (gap < 0)
		return n == 8;
	if (n == 8)
		return false;
	moved = n - gap;
	memmove(a + 8 - moved, a + gap, (size_t)moved * sizeof(*a));
	memset(a + gap, 0, (size_t)(8 - n) * sizeof(*a));
	return true;
}

/* RFC 5952: the first longest run of two or more zero pieces is left out. */
static void
ipv6_write(const unsigned int a[8], struct buf *out)
{
	int best = 8, best_len = 1, i = 0;

	for (int at = 0; at < 8; at++) {
		int len = 0;

		while (at + len < 8 && a[at + len] == 0)
			len++;
		if (len > best_len) {
			best = at;
			best_len = len;
		}
	}
	buf_char(out, '[');
	while (i < 8) {
		if (i == best) {
			buf_str(out, i == 0 ? "::" : ":");
			i += best_len;
			continue;
		}
		buf_fmt(out, "%x", a[i]);
		if (++i < 8)
			buf_char(out, ':');
	}
	buf_char(out, ']');
}

static int
parse_ipv6(struct str in, struct buf *out, struct err *err)
{
	unsigned int pieces[8];

	if (!str_ends(in, STR("]")) ||
	    !ipv6_read(str_sub(in, 1, in.n - 1), pieces))
		return err_set(err, ERR_ITEM, "not an IPv6 address");
	ipv6_write(pieces, out);
	return 0;
}

static int
parse_domain(struct str in, struct buf *out, struct err *err)
{
	AUTO(buf_release) struct buf plain = BUF_INIT(in.n);
	size_t start = out->len;
	struct str host;

	url_percent_decode(in, &plain);
	host = buf_view(&plain);
	/* An ASCII name is taken as it is, also where its punycode is wrong. */
	if (is_ascii(host)) {
		for (size_t i = 0; i < host.n; i++)
			buf_char(out, ch_lower(host.p[i]));
	} else if (domain_to_ascii(host, out, err) < 0) {
		return -1;
	}
	host = str_from(buf_view(out), start);
	if (host.n == 0)
		return err_set(err, ERR_ITEM, "no host");
	if (has_forbidden_domain_byte(host))
		return err_set(err, ERR_ITEM,
		    "a character that no host name may have");
	if (ends_in_number(host)) {
		AUTO(buf_release) struct buf ip = BUF_INIT(16);

		if (parse_ipv4(host, &ip, err) < 0)
			return -1;
		buf_cut(out, start);
		buf_s(out, buf_view(&ip));
	}
	return 0;
}

int
url_host_parse(struct str in, bool is_special, struct buf *out,
    struct err *err)
{
	if (str_starts(in, STR("[")))
		return parse_ipv6(in, out, err);
	if (is_special)
		return parse_domain(in, out, err);
	if (has_forbidden_host_byte(in))
		return err_set(err, ERR_ITEM,
		    "a character that no host name may have");
	url_escape(out, in, URL_SET_CONTROL);
	return 0;
}

void
url_host_to_unicode(struct str host, struct buf *out)
{
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode code = U_ZERO_ERROR;
	char name[3 * IDNA_MAX];
	UIDNA *idna = NULL;
	int32_t n = 0;

	if (has_punycode(host) && host.n <= IDNA_MAX)
		idna = uidna_openUTS46(IDNA_OPTIONS, &code);
	if (idna != NULL)
		n = uidna_nameToUnicodeUTF8(idna, host.p, (int32_t)host.n,
		    name, sizeof(name), &info, &code);
	uidna_close(idna);
	if (n <= 0 || U_FAILURE(code) || info.errors != 0)
		buf_s(out, host);
	else
		buf_put(out, name, (size_t)n);
}

bool
url_host_is_ip(struct str host)
{
	return str_starts(host, STR("[")) || (host.n > 0 &&
	    ends_in_number(host));
}
