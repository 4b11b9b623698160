#include <strings.h>

#include "base/file.h"
#include "notes/notes.h"

enum note_format
note_format_of(const char *path)
{
	static const struct {
		const char *ext;
		enum note_format format;
	} all[] = {
		{ "md", NOTE_MARKDOWN }, { "markdown", NOTE_MARKDOWN },
		{ "mdown", NOTE_MARKDOWN }, { "mkd", NOTE_MARKDOWN },
		{ "mkdn", NOTE_MARKDOWN }, { "mdwn", NOTE_MARKDOWN },
		{ "txt", NOTE_URLS }, { "urls", NOTE_URLS },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcasecmp(path_ext(path), all[i].ext) == 0)
			return all[i].format;
	return NOTE_OTHER;
}
