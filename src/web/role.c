#include "web/role.h"

static const char *const names[] = {
	[ROLE_NONE] = "", [ROLE_STYLE] = "style", [ROLE_SCRIPT] = "script",
	[ROLE_IMAGE] = "image", [ROLE_FONT] = "font", [ROLE_MEDIA] = "media",
	[ROLE_FRAME] = "frame", [ROLE_OTHER] = "other",
};

const char *
role_name(enum role role)
{
	return names[role];
}

bool
role_find(struct str name, enum role *out)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_eq(name, str_of(names[i]))) {
			*out = (enum role)i;
			return true;
		}
	}
	return false;
}
