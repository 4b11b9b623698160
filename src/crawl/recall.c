#include "crawl/recall.h"

#include "net/net.h"
#include "web/http.h"
#include "web/url.h"

#define HOUR_MS ((int64_t)3600 * 1000)
#define DAY_MS (24 * HOUR_MS)
/* Seconds: more than any cap here, less than what overflows. */
#define MAX_AGE 1000000000

void
recall_init(struct recall *r)
{
	*r = (struct recall){ .status = 0 };
	buf_init(&r->head, NET_MAX_HEAD);
	buf_init(&r->body, NET_MAX_ROBOTS);
}

void
recall_release(struct recall *r)
{
	buf_release(&r->head);
	buf_release(&r->body);
}

static bool
read_seconds(struct str s, int64_t *seconds)
{
	int64_t n = 0;

	if (s.n > 1 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		s = str_sub(s, 1, s.n - 1);
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (n < MAX_AGE)
			n = n * 10 + (s.p[i] - '0');
	}
	*seconds = n;
	return true;
}

/* no-cache and no-store want 0; max-age says how long; false: neither. */
static bool
read_control(struct str list, int64_t *seconds)
{
	struct str piece;
	bool found = false;

	while (str_cut(&list, ',', &piece)) {
		piece = str_trim(piece);
		if (str_eq_nocase(piece, STR("no-cache")) ||
		    str_eq_nocase(piece, STR("no-store"))) {
			*seconds = 0;
			return true;
		}
		if (str_starts_nocase(piece, STR("max-age=")))
			found |= read_seconds(str_from(piece, 8), seconds);
	}
	return found;
}

static int64_t
lifetime(const struct recall *r)
{
	AUTO(http_head_release) struct http_head head = { 0 };
	AUTO(buf_release) struct buf control = BUF_INIT(NET_MAX_HEAD);
	int64_t seconds, expires, date;
	struct str field;

	if (http_head_parse(&head, buf_view(&r->head), NULL) < 0)
		return DAY_MS;
	http_join(&head, "Cache-Control", &control);
	if (read_control(buf_view(&control), &seconds))
		return seconds * 1000;
	field = http_get(&head, "Expires");
	if (field.p == NULL)
		return DAY_MS;
	/* What is no date has expired already (RFC 9111 5.3). */
	if (!http_date_parse(field, &expires))
		return 0;
	field = http_get(&head, "Date");
	if (field.p == NULL || !http_date_parse(field, &date))
		date = r->date;
	return expires - date;
}

bool
recall_is_fresh(const struct recall *r, int64_t now)
{
	int64_t life;

	if (r->date == 0 || r->date > now || r->status >= 500 ||
	    r->status == 429)
		return false;
	life = lifetime(r);
	if (life > DAY_MS)
		life = DAY_MS;
	if (life < HOUR_MS)
		life = HOUR_MS;
	return now - r->date < life;
}

static void
copy_field(const struct http_head *head, const char *name, struct buf *out)
{
	struct str s = http_get(head, name);

	if (s.p != NULL)
		buf_s(out, str_trim(s));
}

void
recall_validators(const struct recall *r, struct buf *etag,
    struct buf *last_modified)
{
	AUTO(http_head_release) struct http_head head = { 0 };

	if (r->date == 0 || r->status != 200 ||
	    http_head_parse(&head, buf_view(&r->head), NULL) < 0)
		return;
	copy_field(&head, "ETag", etag);
	copy_field(&head, "Last-Modified", last_modified);
}

bool
recall_location(const struct recall *r, const char *url, struct buf *out)
{
	AUTO(http_head_release) struct http_head head = { 0 };
	struct str to;

	if (http_head_parse(&head, buf_view(&r->head), NULL) < 0)
		return false;
	to = http_get(&head, "Location");
	return to.p != NULL && to.n > 0 &&
	    url_resolve(to, str_of(url), out, NULL) == 0 && !out->failed;
}
