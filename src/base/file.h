/*
 * file.h: files and folders, written so that a crash leaves the old or the
 * new content, never half of it.
 *
 * Paths are byte strings in the file system's own spelling.  Errors are
 * ERR_SYSTEM with the path and strerror(), or ERR_ITEM where said.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* dir + "/" + name, owned by the caller. An absolute name stays alone. */
char *path_join(const char *dir, const char *name) __attribute__((malloc));

/* The part after the last '/', borrowed. */
const char *path_base(const char *path);

/* Extension without the dot, from the base name; "" when there is none. */
const char *path_ext(const char *path);

/*
 * Appends the URL-free, portable spelling of one file name: at most max bytes,
 * cut between characters; control characters and \ / : * ? " < > | # % become
 * '-'; no leading dot, no trailing dot or space, no Windows device name; never
 * empty.
 */
void path_portable(struct buf *, struct str name, size_t max);

/* Appends a whole file. ERR_ITEM when it is larger than the buffer's max. */
int file_read(const char *path, struct buf *, struct err *) MUST_CHECK;

/* The same, but that there is no such file is no error: *found tells. */
int file_read_optional(const char *path, struct buf *, bool *found,
    struct err *) MUST_CHECK;

/* As file_read, from an open descriptor to its end. */
int file_read_fd(int fd, const char *name, struct buf *, struct err *)
    MUST_CHECK;

/*
 * Writes path.tmp, fsyncs it, renames it over path, fsyncs the folder. On
 * failure the old file is untouched and the temporary one removed.
 */
int file_write(const char *path, struct str, struct err *) MUST_CHECK;

/*
 * Without fsync and temporary file: for what can be made again, in a folder
 * that nobody looks at before it is complete. An existing file is replaced, not
 * written into: it may have other links.
 */
int file_write_fast(const char *path, struct str, struct err *) MUST_CHECK;

/* ms. */
int file_set_mtime(const char *path, int64_t mtime, struct err *) MUST_CHECK;

/* All n bytes to an open descriptor. */
int file_put(int fd, const char *name, const void *p, size_t n,
    struct err *) MUST_CHECK;

/* mkdir -p, mode 0755. An existing folder is fine. */
int file_mkdirs(const char *path, struct err *) MUST_CHECK;

/* mkdir -p of the folder that path lies in. */
int file_mkdirs_for(const char *path, struct err *) MUST_CHECK;

/* fsync of a folder, so that a rename in it survives a power loss. */
int file_sync_dir(const char *path, struct err *) MUST_CHECK;

int file_rename(const char *from, const char *to, struct err *) MUST_CHECK;

/* Exchanges two folders in one step (RENAME_EXCHANGE), or, where the file
 * system cannot, by renames. Where b is missing, a takes its place. */
int file_exchange(const char *a, const char *b, struct err *) MUST_CHECK;

/* Hard link, else a copy. An existing target is left as it is. */
int file_link(const char *from, const char *to, struct err *) MUST_CHECK;

/* Removes a file or a whole folder without following links. Missing: fine. */
int file_remove(const char *path, struct err *) MUST_CHECK;

/* Is something there? No when that cannot be told. */
bool file_exists(const char *path);

/* Is certainly nothing there? Where a look fails something may be there, and
 * opening it says why it cannot be had: what is there and unreadable must not
 * be taken for missing, and its loss for a fact. */
bool file_is_missing(const char *path);

/* Sets *is_dir; an error only when that cannot be told. */
int file_check_dir(const char *path, bool *is_dir, struct err *) MUST_CHECK;
bool file_is_dir(const char *path);

/* Bytes free to an ordinary user on the file system of path; -1 unknown. */
int64_t file_free_space(const char *path);

/*
 * Calls fn for each entry below path (path itself excluded), sorted bytewise,
 * folders before their content; links are not followed. rel is relative to
 * path. fn returns 0 to go on, 1 to leave a folder out, -1 to stop with err
 * set.
 */
typedef int file_walk_fn(void *ctx, const char *rel, const struct stat *,
    struct err *);
int file_walk(const char *path, file_walk_fn *, void *ctx, struct err *)
    MUST_CHECK;

#endif
