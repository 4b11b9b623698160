#include "article/dates.h"

#include "article/date.h"
#include "base/text.h"

/* Dates stand at the beginning of what is said about them. */
#define MAX_LOOK 400

#define N(list) (sizeof(list) / sizeof((list)[0]))

static bool
is_lang(const char *lang, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(list[i]);

		if (str_starts_nocase(str_of(lang), str_of(list[i])) &&
		    (lang[len] == '\0' || lang[len] == '-'))
			return true;
	}
	return false;
}

/* What is known of the order of day and month. "en-US" is what many tools say
 * of any English page: it says nothing. */
static struct date
date_in(const char *lang)
{
	static const char *const day_first[] = { "de", "fr", "es", "it", "pt",
		"nl", "ru", "pl", "cs", "sk", "uk", "tr", "el", "ro", "bg",
		"da", "nb", "no", "fi", "en-GB", "en-AU", "en-NZ", "en-IE",
		"en-IN" };

	return (struct date){ .is_day_first = is_lang(lang, day_first,
	    N(day_first)) };
}

/* Does a word or number go on here, in the middle of which no date begins? */
static bool
is_inside(struct str s, size_t i)
{
	if (i == 0 || !ch_is_alnum(s.p[i - 1]))
		return false;
	return ch_is_digit(s.p[i - 1]) || !ch_is_digit(s.p[i]);
}

bool
dates_find_in(struct str s, const char *lang, struct dates_found *out)
{
	const struct date in = date_in(lang);
	struct date d = in;

	*out = (struct dates_found){ .at = 0, .len = s.n };
	if (date_read_epoch(s, &d) || date_read_compact(s, &d)) {
		out->has_time = d.has_time;
		date_write(&d, out->text);
		return true;
	}
	for (size_t i = 0; i < s.n && i < MAX_LOOK; i++) {
		struct str rest = str_from(s, i);

		if (((unsigned char)s.p[i] & 0xc0) == 0x80 ||
		    is_inside(s, i) || (!ch_is_alnum(s.p[i]) &&
		    (unsigned char)s.p[i] < 0x80) ||
		    !date_read(&rest, &in, &d))
			continue;
		out->at = i;
		out->len = s.n - i - rest.n;
		out->has_time = d.has_time;
		date_write(&d, out->text);
		return true;
	}
	return false;
}

bool
dates_find(struct str s, char out[DATES_SIZE])
{
	struct dates_found found;

	if (!dates_find_in(s, "", &found))
		return false;
	memcpy(out, found.text, DATES_SIZE);
	return true;
}

bool
dates_find_in_path(struct str path, char out[DATES_SIZE])
{
	for (size_t i = 0; i + 8 < path.n && i < MAX_LOOK; i++) {
		struct str rest = str_from(path, i + 1);
		struct date d = { .y = 0 };
		bool is_found;

		if (path.p[i] != '/' && path.p[i] != '-' && path.p[i] != '_')
			continue;
		is_found = path.p[i] == '/' && date_read_year_first(&rest, &d);
		if (!is_found) {
			rest = str_from(path, i + 9);
			is_found = date_read_compact(str_sub(path, i + 1, i + 9),
			    &d);
		}
		if (is_found && (rest.n == 0 || !ch_is_digit(rest.p[0]))) {
			date_write(&d, out);
			return true;
		}
	}
	return false;
}
