#include "net/cookies.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "net/net.h"

/* A browser keeps a few thousand cookies, of 4 KB at most. */
#define MAX_FILE (32 << 20)
#define MAX_LINE (64 << 10)

bool
cookies_are_text(const char *cookie)
{
	return cookie != NULL && strchr(cookie, '=') != NULL;
}

static int
check(const char *cookie, struct err *err)
{
	if (cookies_are_text(cookie)) {
		if (strpbrk(cookie, "\r\n") != NULL)
			return err_set(err, ERR_USAGE,
			    "a cookie has no line breaks");
		return 0;
	}
	if (access(cookie, R_OK) != 0) {
		(void)err_sys(err, "read the cookie file '%s'", cookie);
		err->kind = ERR_USAGE;
		return -1;
	}
	return 0;
}

static CURL *
open_jar(CURLSH *share, struct err *err)
{
	CURL *easy = curl_easy_init();

	if (easy == NULL)
		(void)err_set(err, ERR_SYSTEM, "out of memory");
	else
		(void)curl_easy_setopt(easy, CURLOPT_SHARE, share);
	return easy;
}

int
cookies_load(CURLSH *share, const char *cookie, struct err *err)
{
	CURL *easy;

	if (cookie == NULL)
		return 0;
	if (check(cookie, err) < 0)
		return -1;
	if (cookies_are_text(cookie))
		return 0;
	easy = open_jar(share, err);
	if (easy == NULL)
		return -1;
	(void)curl_easy_setopt(easy, CURLOPT_COOKIEFILE, cookie);
	(void)curl_easy_setopt(easy, CURLOPT_COOKIELIST, "RELOAD");
	curl_easy_cleanup(easy);
	return 0;
}

/*
 * A line of a Netscape file is "domain TAB subdomains TAB path TAB …"; before
 * the domain may stand "#HttpOnly_" or a dot.
 */
static bool
narrow(struct str line, struct str host, struct buf *out)
{
	struct str rest = line, domain, flag;

	if (str_starts(rest, STR("#HttpOnly_")))
		rest = str_from(rest, 10);
	if (rest.n == 0 || rest.p[0] == '#' ||
	    !str_cut(&rest, '\t', &domain) || !str_cut(&rest, '\t', &flag))
		return false;
	if (domain.n > 0 && domain.p[0] == '.')
		domain = str_from(domain, 1);
	buf_reset(out);
	if (net_is_under(domain, host)) {
		buf_s(out, line);
	} else if (str_eq_nocase(flag, STR("TRUE")) &&
	    net_is_under(host, domain)) {
		buf_char(out, '.');
		buf_s(out, host);
		buf_str(out, "\tTRUE\t");
		buf_s(out, rest);
	}
	return out->len > 0 && !out->failed;
}

static int
add_lines(CURL *easy, struct str text, const char *host)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_LINE);
	struct str line;
	int n = 0;

	/* Without a name it only switches the cookies on. */
	(void)curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");
	while (str_cut(&text, '\n', &line)) {
		if (str_ends(line, STR("\r")))
			line = str_sub(line, 0, line.n - 1);
		if (narrow(line, str_of(host), &b) && curl_easy_setopt(easy,
		    CURLOPT_COOKIELIST, b.p) == CURLE_OK)
			n++;
	}
	return n;
}

int
cookies_load_for(CURLSH *share, const char *cookie, const char *host,
    struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_FILE);
	CURL *easy;
	int n;

	if (cookie == NULL)
		return 0;
	if (check(cookie, err) < 0)
		return err_in(err, "host %s", host);
	if (cookies_are_text(cookie))
		return 0;
	if (file_read(cookie, &text, err) < 0)
		return -1;
	easy = open_jar(share, err);
	if (easy == NULL)
		return -1;
	n = add_lines(easy, buf_view(&text), host);
	curl_easy_cleanup(easy);
	if (n == 0)
		return err_set(err, ERR_USAGE,
		    "host %s: no cookie of it is in '%s'", host, cookie);
	return 0;
}
