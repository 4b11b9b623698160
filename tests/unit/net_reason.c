/* net: what went wrong, as an outcome and a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "net/reason.h"

#define HOST "a.example"

static const struct {
	CURLcode rc;
	const char *text;
	long os_errno;
	int status;
	int64_t length, got;
	enum outcome failure;
	const char *reason;
} cases[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, "", 0, 0, -1, 0, OUTCOME_DNS,
	    "the host name " HOST " does not exist" },
	{ CURLE_COULDNT_RESOLVE_PROXY, "", 0, 0, -1, 0, OUTCOME_CONNECT,
	    "the proxy's host name does not exist" },
	{ CURLE_COULDNT_CONNECT, "", 0, 0, -1, 0, OUTCOME_CONNECT,
	    "cannot connect to " HOST },
	{ CURLE_COULDNT_CONNECT, "", ECONNREFUSED, 0, -1, 0, OUTCOME_CONNECT,
	    "cannot connect to " HOST ": connection refused" },
	{ CURLE_OPERATION_TIMEDOUT, "Resolving timed out after 5000 "
	    "milliseconds", 0, 0, -1, 0, OUTCOME_DNS,
	    "no answer about the host name " HOST },
	{ CURLE_OPERATION_TIMEDOUT, "Connection timed out after 5001 "
	    "milliseconds", 0, 0, -1, 0, OUTCOME_TIMEOUT,
	    "no connection to " HOST " within 5 s" },
	{ CURLE_OPERATION_TIMEDOUT, "SSL connection timeout", 0, 0, -1, 0,
	    OUTCOME_TIMEOUT, "no connection to " HOST " within 5 s" },
	{ CURLE_OPERATION_TIMEDOUT, "Operation timed out after 60000 "
	    "milliseconds with 5 bytes received", 0, 200, -1, 5,
	    OUTCOME_TIMEOUT, "not finished within 60 s" },
	{ CURLE_URL_MALFORMAT, "", 0, 0, -1, 0, OUTCOME_INVALID,
	    "not a URL that can be asked for" },
	{ CURLE_UNSUPPORTED_PROTOCOL, "", 0, 0, -1, 0, OUTCOME_CONNECT,
	    "the answer is not HTTP" },
	{ CURLE_WEIRD_SERVER_REPLY, "", 0, 0, -1, 0, OUTCOME_CONNECT,
	    "the answer is not HTTP" },
	{ CURLE_FILESIZE_EXCEEDED, "", 0, 200, -1, 9, OUTCOME_TOO_LARGE,
	    "larger than the limit" },
	{ CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: "
	    "certificate has expired", 0, 0, -1, 0, OUTCOME_TLS,
	    "certificate has expired" },
	{ CURLE_PEER_FAILED_VERIFICATION, "SSL: no alternative certificate "
	    "subject name matches target host name 'a.example'", 0, 0, -1, 0,
	    OUTCOME_TLS, "the certificate is for another host than " HOST },
	{ CURLE_SSL_CACERT_BADFILE, "error setting certificate verify "
	    "locations", 0, 0, -1, 0, OUTCOME_TLS,
	    "the file of trusted certificates cannot be read" },
	{ CURLE_SSL_CONNECT_ERROR, "wrong version number", 0, 0, -1, 0,
	    OUTCOME_TLS, "no secure connection to " HOST
	    ": wrong version number" },
	{ CURLE_SSL_CONNECT_ERROR, "", 0, 0, -1, 0, OUTCOME_TLS,
	    "no secure connection to " HOST },
	{ CURLE_RECV_ERROR, "CONNECT tunnel failed, response 403", 0, 0, -1,
	    0, OUTCOME_CONNECT, "the proxy refused the connection" },
	{ CURLE_GOT_NOTHING, "Empty reply from server", 0, 0, -1, 0,
	    OUTCOME_CONNECT, "connection closed without an answer" },
	{ CURLE_RECV_ERROR, "Invalid header", 0, 0, -1, 0, OUTCOME_CONNECT,
	    "the answer's head is not HTTP" },
	{ CURLE_RECV_ERROR, "Connection reset by peer", 0, 0, -1, 0,
	    OUTCOME_CONNECT, "connection broken before an answer" },
	{ CURLE_PARTIAL_FILE, "", 0, 200, 100, 7, OUTCOME_TRUNCATED,
	    "the answer stopped after 7 of 100 bytes" },
	{ CURLE_HTTP2_STREAM, "", 0, 200, -1, 7, OUTCOME_TRUNCATED,
	    "the answer stopped after 7 bytes, before its end" },
	{ CURLE_INTERFACE_FAILED, "no such device", 0, 0, -1, 0,
	    OUTCOME_CONNECT, "no such device" },
	{ CURLE_INTERFACE_FAILED, "", 0, 0, -1, 0, OUTCOME_CONNECT,
	    "Failed binding local connection end" },
	{ CURLE_INTERFACE_FAILED, "", 0, 200, -1, 7, OUTCOME_TRUNCATED,
	    "the answer stopped after 7 bytes, before its end" },
};

static void
each_failure_has_its_outcome_and_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_exchange x = { .status = cases[i].status };
		const struct reason_input in = {
			.rc = cases[i].rc, .text = cases[i].text,
			.host = HOST, .at = HOST, .os_errno = cases[i].os_errno,
			.length = cases[i].length, .connect_ms = 4001,
			.timeout_ms = 60000,
		};

		x.body.len = cases[i].got;
		reason_fill(&x, &in);
		assert_string_equal(x.reason, cases[i].reason);
		assert_int_equal(x.failure, cases[i].failure);
	}
}

static void
a_proxy_that_is_not_there_is_not_taken_for_the_host(void **state)
{
	struct net_exchange x = { 0 };
	struct reason_input in = { .rc = CURLE_COULDNT_CONNECT, .text = "",
		.host = HOST, .at = "the proxy", .os_errno = ECONNREFUSED };

	(void)state;
	reason_fill(&x, &in);
	assert_string_equal(x.reason,
	    "cannot connect to the proxy: connection refused");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_failure_has_its_outcome_and_sentence),
		cmocka_unit_test(
		    a_proxy_that_is_not_there_is_not_taken_for_the_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
