/* site: pictures that are written while the crawl goes on. */
#include "folder.h"

#include <stdlib.h>

#include "base/hash.h"
#include "site/ahead.h"
#include "site/asset.h"

static const char gif[] = "GIF89a\1\0\1\0\0\0\0;";

static struct ahead *
ahead_start(void)
{
	AUTO(mem_freep) char *place = path_join(folder, "ahead");
	struct err err = ERR_INIT;
	struct ahead *a;

	if (ahead_new(&a, place, &err) < 0)
		fail_msg("%s", err.msg);
	return a;
}

/* Is the payload there, as a file of the site? What it holds goes to text. */
static bool
put_and_take(const char *media, struct str payload, struct buf *text)
{
	AUTO(mem_freep) char *root = path_join(folder, "site");
	AUTO(mem_freep) char *to = NULL;
	struct err err = ERR_INIT;
	char digest[HASH_HEX], asset[ASSET_PATH];
	struct ahead *a = ahead_start();
	bool is_there;

	hash_of(payload, digest);
	assert_true(asset_name(digest, media, asset));
	to = path_join(root, asset);
	ahead_put(a, digest, media, payload);
	assert_false(ahead_use(a, asset));
	if (file_mkdirs(root, &err) < 0)
		fail_msg("%s", err.msg);
	ahead_place(a, root);
	is_there = ahead_use(a, asset);
	assert_true(is_there == file_exists(to));
	if (ahead_prune(a, &err) < 0)
		fail_msg("%s", err.msg);
	ahead_free(a);
	if ((is_there && file_read(to, text, &err) < 0) ||
	    file_remove(root, &err) < 0)
		fail_msg("%s", err.msg);
	return is_there;
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
what_the_site_does_not_show_is_removed(void **state)
{
	AUTO(mem_freep) char *root = path_join(folder, "site");
	AUTO(mem_freep) char *kept = NULL, *gone = NULL;
	struct ahead *a = ahead_start();
	struct err err = ERR_INIT;
	char digest[HASH_HEX], asset[ASSET_PATH], other[ASSET_PATH];

	(void)state;
	hash_of(STR("one"), digest);
	assert_true(asset_name(digest, "image/gif", asset));
	ahead_put(a, digest, "image/gif", str_make(gif, sizeof(gif) - 1));
	hash_of(STR("two"), digest);
	assert_true(asset_name(digest, "image/gif", other));
	ahead_put(a, digest, "image/gif", str_make(gif, sizeof(gif) - 1));
	if (file_mkdirs(root, &err) < 0)
		fail_msg("%s", err.msg);
	ahead_place(a, root);
	assert_true(ahead_use(a, asset));
	if (ahead_prune(a, &err) < 0)
		fail_msg("%s", err.msg);
	ahead_free(a);
	kept = path_join(root, asset);
	gone = path_join(root, other);
	assert_true(file_exists(kept));
	assert_false(file_exists(gone));
	/* The folder that it alone was in went with it. */
	gone[path_base(gone) - gone - 1] = '\0';
	assert_false(file_exists(gone));
	if (file_remove(root, &err) < 0)
		fail_msg("%s", err.msg);
}

static void
a_site_that_was_not_made_leaves_nothing(void **state)
{
	AUTO(mem_freep) char *place = path_join(folder, "ahead");
	struct ahead *a = ahead_start();
	struct err err = ERR_INIT;
	char digest[HASH_HEX];

	(void)state;
	hash_of(STR("one"), digest);
	ahead_put(a, digest, "image/gif", str_make(gif, sizeof(gif) - 1));
	if (ahead_prune(a, &err) < 0)
		fail_msg("%s", err.msg);
	ahead_free(a);
	assert_false(file_exists(place));
}

static void
without_anything_ahead_nothing_is_used(void **state)
{
	(void)state;
	assert_false(ahead_use(NULL, "assets/ab/ab.gif"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_lies_where_the_site_has_it),
		cmocka_unit_test(what_needs_a_look_is_left_to_the_site),
		cmocka_unit_test(what_the_site_does_not_show_is_removed),
		cmocka_unit_test(a_site_that_was_not_made_leaves_nothing),
		cmocka_unit_test(without_anything_ahead_nothing_is_used),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
