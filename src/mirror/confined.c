#include "mirror/confined.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/log.h"
#include "base/mem.h"

/* Libraries, name resolution, certificates, time zones, random bytes, what the
 * kernel tells of this process. */
static const char *const system_paths[] = {
	"/usr", "/lib", "/lib32", "/lib64", "/etc", "/run", "/proc", "/sys",
	/* Often links to where another program keeps them. */
	"/etc/resolv.conf", "/etc/hosts",
};

static int
allow_system(struct confine *c, struct err *err)
{
	for (size_t i = 0; i < sizeof(system_paths) / sizeof(*system_paths);
	    i++)
		if (confine_allow(c, system_paths[i], CONFINE_READ, err) < 0)
			return -1;
	/* The null device and the terminal. */
	return confine_allow(c, "/dev", CONFINE_WRITE, err);
}

/* Each folder by its own: one may be a link to another disk. */
static int
allow_archive(struct confine *c, const struct archive *a, struct err *err)
{
	const char *const paths[] = {
		a->root, a->warc, a->snapshots, a->site, a->packs, a->tmp,
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (confine_allow(c, paths[i], CONFINE_WRITE, err) < 0)
			return -1;
	return 0;
}

/* Workers are this program again, with what the loader was told to add. */
static int
allow_program(struct confine *c, struct err *err)
{
	const char *preload = getenv("LD_PRELOAD");
	struct str rest = str_of(preload != NULL ? preload : ""), piece;
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n > 0) {
		path[n] = '\0';
		if (confine_allow(c, path, CONFINE_READ, err) < 0)
			return -1;
	}
	while (str_cut(&rest, ':', &piece)) {
		AUTO(mem_freep) char *one = mem_dupn(piece.p, piece.n);

		if (confine_allow(c, one, CONFINE_READ, err) < 0)
			return -1;
	}
	return 0;
}

static int
allow(struct confine *c, const struct run *run, struct err *err)
{
	if (allow_system(c, err) < 0 || allow_program(c, err) < 0 ||
	    allow_archive(c, run->archive, err) < 0)
		return -1;
	return confine_allow(c, run->opts->crawl.net.cacert, CONFINE_READ,
	    err);
}

int
confined_enter(const struct run *run, struct err *err)
{
	AUTO(confine_release) struct confine c;
	bool is_confined;

	if (confine_begin(&c, err) < 0 || allow(&c, run, err) < 0 ||
	    confine_enter(&c, &is_confined, err) < 0)
		return -1;
	if (!is_confined)
		log_info("this kernel cannot confine the program to the "
		    "archive");
	return 0;
}
