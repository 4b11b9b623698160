#include "article/job.h"

#include "article/extract.h"
#include "article/rules.h"
#include "base/json.h"
#include "html/markdown.h"
#include "html/sanitise.h"
#include "html/svg.h"
#include "html/tree.h"
#include "html/write.h"
#include "web/charset.h"
#include "web/url.h"

static int
append_markdown(const struct article *a, struct buf *out, struct err *err)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	xmlNode *body;

	if (html_parse(str_of(a->html), &doc, err) < 0)
		return -1;
	body = html_find(xmlDocGetRootElement(doc), "body");
	if (body != NULL)
		html_to_markdown(body, out);
	return 0;
}

static int
do_page(struct rules *rules, const struct job *job, struct buf *json,
    struct buf *bytes, struct err *err)
{
	const struct extract_opts opts = {
		.url = job->url,
		.content_type = job->content_type,
		.status = job->status,
		.last_modified = job->last_modified,
		.rules = rules,
		.explanation = job->kind == JOB_EXPLAIN ? bytes : NULL,
		.requisites = job->kind == JOB_REQUISITES ? bytes : NULL,
	};
	AUTO(article_release) struct article a;

	if (extract_page(job->body, &opts, &a, err) < 0)
		return -1;
	article_to_json(&a, json);
	if (job->kind == JOB_MARKDOWN)
		return append_markdown(&a, bytes, err);
	return 0;
}

static int
do_sanitise(const struct job *job, struct buf *bytes, struct err *err)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(url_release) struct url base = URL_INIT;
	struct sanitise_opts opts = { .base = NULL };
	xmlNode *body;

	if (job->url.n > 0) {
		if (url_parse(&base, job->url, NULL, err) < 0)
			return -1;
		opts.base = &base;
	}
	if (html_parse(job->body, &doc, err) < 0)
		return -1;
	body = html_find(xmlDocGetRootElement(doc), "body");
	if (body == NULL)
		return 0;
	html_sanitise(body, &opts);
	html_write_children(body, bytes);
	return 0;
}

int
job_do(void *rules, const struct job *job, struct buf *json,
    struct buf *bytes, struct err *err)
{
	switch (job->kind) {
	case JOB_ARTICLE:
	case JOB_MARKDOWN:
	case JOB_EXPLAIN:
	case JOB_REQUISITES:
		return do_page(rules, job, json, bytes, err);
	case JOB_SANITISE:
		return do_sanitise(job, bytes, err);
	case JOB_SVG:
		return svg_clean(job->body, bytes, err);
	}
	return err_set(err, ERR_ITEM, "unknown kind of job");
}

void
job_warm_up(void *rules, struct str bundle)
{
	static const char *const names[] = { "gb18030", "gbk", "big5",
		"shift_jis", "euc-jp", "iso-2022-jp", "euc-kr", "utf-16le",
		"utf-16be", "windows-1252", "windows-1251", "windows-1250",
		"windows-874", "koi8-r", "koi8-u", "macintosh", "ibm866",
		"iso-8859-2", "iso-8859-15", "x-user-defined" };
	static const char page[] = "<!DOCTYPE html><title>A</title><article>"
	    "<h1>A</h1><p>A short text, \xb5\xc4\xca\xc7\xd4\xda, with some "
	    "words in it.<img src=a.png></article>";
	static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\">"
	    "<path d=\"M0 0\"/></svg>";
	struct job job = { .url = STR("https://a.example/"), .status = 200 };
	struct err err = ERR_INIT;	/* a failure shows again in each job */

	rules_read(rules, bundle);
	json_object_seed(0);	/* jansson's, from /dev/urandom */
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		AUTO(buf_release) struct buf out = BUF_INIT(1 << 10);

		(void)!charset_decode(names[i], STR("a\xb5\xc4\xca\xc7"), &out,
		    &err);
	}
	for (int kind = JOB_ARTICLE; kind <= JOB_REQUISITES; kind++) {
		AUTO(buf_release) struct buf json = BUF_INIT(1 << 20);
		AUTO(buf_release) struct buf bytes = BUF_INIT(1 << 20);

		job.kind = (enum job_kind)kind;
		job.body = job.kind == JOB_SVG ? STR(svg) : STR(page);
		(void)!job_do(rules, &job, &json, &bytes, &err);
	}
}
