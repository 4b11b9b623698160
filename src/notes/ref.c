#include "notes/notes.h"

static const char *const names[] = {
	[REF_LINK] = "link",
	[REF_IMAGE] = "image",
	[REF_AUTOLINK] = "autolink",
	[REF_WIKI] = "wiki",
	[REF_EMBED] = "embed",
};

const char *
ref_kind_name(enum ref_kind kind)
{
	return names[kind];
}

bool
ref_kind_find(struct str name, enum ref_kind *kind)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_eq(name, str_of(names[i]))) {
			*kind = (enum ref_kind)i;
			return true;
		}
	}
	return false;
}
