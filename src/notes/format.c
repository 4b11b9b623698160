#include "notes/format.h"

#include <strings.h>

#include "base/file.h"
#include "notes/csv.h"
#include "notes/xml.h"

/* What a file is shows in its first lines. */
#define FORMAT_HEAD 65536
/* A document type and a title come first. */
#define FORMAT_BOOKMARKS 2048

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
		{ "html", NOTE_HTML }, { "htm", NOTE_HTML },
		{ "xhtml", NOTE_HTML }, { "opml", NOTE_OPML },
		{ "rss", NOTE_FEED }, { "atom", NOTE_FEED },
		{ "rdf", NOTE_FEED }, { "xml", NOTE_FEED },
		{ "org", NOTE_ORG }, { "rst", NOTE_RST },
		{ "rest", NOTE_RST }, { "url", NOTE_SHORTCUT },
		{ "webloc", NOTE_SHORTCUT }, { "json", NOTE_JSON },
		{ "csv", NOTE_CSV },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcasecmp(path_ext(path), all[i].ext) == 0)
			return all[i].format;
	return NOTE_OTHER;
}

static bool
has(struct str head, const char *what)
{
	return str_find_nocase(head, str_of(what)) != (size_t)-1;
}

static enum note_format
of_root(struct str head)
{
	static const struct {
		const char *root;
		enum note_format format;
	} all[] = {
		{ "opml", NOTE_OPML }, { "rss", NOTE_FEED },
		{ "RDF", NOTE_FEED }, { "feed", NOTE_FEED },
		{ "urlset", NOTE_SITEMAP }, { "sitemapindex", NOTE_SITEMAP },
	};
	struct xml x = XML_INIT(head);
	enum xml_event e;

	while ((e = xml_next(&x)) == XML_TEXT)
		;
	for (size_t i = 0; e == XML_TAG &&
	    i < sizeof(all) / sizeof(all[0]); i++)
		if (str_eq(xml_local(&x.tag), str_of(all[i].root)))
			return all[i].format;
	return NOTE_OTHER;
}

/* Members that together occur in one kind of export alone. */
static bool
is_export(struct str head)
{
	static const char *const marks[][3] = {
		{ "\"itemType\"", "\"title\"", "" },	/* Zotero */
		{ "\"URL\"", "\"type\"", "\"id\"" },	/* CSL JSON */
		{ "\"given_url\"", "", "" },		/* Pocket */
		{ "\"resolved_url\"", "", "" },
		{ "\"time_added\"", "\"url\"", "" },
		{ "text/x-moz-place", "", "" },		/* Firefox */
		{ "\"date_added\"", "\"url\"", "" },	/* Chromium */
		{ "\"href\"", "\"toread\"", "" },	/* Pinboard */
		{ "jsonfeed.org/version", "", "" },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = 0;

		while (n < 3 && (marks[i][n][0] == '\0' ||
		    str_find(head, str_of(marks[i][n])) != (size_t)-1))
			n++;
		if (n == 3)
			return true;
	}
	return false;
}

enum note_format
format_find(const char *path, struct str text)
{
	enum note_format format = note_format_of(path);
	struct str head = str_sub(text, 0, FORMAT_HEAD), top;
	struct csv_columns columns;

	switch (format) {
	case NOTE_HTML:
		top = str_sub(head, 0, FORMAT_BOOKMARKS);
		return has(top, "<!doctype netscape-bookmark-file") ||
		    has(top, "<title>pocket export") ? NOTE_BOOKMARKS : format;
	case NOTE_FEED: case NOTE_OPML: case NOTE_SITEMAP:
		return of_root(head);
	case NOTE_JSON:
		return is_export(head) ? format : NOTE_OTHER;
	case NOTE_CSV:
		return csv_find_columns(head, &columns) ? format : NOTE_OTHER;
	case NOTE_MARKDOWN: case NOTE_URLS: case NOTE_BOOKMARKS:
	case NOTE_ORG: case NOTE_RST: case NOTE_SHORTCUT: case NOTE_OTHER:
		break;
	}
	return format;
}

bool
format_is_open(enum note_format format)
{
	return format == NOTE_FEED || format == NOTE_OPML ||
	    format == NOTE_JSON || format == NOTE_CSV;
}

const char *
note_media(enum note_format format)
{
	switch (format) {
	case NOTE_MARKDOWN: return "text/markdown";
	case NOTE_HTML: case NOTE_BOOKMARKS: return "text/html";
	case NOTE_OPML: return "text/x-opml";
	case NOTE_FEED: case NOTE_SITEMAP: return "application/xml";
	case NOTE_ORG: return "text/x-org";
	case NOTE_RST: return "text/x-rst";
	case NOTE_JSON: return "application/json";
	case NOTE_CSV: return "text/csv";
	case NOTE_SHORTCUT: case NOTE_URLS: case NOTE_OTHER: break;
	}
	return "text/plain";
}
