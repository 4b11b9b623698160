#include "crawl/verdict.h"

#include <stdio.h>

#include "web/http.h"

enum outcome
verdict_of_status(int status)
{
	if (status >= 200 && status <= 299)
		return OUTCOME_UNTRIED;
	switch (status) {
	case 404:
	case 410:
		return OUTCOME_GONE;
	case 429:
		return OUTCOME_BUSY;
	case 408:
	case 421:
	case 425:
		return OUTCOME_SERVER;
	default:
		break;
	}
	/* 401, 403, 451 and the many ways of 4xx to say no. */
	return status >= 400 && status <= 499 ? OUTCOME_REFUSED :
	    OUTCOME_SERVER;
}

bool
verdict_is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 ||
	    status == 307 || status == 308;
}

bool
verdict_is_retriable(int status)
{
	if (status >= 500)
		return status != 501 && status != 505 && status != 511;
	return status == 408 || status == 421 || status == 425 ||
	    status == 429;
}

bool
verdict_is_failure_retriable(enum outcome failure)
{
	/* A certificate does not heal, an address stays private. */
	return failure == OUTCOME_CONNECT || failure == OUTCOME_TIMEOUT ||
	    failure == OUTCOME_TRUNCATED || failure == OUTCOME_DNS;
}

void
verdict_say(int status, char *out, size_t n)
{
	const char *phrase = http_reason(status);

	(void)snprintf(out, n, "the server answered %d%s%s", status,
	    phrase[0] != '\0' ? " " : "", phrase);
}
