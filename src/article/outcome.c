#include "article/outcome.h"

static const char *const names[OUTCOME_COUNT] = {
	[OUTCOME_UNTRIED] = "untried",
	[OUTCOME_ARTICLE] = "article",
	[OUTCOME_LIST] = "list",
	[OUTCOME_THREAD] = "thread",
	[OUTCOME_VIDEO] = "video",
	[OUTCOME_DOCUMENT] = "document",
	[OUTCOME_IMAGE] = "image",
	[OUTCOME_ARCHIVE] = "archive",
	[OUTCOME_SHELL] = "shell",
	[OUTCOME_WALL] = "wall",
	[OUTCOME_PLACEHOLDER] = "placeholder",
	[OUTCOME_SOFT_404] = "soft-404",
	[OUTCOME_SUSPECT] = "suspect",
	[OUTCOME_EMPTY] = "empty",
	[OUTCOME_GONE] = "gone",
	[OUTCOME_REFUSED] = "refused",
	[OUTCOME_ROBOTS] = "robots",
	[OUTCOME_SERVER] = "server",
	[OUTCOME_BUSY] = "busy",
	[OUTCOME_DNS] = "dns",
	[OUTCOME_CONNECT] = "connect",
	[OUTCOME_TLS] = "tls",
	[OUTCOME_TIMEOUT] = "timeout",
	[OUTCOME_TRUNCATED] = "truncated",
	[OUTCOME_TOO_LARGE] = "too-large",
	[OUTCOME_REDIRECT_LOOP] = "redirect-loop",
	[OUTCOME_ADDRESS] = "address",
	[OUTCOME_SCHEME] = "scheme",
	[OUTCOME_INVALID] = "invalid",
	[OUTCOME_WORKER] = "worker",
};

const char *
outcome_name(enum outcome o)
{
	return o < OUTCOME_COUNT ? names[o] : "untried";
}

bool
outcome_find(struct str name, enum outcome *out)
{
	for (size_t i = 0; i < OUTCOME_COUNT; i++) {
		if (str_eq(name, str_of(names[i]))) {
			*out = (enum outcome)i;
			return true;
		}
	}
	return false;
}

bool
outcome_is_kept(enum outcome o)
{
	return o >= OUTCOME_ARTICLE && o <= OUTCOME_ARCHIVE;
}

bool
outcome_is_page(enum outcome o)
{
	return o >= OUTCOME_ARTICLE && o <= OUTCOME_VIDEO;
}

bool
outcome_is_hollow(enum outcome o)
{
	return o >= OUTCOME_SHELL && o <= OUTCOME_EMPTY;
}

bool
outcome_is_transient(enum outcome o)
{
	switch (o) {
	case OUTCOME_UNTRIED:
	case OUTCOME_SERVER:
	case OUTCOME_BUSY:
	case OUTCOME_DNS:
	case OUTCOME_CONNECT:
	case OUTCOME_TLS:
	case OUTCOME_TIMEOUT:
	case OUTCOME_TRUNCATED:
	case OUTCOME_WORKER:
		return true;
	case OUTCOME_ARTICLE:
	case OUTCOME_LIST:
	case OUTCOME_THREAD:
	case OUTCOME_VIDEO:
	case OUTCOME_DOCUMENT:
	case OUTCOME_IMAGE:
	case OUTCOME_ARCHIVE:
	case OUTCOME_SHELL:
	case OUTCOME_WALL:
	case OUTCOME_PLACEHOLDER:
	case OUTCOME_SOFT_404:
	case OUTCOME_SUSPECT:
	case OUTCOME_EMPTY:
	case OUTCOME_GONE:
	case OUTCOME_REFUSED:
	case OUTCOME_ROBOTS:
	case OUTCOME_TOO_LARGE:
	case OUTCOME_REDIRECT_LOOP:
	case OUTCOME_ADDRESS:
	case OUTCOME_SCHEME:
	case OUTCOME_INVALID:
	case OUTCOME_COUNT:
		return false;
	}
	return false;
}
