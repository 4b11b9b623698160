#include "net/reason.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static void
say(struct net_exchange *x, enum outcome failure, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void
say(struct net_exchange *x, enum outcome failure, const char *fmt, ...)
{
	va_list ap;

	x->failure = failure;
	va_start(ap, fmt);
	(void)vsnprintf(x->reason, sizeof(x->reason), fmt, ap);
	va_end(ap);
}

static bool
has(const struct reason_input *in, const char *part)
{
	return strstr(in->text, part) != NULL;
}

static void
on_connect(struct net_exchange *x, const struct reason_input *in)
{
	char why[128];

	if (in->os_errno == 0) {
		say(x, OUTCOME_CONNECT, "cannot connect to %s", in->at);
		return;
	}
	(void)snprintf(why, sizeof(why), "%s", strerror((int)in->os_errno));
	why[0] = ch_lower(why[0]);
	say(x, OUTCOME_CONNECT, "cannot connect to %s: %s", in->at, why);
}

static void
on_timeout(struct net_exchange *x, const struct reason_input *in)
{
	if (has(in, "Resolving"))
		say(x, OUTCOME_DNS, "no answer about the host name %s",
		    in->host);
	else if (has(in, "too slow"))
		say(x, OUTCOME_TIMEOUT,
		    "less than %d bytes a second for %d seconds",
		    NET_LOW_SPEED, NET_LOW_SPEED_S);
	else if (has(in, "onnection timed out") || has(in, "onnection timeout"))
		say(x, OUTCOME_TIMEOUT, "no connection to %s within %" PRId64
		    " s", in->at, (in->connect_ms + 999) / 1000);
	else
		say(x, OUTCOME_TIMEOUT, "not finished within %" PRId64 " s",
		    (in->timeout_ms + 999) / 1000);
}

static void
on_tls(struct net_exchange *x, const struct reason_input *in)
{
	static const char prefix[] = "SSL certificate problem: ";

	if (str_starts(str_of(in->text), str_of(prefix)))
		say(x, OUTCOME_TLS, "%s", in->text + sizeof(prefix) - 1);
	else if (has(in, "no alternative certificate subject name") ||
	    has(in, "does not match target host name"))
		say(x, OUTCOME_TLS, "the certificate is for another host "
		    "than %s", in->host);
	else if (in->rc == CURLE_SSL_CACERT_BADFILE)
		say(x, OUTCOME_TLS, "the file of trusted certificates cannot "
		    "be read");
	else
		say(x, OUTCOME_TLS, "no secure connection to %s%s%s", in->host,
		    in->text[0] != '\0' ? ": " : "", in->text);
}

/* The connection ended before its time. */
static void
on_broken(struct net_exchange *x, const struct reason_input *in)
{
	int64_t got = x->body.len;

	if (x->status == 0 && has(in, "CONNECT tunnel failed"))
		say(x, OUTCOME_CONNECT, "the proxy refused the connection");
	else if (x->status == 0 && in->rc == CURLE_GOT_NOTHING)
		say(x, OUTCOME_CONNECT, "connection closed without an answer");
	else if (x->status == 0 && has(in, "header"))
		say(x, OUTCOME_CONNECT, "the answer's head is not HTTP");
	else if (x->status == 0)
		say(x, OUTCOME_CONNECT, "connection broken before an answer");
	else if (in->length > got)
		say(x, OUTCOME_TRUNCATED, "the answer stopped after %" PRId64
		    " of %" PRId64 " bytes", got, in->length);
	else
		say(x, OUTCOME_TRUNCATED, "the answer stopped after %" PRId64
		    " bytes, before its end", got);
}

static void
on_other(struct net_exchange *x, const struct reason_input *in)
{
	if (x->status != 0)
		on_broken(x, in);
	else
		say(x, OUTCOME_CONNECT, "%s", in->text[0] != '\0' ? in->text :
		    curl_easy_strerror(in->rc));
}

void
reason_fill(struct net_exchange *x, const struct reason_input *in)
{
	switch ((int)in->rc) {
	case CURLE_COULDNT_RESOLVE_HOST:
		say(x, OUTCOME_DNS, "the host name %s does not exist",
		    in->host);
		break;
	case CURLE_COULDNT_RESOLVE_PROXY:
		say(x, OUTCOME_CONNECT, "the proxy's host name does not exist");
		break;
	case CURLE_COULDNT_CONNECT:
		on_connect(x, in);
		break;
	case CURLE_OPERATION_TIMEDOUT:
		on_timeout(x, in);
		break;
	case CURLE_URL_MALFORMAT:
		say(x, OUTCOME_INVALID, "not a URL that can be asked for");
		break;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
		say(x, OUTCOME_CONNECT, "the answer is not HTTP");
		break;
	/* What libcurl says of a header line that is longer than it takes. */
	case CURLE_OUT_OF_MEMORY:
	case CURLE_FILESIZE_EXCEEDED:
	case CURLE_WRITE_ERROR:
		say(x, OUTCOME_TOO_LARGE, "larger than the limit");
		break;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
		on_tls(x, in);
		break;
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_PARTIAL_FILE:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
	case CURLE_BAD_CONTENT_ENCODING:
		on_broken(x, in);
		break;
	default:
		on_other(x, in);
		break;
	}
}
