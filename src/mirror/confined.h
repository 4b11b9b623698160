/*
 * confined.h: what the program may still open once it speaks to the network.
 *
 * Notes and settings have been read by then; nothing but the archive is
 * written, and of the system only what names, certificates and the program
 * itself need is read.
 */
#ifndef MIRROR_CONFINED_H
#define MIRROR_CONFINED_H

#include "mirror/run.h"

/* For good: for this process and for all that it starts. Where the kernel
 * cannot do it, that is logged. */
int confined_enter(const struct run *, struct err *) MUST_CHECK;

#endif
