#include "fuzz.h"
#include "html/canon.h"
#include "html/requisites.h"
#include "html/sanitise.h"
#include "html/tree.h"
#include "html/write.h"

#define MAX_OUT (64 << 20)

/* Parses, sanitises and writes; false when the text is refused. */
static bool
clean(struct str text, const struct url *base, struct buf *out)
{
	const struct sanitise_opts opts = { .base = base };
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;
	xmlNode *body;

	if (html_parse(text, &doc, &err) < 0)
		return false;
	body = html_find(xmlDocGetRootElement(doc), "body");
	if (body == NULL)
		return false;
	html_sanitise(body, &opts);
	html_write_children(body, out);
	return !out->failed;
}

/* What a page names survives the way out of a worker, whatever the page is. */
static void
check_requisites(struct str text, const struct url *base)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(requisites_release) struct requisites r = REQUISITES_INIT;
	AUTO(requisites_release) struct requisites copy = REQUISITES_INIT;
	AUTO(buf_release) struct buf lines = BUF_INIT(MAX_OUT);
	AUTO(buf_release) struct buf again = BUF_INIT(MAX_OUT);

	if (html_parse(text, &doc, NULL) < 0)
		return;
	requisites_of_page(&r, xmlDocGetRootElement(doc), base);
	requisites_write(&r, &lines);
	PROMISE(requisites_read(&copy, buf_view(&lines)));
	requisites_write(&copy, &again);
	PROMISE(str_eq(buf_view(&lines), buf_view(&again)));
}

static void
check(struct str text, const struct url *base)
{
	AUTO(buf_release) struct buf out = BUF_INIT(MAX_OUT);
	AUTO(buf_release) struct buf copy = BUF_INIT(MAX_OUT);
	AUTO(buf_release) struct buf again = BUF_INIT(MAX_OUT);
	AUTO(buf_release) struct buf plain = BUF_INIT(MAX_OUT);
	struct err err = ERR_INIT;

	if (!clean(text, base, &out))
		return;
	if (canon_rewrite(buf_view(&out), NULL, &copy, &err) < 0) {
		fprintf(stderr, "%s\n%s\n", err.msg, out.p);
		abort();
	}
	PROMISE(str_eq(buf_view(&out), buf_view(&copy)));
	PROMISE(canon_text(buf_view(&out), &plain, &err) == 0);
	/* As the content of a page: alone, its first spaces would be lost. */
	buf_reset(&copy);
	buf_str(&copy, "<!DOCTYPE html><body>");
	buf_s(&copy, buf_view(&out));
	PROMISE(clean(buf_view(&copy), base, &again));
	if (!str_eq(buf_view(&out), buf_view(&again))) {
		fprintf(stderr, "cleaned again, it differs:\n%s\n----\n%s\n",
		    out.p, again.p);
		abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(url_release) struct url base = URL_INIT;
	struct err err = ERR_INIT;

	if (n > 100000)
		return 0;
	PROMISE(url_parse(&base, STR("https://a.example/b/c?d"), NULL, &err)
	    == 0);
	check_requisites(fuzz_str(p, n), &base);
	check(fuzz_str(p, n), &base);
	check(fuzz_str(p, n), NULL);
	return 0;
}
