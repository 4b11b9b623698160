/*
 * archive_readme.h: the two files that every archive begins with.
 */
#ifndef STORE_ARCHIVE_README_H
#define STORE_ARCHIVE_README_H

extern const char archive_readme[];	/* README.md */
extern const char archive_gitignore[];	/* .gitignore */

#endif
