#include "crawl/hsts.h"

#include <stdlib.h>

#include "base/clock.h"
#include "crawl/host.h"
#include "web/http.h"
#include "web/url.h"

/* A year in seconds: longer promises outlive every run as well. */
#define HSTS_MAX_AGE 31536000UL

struct hsts_host {
	int64_t until;		/* clock_mono() */
	bool has_subdomains;
};

void
hsts_release(struct hsts *s)
{
	for (size_t i = 0; i < s->hosts.n; i++)
		free(s->hosts.items[i].value);
	map_release(&s->hosts);
}

/* The host of a finished URL, without its port; empty for an address. */
static struct str
name_in(struct str url)
{
	struct str name = host_name_in(url);

	if (name.n > 0 && name.p[0] == '[')
		return STR("");
	name = str_sub(name, 0, str_chr(name, ':'));
	return url_host_is_ip(name) ? STR("") : name;
}

/* "max-age=31536000; includeSubDomains" (6.1); false: it is none. */
static bool
parse(struct str value, unsigned long *max_age, bool *has_subdomains)
{
	bool has_age = false;
	struct str one;

	*has_subdomains = false;
	while (str_cut(&value, ';', &one)) {
		struct str name = one, v = STR("");
		size_t eq = str_chr(one, '=');

		if (eq != (size_t)-1) {
			name = str_sub(one, 0, eq);
			v = str_trim(str_from(one, eq + 1));
		}
		name = str_trim(name);
		if (v.n > 1 && v.p[0] == '"' && v.p[v.n - 1] == '"')
			v = str_sub(v, 1, v.n - 1);
		if (str_eq_nocase(name, STR("includeSubDomains"))) {
			*has_subdomains = true;
		} else if (str_eq_nocase(name, STR("max-age"))) {
			if (has_age || v.n == 0)
				return false;
			has_age = true;
			for (size_t i = 0; i < v.n; i++)
				if (!ch_is_digit(v.p[i]))
					return false;
			if (!str_to_ulong(v, HSTS_MAX_AGE, max_age))
				*max_age = HSTS_MAX_AGE;
		}
	}
	return has_age;
}

void
hsts_learn(struct hsts *s, const struct net_exchange *x)
{
	AUTO(http_head_release) struct http_head head = { 0 };
	struct str name = name_in(str_of(x->url)), value;
	unsigned long max_age;
	struct hsts_host *h;
	bool has_subdomains;

	if (name.n == 0 || !str_starts(str_of(x->url), STR("https:")) ||
	    http_head_parse(&head, buf_view(&x->response_head), NULL) < 0)
		return;
	value = http_get(&head, "Strict-Transport-Security");
	if (value.p == NULL || !parse(value, &max_age, &has_subdomains))
		return;
	h = map_get(&s->hosts, name);
	if (h == NULL) {
		h = mem_alloc(sizeof(*h));
		(void)map_set(&s->hosts, name, h);
	}
	h->until = clock_mono() + (int64_t)max_age * 1000;
	h->has_subdomains = has_subdomains;
}

static bool
is_known(const struct hsts *s, struct str name)
{
	bool is_parent = false;
	size_t dot = 0;

	while (name.n > 0) {
		const struct hsts_host *h = map_get(&s->hosts, name);

		if (h != NULL && h->until > clock_mono() &&
		    (h->has_subdomains || !is_parent))
			return true;
		dot = str_chr(name, '.');
		name = dot == (size_t)-1 ? STR("") : str_from(name, dot + 1);
		is_parent = true;
	}
	return false;
}

void
hsts_upgrade(const struct hsts *s, struct buf *url)
{
	AUTO(mem_freep) char *rest = NULL;

	if (s->hosts.n == 0 || !str_starts(buf_view(url), STR("http:")) ||
	    !is_known(s, name_in(buf_view(url))))
		return;
	rest = mem_dup(url->p + strlen("http"));
	buf_reset(url);
	buf_str(url, "https");
	buf_str(url, rest);
}
