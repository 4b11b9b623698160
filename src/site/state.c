#include "site/state.h"

#include "base/clock.h"
#include "site/page.h"

struct words {
	const char *word, *sentence;
};

static const struct words words[OUTCOME_COUNT] = {
	[OUTCOME_UNTRIED] = { "Not tried", "It has not been asked for yet." },
	[OUTCOME_ARTICLE] = { "Article", "The article was saved." },
	[OUTCOME_LIST] = { "List", "A page of links was saved." },
	[OUTCOME_THREAD] = { "Thread", "The discussion was saved." },
	[OUTCOME_VIDEO] = { "Video", "A video's page: what the page says of it "
	    "was saved, not the video." },
	[OUTCOME_DOCUMENT] = { "Document", "The document was saved." },
	[OUTCOME_IMAGE] = { "Picture", "The picture was saved." },
	[OUTCOME_ARCHIVE] = { "Archive", "The file was saved." },
	[OUTCOME_SHELL] = { "Needs script", "The page is an empty shell that "
	    "only a program in the browser fills." },
	[OUTCOME_WALL] = { "Login wall", "The site shows this page only after "
	    "a login, a consent or a puzzle." },
	[OUTCOME_PLACEHOLDER] = { "Placeholder", "The site sent a substitute "
	    "picture instead." },
	[OUTCOME_SOFT_404] = { "Gone", "The site says that the page does not "
	    "exist, though with a status of success." },
	[OUTCOME_SUSPECT] = { "Suspect", "What came is much worse than an "
	    "earlier copy." },
	[OUTCOME_EMPTY] = { "Empty", "It came without any content." },
	[OUTCOME_GONE] = { "Gone", "It does not exist any more." },
	[OUTCOME_REFUSED] = { "Refused", "The site refuses to show it." },
	[OUTCOME_ROBOTS] = { "Robots", "The site asks programs not to fetch "
	    "it." },
	[OUTCOME_SERVER] = { "Server error", "The site answered with an error "
	    "of its own." },
	[OUTCOME_BUSY] = { "Busy", "The site asked for fewer requests." },
	[OUTCOME_DNS] = { "No such host", "The site's name does not exist or "
	    "could not be looked up." },
	[OUTCOME_CONNECT] = { "No connection", "The site could not be "
	    "reached." },
	[OUTCOME_TLS] = { "TLS error", "No safe connection to the site was "
	    "possible." },
	[OUTCOME_TIMEOUT] = { "Timeout", "The site did not answer in time." },
	[OUTCOME_TRUNCATED] = { "Cut short", "The answer ended before it was "
	    "complete." },
	[OUTCOME_TOO_LARGE] = { "Too large", "It is larger than what may be "
	    "saved." },
	[OUTCOME_REDIRECT_LOOP] = { "Redirect loop", "The site sends from one "
	    "address to the next without end." },
	[OUTCOME_ADDRESS] = { "Private address", "The address is not on the "
	    "public net." },
	[OUTCOME_SCHEME] = { "Not the web", "Only http and https addresses "
	    "can be saved." },
	[OUTCOME_INVALID] = { "Not a URL", "The address is not valid." },
	[OUTCOME_WORKER] = { "Not readable", "It could not be read within "
	    "bounds." },
};

const char *
state_word(enum outcome o)
{
	return words[o].word;
}

const char *
state_sentence(enum outcome o)
{
	return words[o].sentence;
}

const char *
state_class(enum outcome o)
{
	if (outcome_is_kept(o))
		return "kb-ok";
	if (o == OUTCOME_UNTRIED || o == OUTCOME_SCHEME)
		return "kb-none";
	if (o >= OUTCOME_SHELL && o <= OUTCOME_EMPTY && o != OUTCOME_SOFT_404)
		return "kb-part";
	return "kb-dead";
}

void
state_put(enum outcome o, struct buf *out)
{
	buf_fmt(out, "<span class=\"kb-state %s\">%s</span>", state_class(o),
	    state_word(o));
}

void
state_put_day(int64_t ms, struct buf *out)
{
	char text[CLOCK_TEXT];

	if (ms == 0)
		return;
	clock_text(ms, text);
	buf_fmt(out, "<time datetime=\"%s\">%.10s</time>", text, text);
}

void
state_put_time(int64_t ms, struct buf *out)
{
	char text[CLOCK_TEXT];

	if (ms == 0)
		return;
	clock_text(ms, text);
	buf_fmt(out, "<time datetime=\"%s\">%.10s %.5s UTC</time>", text, text,
	    text + 11);
}

void
state_reason(const struct resource *r, struct buf *out)
{
	bool is_lost = r->outcome == OUTCOME_UNTRIED && r->reason[0] != '\0';

	page_text(out, is_lost ? "It was saved, but the copy is lost. It will "
	    "be fetched again." : state_sentence(r->outcome));
	if (!outcome_is_kept(r->outcome) && r->reason[0] != '\0') {
		buf_str(out, " (");
		page_text(out, r->reason);
		buf_char(out, ')');
	}
}
