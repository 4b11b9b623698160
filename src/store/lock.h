/*
 * lock.h: one writer at a time: the file "lock" of an archive.
 *
 * 1. The kernel's lock (flock) decides: it ends with its process, however that
 *    ends, so that one of a dead process holds nobody up.
 * 2. The text "PID HOST START BOOT" says who has it; a holder that ends in
 *    order empties the file. Text without the kernel's lock is what a run left
 *    that was killed.
 * 3. Unless it is another machine's: not every network file system, and none
 *    that synchronises folders, passes locks on. A holder renews the file's
 *    time; that of another boot and another host is believed while that is
 *    younger than LOCK_FRESH_MS.
 */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/err.h"

/* Three renewals: one may be late, and one slow to arrive. */
#define LOCK_RENEW_MS 60000
#define LOCK_FRESH_MS (3 * LOCK_RENEW_MS)

/* Takes the lock of the archive at root; *fd holds it. ERR_LOCKED says who has
 * it, where and since when. */
int lock_take(const char *root, int *fd, struct err *) MUST_CHECK;

/* Says that its holder lives; at most once in LOCK_RENEW_MS. */
void lock_renew(int fd);

/* Gives it back. */
void lock_end(int fd);

#endif
