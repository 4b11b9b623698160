#include "crawl_owner.h"

#define PNG "\x89PNG\r\n\x1a\n"

/* A server that wants to see its own pages as Referer, or none, or something
 * else; what it gives otherwise differs by host. */
static bool
gallery(int fd, const struct hit *h)
{
	bool is_foreign = h->referer[0] != '\0' &&
	    strstr(h->referer, h->host) == NULL;
	char body[700];

	if (strcmp(h->path, "/robots.txt") == 0)
		return server_reply(fd, 404, "text/plain", "", "");
	(void)snprintf(body, sizeof(body), PNG "%s of %s", h->path, h->host);
	if (strcmp(h->host, "stand-in.example") == 0 && is_foreign)
		return server_reply(fd, 200, "image/png", "", PNG "go away");
	if (strcmp(h->host, "needs-any.example") == 0 &&
	    h->referer[0] == '\0')
		return server_reply(fd, 403, "text/html", "", "no");
	if (strcmp(h->host, "needs-own.example") == 0 &&
	    (is_foreign || h->referer[0] == '\0'))
		return server_reply(fd, 200, "image/png", "", PNG "go away");
	if (strcmp(h->host, "shows-page.example") == 0 &&
	    h->referer[0] == '\0')
		return server_reply(fd, 200, "text/html", "",
		    "<!DOCTYPE html><html><body>log in</body></html>");
	if (strcmp(h->host, "hopeless.example") == 0)
		return server_reply(fd, 200, "image/png", "", PNG "sorry");
	if (strcmp(h->host, "large.example") == 0) {
		static char large[100001];

		memset(large, 'x', sizeof(large) - 1);
		memcpy(large, PNG, sizeof(PNG) - 1);
		return server_reply(fd, 200, "image/png", "", large);
	}
	if (strcmp(h->host, "gone.example") == 0)
		return server_reply(fd, 404, "text/html", "", "none");
	if (strcmp(h->host, "closed.example") == 0)
		return server_reply(fd, 401, "text/html", "", "none");
	return server_reply(fd, 200, "image/png", "", body);
}

static char urls[16][64];

static void
add_pictures(struct owner *o, const char *host, int n, const char *page)
{
	for (int i = 1; i <= n; i++) {
		(void)snprintf(urls[i], 64, "http://%s/%d/640", host, i);
		add(o, urls[i], NET_IMAGE, page);
	}
}

static void
check_real(const struct owner *o, int id)
{
	char expected[64];

	(void)snprintf(expected, sizeof(expected), PNG "/%d/640", id);
	assert_int_equal(o->ids[id].outcome, OUTCOME_UNTRIED);
	if (strncmp(o->ids[id].body, expected, strlen(expected)) != 0)
		fail_msg("picture %d is '%s'", id, o->ids[id].body);
}

static void
a_foreign_picture_is_first_asked_for_without_a_referer(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, gallery);
	add_pictures(&o, "stand-in.example", 4, "http://blog.example/p#top");
	run(&o, (struct crawl_opts){ FAST });
	for (int i = 1; i <= 4; i++) {
		check_real(&o, i);
		assert_int_equal(o.ids[i].n_done, 1);
	}
	assert_int_equal(server.n, 5);
	for (int i = 0; i < server.n; i++)
		assert_string_equal(server.log[i].referer, "");
	end();
}

static void
a_picture_of_the_same_site_is_asked_for_with_its_page(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, gallery);
	add_pictures(&o, "img.blog.example", 1, "http://www.blog.example/p#t");
	run(&o, (struct crawl_opts){ FAST });
	check_real(&o, 1);
	assert_string_equal(server_find(&server, NULL, "/1/640", 1)->referer,
	    "http://www.blog.example/p");
	end();
}

static void
a_refusal_is_tried_with_the_page_and_that_is_remembered(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, gallery);
	add_pictures(&o, "needs-any.example", 6, "http://blog.example/p");
	run(&o, (struct crawl_opts){ FAST, .max_per_host = 1 });
	for (int i = 1; i <= 6; i++)
		check_real(&o, i);
	/* robots.txt, one lesson, six pictures. */
	assert_int_equal(server.n, 8);
	end();
}

static void
a_page_instead_of_a_picture_is_a_refusal_too(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, gallery);
	add_pictures(&o, "shows-page.example", 1, "http://blog.example/p");
	run(&o, (struct crawl_opts){ FAST });
	check_real(&o, 1);
	assert_int_equal(server_count(&server, NULL, "/1/640"), 2);
	end();
}

