#include "base/text.h"
#include "web/charset.h"
#include "web/http.h"
#include "web/url.h"

/* Longer than any file system takes. */
#define NAME_BYTES_MAX 4096

static struct str
skip_space(struct str s)
{
	while (s.n > 0 && ch_is_space(s.p[0]))
		s = str_from(s, 1);
	return s;
}

/* A token or a quoted string at the beginning of s, unquoted; the rest. */
static struct str
read_value(struct str s, struct buf *value)
{
	size_t i;

	s = skip_space(s);
	if (!str_starts(s, STR("\""))) {
		for (i = 0; i < s.n && s.p[i] != ';'; i++)
			;
		buf_s(value, str_trim(str_sub(s, 0, i)));
		return str_from(s, i);
	}
	for (i = 1; i < s.n && s.p[i] != '"'; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n)
			i++;
		buf_char(value, s.p[i]);
	}
	i = i < s.n ? i + 1 : s.n;
	while (i < s.n && s.p[i] != ';')
		i++;
	return str_from(s, i);
}

bool
http_extended(struct str value, struct buf *out)
{
	AUTO(buf_release) struct buf plain = BUF_INIT(NAME_BYTES_MAX);
	struct str charset, language;
	const char *name;

	if (!str_cut(&value, '\'', &charset) ||
	    !str_cut(&value, '\'', &language) || value.p == NULL)
		return false;
	name = charset_find(charset);
	if (name == NULL)
		return false;
	url_percent_decode(value, &plain);
	return charset_decode(name, buf_view(&plain), out, NULL) == 0;
}

/* A plain file name: by the book ISO-8859-1, in life UTF-8, also escaped, or
 * the server's own charset. */
static bool
put_plain(struct str value, struct buf *out)
{
	AUTO(buf_release) struct buf plain = BUF_INIT(NAME_BYTES_MAX);

	url_percent_decode(value, &plain);
	if (!plain.failed && text_is_utf8(buf_view(&plain)))
		value = buf_view(&plain);
	return charset_decode(charset_detect(value, STR(""), STR("")), value,
	    out, NULL) == 0;
}

/* The last part of a path, without control characters. */
static bool
put_base_name(struct str name, struct buf *b)
{
	size_t from = 0, start = b->len;

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || name.p[i] == '\\')
			from = i + 1;
	name = str_trim(str_from(name, from));
	if (str_eq(name, STR(".")) || str_eq(name, STR("..")))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] >= ' ' && name.p[i] != 0x7f)
			buf_char(b, name.p[i]);
	return b->len > start;
}

bool
http_disposition_name(struct str s, struct buf *b)
{
	AUTO(buf_release) struct buf plain = BUF_INIT(NAME_BYTES_MAX);
	AUTO(buf_release) struct buf extended = BUF_INIT(NAME_BYTES_MAX);
	size_t i = str_chr(s, ';');

	/* Some send the parameter alone, without "attachment". */
	if (str_chr(str_sub(s, 0, i), '=') == (size_t)-1)
		s = str_from(s, i == (size_t)-1 ? s.n : i);
	while (s.n > 0) {
		AUTO(buf_release) struct buf value = BUF_INIT(NAME_BYTES_MAX);
		struct str name;

		s = skip_space(s);
		if (str_starts(s, STR(";"))) {
			s = str_from(s, 1);
			continue;
		}
		for (i = 0; i < s.n && s.p[i] != '=' && s.p[i] != ';'; i++)
			;
		name = str_trim(str_sub(s, 0, i));
		s = str_from(s, i);
		if (!str_starts(s, STR("=")))
			continue;
		s = read_value(str_from(s, 1), &value);
		if (extended.len == 0 &&
		    str_eq_nocase(name, STR("filename*")))
			(void)http_extended(buf_view(&value), &extended);
		else if (plain.len == 0 &&
		    str_eq_nocase(name, STR("filename")))
			(void)put_plain(buf_view(&value), &plain);
	}
	return put_base_name(buf_view(&extended), b) ||
	    put_base_name(buf_view(&plain), b);
}
