/* site: pictures that are written while the crawl goes on. */
#include "folder.h"

#include <stdlib.h>

#include "base/hash.h"
#include "site/ahead.h"
#include "site/asset.h"

static const char gif[] = "GIF89a\1\0\1\0\0\0\0;";

/* Puts it and takes it; what was made of it goes to text. */
static bool
put_and_take(const char *media, struct str payload, struct buf *text)
{
	AUTO(mem_freep) char *place = path_join(folder, "ahead");
	AUTO(mem_freep) char *to = NULL;
	struct err err = ERR_INIT;
	char digest[HASH_HEX], asset[ASSET_PATH];
	struct ahead *a;
	bool is_taken;

	hash_of(payload, digest);
	if (ahead_new(&a, place, &err) < 0)
		fail_msg("%s", err.msg);
	ahead_put(a, digest, media, payload);
	ahead_end(a);
	assert_true(asset_name(digest, media, asset));
	to = path_join(folder, asset);
	is_taken = ahead_take(a, asset, to);
	assert_true(is_taken == file_exists(to));
	/* Once: it is moved. */
	assert_false(ahead_take(a, asset, to));
	ahead_free(a);
	assert_false(file_exists(place));
	if (is_taken && (file_read(to, text, &err) < 0 ||
	    file_remove(to, &err) < 0))
		fail_msg("%s", err.msg);
	return is_taken;
}

static void
a_picture_lies_where_the_site_has_it(void **state)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	struct str payload = str_make(gif, sizeof(gif) - 1);

	(void)state;
	assert_true(put_and_take("image/gif", payload, &text));
	assert_true(str_eq(buf_view(&text), payload));
}

/* A drawing is cleaned, a page that calls itself a picture is shown by nobody:
 * both are the site's business. */
static void
what_needs_a_look_is_left_to_the_site(void **state)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	struct str payload = str_make(gif, sizeof(gif) - 1);

	(void)state;
	assert_false(put_and_take("image/svg+xml",
	    STR("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), &text));
	assert_false(put_and_take("image/gif",
	    STR("<html><script>alert(1)</script>"), &text));
	assert_false(put_and_take("text/html", payload, &text));
}

static void
without_anything_ahead_nothing_is_taken(void **state)
{
	(void)state;
	assert_false(ahead_take(NULL, "assets/ab/ab.gif", "/nowhere"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_lies_where_the_site_has_it),
		cmocka_unit_test(what_needs_a_look_is_left_to_the_site),
		cmocka_unit_test(without_anything_ahead_nothing_is_taken),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