static void
substitutes_are_recognised_and_earlier_ones_asked_again(void **state)
{
	struct owner o;
	int again = 0;

	(void)state;
	begin(&o, gallery);
	add_pictures(&o, "needs-own.example", 6, "http://blog.example/p");
	run(&o, (struct crawl_opts){ FAST, .max_per_host = 1 });
	for (int i = 1; i <= 6; i++) {
		check_real(&o, i);
		assert_true(o.ids[i].n_done <= 2);
		again += o.ids[i].n_done == 2;
	}
	/* The first two were taken for real; with the page as Referer the
	 * same substitute came, so that the picture's own origin was next. */
	assert_int_equal(again, 2);
	assert_string_equal(server.log[server.n - 1].referer,
	    "http://needs-own.example/");
	end();
}

static void
one_picture_for_all_addresses_is_a_placeholder(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, gallery);
	add_pictures(&o, "hopeless.example", 5, "http://blog.example/p");
	run(&o, (struct crawl_opts){ FAST });
	for (int i = 1; i <= 5; i++) {
		assert_int_equal(o.ids[i].outcome, OUTCOME_PLACEHOLDER);
		assert_string_not_equal(o.ids[i].reason, "");
		assert_int_equal(o.ids[i].status, 200);
	}
	end();
}

static void
what_was_refused_before_is_refused_again(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, gallery);
	add_pictures(&o, "needs-own.example", 1, "http://blog.example/p");
	add(&o, "http://hopeless.example/2/640", NET_IMAGE,
	    "http://blog.example/p");
	add(&o, "http://gone.example/3/640", NET_IMAGE,
	    "http://blog.example/p");
	o.ids[1].refused = PNG "go away";
	o.ids[2].refused = PNG "sorry";
	o.ids[3].refused = PNG "not now";
	run(&o, (struct crawl_opts){ FAST });
	check_real(&o, 1);
	assert_int_equal(o.ids[2].outcome, OUTCOME_PLACEHOLDER);
	assert_int_equal(server_count(&server, "hopeless.example", NULL), 4);
	assert_int_equal(o.ids[3].outcome, OUTCOME_GONE);
	end();
}

static void
two_pictures_may_be_alike(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, gallery);
	add_pictures(&o, "hopeless.example", 2, "http://blog.example/p");
	/* A third address that differs in its query alone. */
	add(&o, "http://hopeless.example/2/640?w=9", NET_IMAGE,
	    "http://blog.example/p");
	run(&o, (struct crawl_opts){ FAST });
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(o.ids[i].outcome, OUTCOME_UNTRIED);
		assert_int_equal(o.ids[i].n_done, 1);
	}
	assert_int_equal(server.n, 4);
	end();
}

static void
a_large_picture_is_a_picture(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, gallery);
	add_pictures(&o, "large.example", 4, "http://blog.example/p");
	run(&o, (struct crawl_opts){ FAST });
	for (int i = 1; i <= 4; i++) {
		assert_int_equal(o.ids[i].outcome, OUTCOME_UNTRIED);
		assert_int_equal(o.ids[i].n_done, 1);
	}
	/* All alike, but too large for a substitute. */
	assert_int_equal(server.n, 5);
	end();
}

static void
what_is_not_there_is_asked_for_twice_at_most(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, gallery);
	add(&o, "http://gone.example/x.png", NET_IMAGE, "http://blog.example/");
	add(&o, "http://closed.example/y.png", NET_IMAGE,
	    "http://blog.example/");
	run(&o, (struct crawl_opts){ FAST });
	assert_int_equal(o.ids[1].outcome, OUTCOME_GONE);
	assert_int_equal(server_count(&server, NULL, "/x.png"), 2);
	assert_int_equal(o.ids[2].outcome, OUTCOME_REFUSED);
	assert_int_equal(server_count(&server, NULL, "/y.png"), 3);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_foreign_picture_is_first_asked_for_without_a_referer),
		cmocka_unit_test(
		    a_picture_of_the_same_site_is_asked_for_with_its_page),
		cmocka_unit_test(
		    a_refusal_is_tried_with_the_page_and_that_is_remembered),
		cmocka_unit_test(a_page_instead_of_a_picture_is_a_refusal_too),
		cmocka_unit_test(
		    substitutes_are_recognised_and_earlier_ones_asked_again),
		cmocka_unit_test(
		    one_picture_for_all_addresses_is_a_placeholder),
		cmocka_unit_test(what_was_refused_before_is_refused_again),
		cmocka_unit_test(two_pictures_may_be_alike),
		cmocka_unit_test(a_large_picture_is_a_picture),
		cmocka_unit_test(what_is_not_there_is_asked_for_twice_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
