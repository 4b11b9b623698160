/*
 * order.h: what a run that has not time for all asks for first: what is cited
 * most and most in danger.
 *
 * 1. The more points the sooner; of equal ones what the notes cite first.
 *
 *	1 for each reference to it, at most 10
 *	8 there is no good copy yet, and it is not known to be dead
 *	3 its last try failed in a way that may pass
 *	1 for each two years since it was first cited, at most 5
 *	1 for each address of its host that failed, at most 3
 *	2 plain http
 *	2 its host is a platform that takes posts down, or shortens links
 */
#ifndef MIRROR_ORDER_H
#define MIRROR_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "store/model.h"

#define ORDER_MAX_CITED 10
#define ORDER_UNSAVED 8
#define ORDER_FAILED 3
#define ORDER_MAX_AGE 5
#define ORDER_MAX_HOST 3
#define ORDER_PLAIN 2
#define ORDER_PLATFORM 2

/* What the points are given for. */
struct order_facts {
	int64_t citations;
	int64_t first_cited;	/* ms, 0: unknown */
	int64_t host_failures;	/* addresses of its host */
};

struct order_points {
	int cited, unsaved, failed, age, host, plain, platform;
	int sum;
};

struct order_points order_points(const struct resource *,
    const struct order_facts *, int64_t now);

/* All that one run may ask for. */
struct order_item {
	int64_t id;
	int64_t first_cited;
	uint32_t citations;
	uint32_t place;		/* in the notes */
	int points;
};

struct order {
	struct order_item *items;
	size_t n, cap;
	uint32_t *places;	/* by id: index + 1 into items */
	size_t n_places;
	struct map failures;	/* host -> how many, as a pointer */
};

void order_release(struct order *);

/* A reference, dated or 0, leads to the resource. True: it is new here. */
bool order_add(struct order *, int64_t id, int64_t cited);
/* An address whose last try failed; once each. */
void order_note_failure(struct order *, const char *url);
int64_t order_failures(const struct order *, const char *url);
/* The best ones first; points are set. */
void order_sort(struct order *);

/* The host in a finished URL, without its port; borrowed. */
struct str order_host(const char *url);

#endif
