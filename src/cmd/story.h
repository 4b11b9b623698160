/*
 * story.h: all that an archive says of one address, and what was decided about
 * it and why. Offline; nothing is changed.
 */
#ifndef CMD_STORY_H
#define CMD_STORY_H

#include "mirror/due.h"
#include "mirror/order.h"
#include "store/archive.h"

/* A reference; key is that of an address of its group. */
struct story_cite {
	char *note, *url, *key, *text;
	int64_t line, column, date;
	enum ref_dated dated;
};

/* One run that asked for it. */
struct story_try {
	int64_t date;		/* the snapshot's */
	enum outcome outcome;
	char *reason;
};

/* One exchange. */
struct story_ask {
	int64_t date;
	char *url;
	int status;
	enum capture_kind kind;
	bool is_cut;
	int64_t length;
	char *referer;		/* that was sent, "": none, NULL: not known */
	bool is_good;		/* what counts as the copy came with it */
};

enum story_group {
	STORY_ALONE,
	STORY_LEADS,		/* other addresses stand behind it */
	STORY_TRACKING,		/* the one asked about has a leader: they
				 * differ in who shared them alone */
	STORY_MOVED,		/* … it leads there, and is the same */
	STORY_CANONICAL,	/* … its page names that one as its own
				 * address, and says the same */
	STORY_TWIN,		/* … both name a third one, and say the same */
};

enum story_robots {
	STORY_NO_ROBOTS,	/* none is kept: it had none, or none was
				 * asked for */
	STORY_ALLOWED, STORY_FORBIDDEN,
};

struct story {
	struct archive *archive;
	struct resource r;	/* the leader */
	char *asked;		/* the key of the address itself */
	enum story_group group;
	struct story_cite *cites;
	size_t n_cites, cap_cites;
	char **users;		/* pages that show it, or go on in it */
	size_t n_users, cap_users;
	struct story_try *tries;	/* oldest first */
	size_t n_tries, cap_tries;
	struct story_ask *asks;		/* oldest first */
	size_t n_asks, cap_asks;
	enum story_robots robots;
	int64_t robots_date;
	char *robots_host;	/* whose it is, or "" */
	char *policy;		/* of the newest snapshot */
	struct due due;
	struct order_facts facts;
	struct order_points points;
};

/* given: as the notes write it. ERR_USAGE: the archive knows none. */
int story_gather(struct story *, struct archive *, const char *given,
    int64_t max_age_ms, int64_t now, struct err *) MUST_CHECK;
void story_release(struct story *);

#endif
