/*
 * version.h: which kbmirror this is: the only place that spells it.
 *
 * It stands in User-Agent, in captures and manifests, in --version, and
 * through --describe in the manuals.  The Debian changelog repeats it;
 * scripts/check-docs compares.
 */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define VERSION_NUMBER "0.1.0"
#define VERSION_DATE "2026-11-22"	/* of this version */
#define VERSION_NAME "kbmirror/" VERSION_NUMBER	/* RFC 9110, 10.1.5 */

#endif
