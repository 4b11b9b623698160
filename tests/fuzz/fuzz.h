/*
 * fuzz.h: what the fuzz targets share.  A target is libFuzzer's
 * LLVMFuzzerTestOneInput(); with replay.c it is a test over its corpus for any
 * compiler.  A target is named after its layer, as unit tests are.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* What a header promises for every input. */
#define PROMISE(x)							\
	do {								\
		if (!(x)) {						\
			fprintf(stderr, "%s:%d: broken: %s\n",		\
			    __FILE__, __LINE__, #x);			\
			abort();					\
		}							\
	} while (0)

static inline struct str
fuzz_str(const uint8_t *p, size_t n)
{
	return str_make((const char *)p, n);
}

#endif
