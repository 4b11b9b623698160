#include "notes/notes.h"

static const char *const names[] = {
	[REF_LINK] = "link",
	[REF_IMAGE] = "image",
	[REF_AUTOLINK] = "autolink",
	[REF_WIKI] = "wiki",
	[REF_EMBED] = "embed",
};

static const char *const dated_names[] = {
	[REF_UNDATED] = "",
	[REF_DATED_FRONT] = "front-matter",
	[REF_DATED_NAME] = "name",
	[REF_DATED_BOOKMARK] = "add-date",
	[REF_DATED_FEED] = "feed",
	[REF_DATED_ENTRY] = "entry",
	[REF_DATED_GIT] = "git",
	[REF_DATED_FILE] = "file",
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

const char *
ref_dated_name(enum ref_dated dated)
{
	return dated_names[dated];
}

enum ref_dated
ref_dated_find(struct str name)
{
	for (size_t i = 0; i < sizeof(dated_names) / sizeof(dated_names[0]);
	    i++)
		if (str_eq(name, str_of(dated_names[i])))
			return (enum ref_dated)i;
	return REF_UNDATED;
}
