/*
 * md4c_html.h: what md4c reads from a Markdown text, as HTML: the oracle of the
 * tests of html/markdown.h.
 */
#ifndef TESTS_MD4C_HTML_H
#define TESTS_MD4C_HTML_H

#include <md4c.h>

#include "base/buf.h"
#include "html/write.h"

static inline const char *
md4c_block_name(MD_BLOCKTYPE type, const void *detail, char room[3])
{
	static const char *const names[] = {
		[MD_BLOCK_QUOTE] = "blockquote", [MD_BLOCK_UL] = "ul",
		[MD_BLOCK_OL] = "ol", [MD_BLOCK_LI] = "li",
		[MD_BLOCK_HR] = "hr", [MD_BLOCK_CODE] = "pre",
		[MD_BLOCK_P] = "p", [MD_BLOCK_TABLE] = "table",
		[MD_BLOCK_THEAD] = "thead", [MD_BLOCK_TBODY] = "tbody",
		[MD_BLOCK_TR] = "tr", [MD_BLOCK_TH] = "th",
		[MD_BLOCK_TD] = "td",
	};

	if (type == MD_BLOCK_H) {
		room[0] = 'h';
		room[1] = (char)('0' +
		    ((const MD_BLOCK_H_DETAIL *)detail)->level);
		room[2] = '\0';
		return room;
	}
	return type == MD_BLOCK_DOC ? NULL : names[type];
}

static inline void
md4c_put_detail(MD_BLOCKTYPE type, const void *detail, struct buf *out)
{
	if (type == MD_BLOCK_OL && ((const MD_BLOCK_OL_DETAIL *)detail)->start
	    != 1)
		buf_fmt(out, " start=\"%u\"",
		    ((const MD_BLOCK_OL_DETAIL *)detail)->start);
	if (type == MD_BLOCK_CODE) {
		const MD_BLOCK_CODE_DETAIL *d = detail;

		if (d->lang.size > 0)
			buf_fmt(out, " class=\"language-%.*s\"",
			    (int)d->lang.size, d->lang.text);
	}
	if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
		static const char *const aligns[] = {
			"", "left", "center", "right" };
		unsigned int a = ((const MD_BLOCK_TD_DETAIL *)detail)->align;

		if (a > 0)
			buf_fmt(out, " align=\"%s\"", aligns[a]);
	}
}

static inline int
md4c_enter_block(MD_BLOCKTYPE type, void *detail, void *out)
{
	char room[3];
	const char *name = md4c_block_name(type, detail, room);

	if (name == NULL)
		return 0;
	buf_fmt(out, "<%s", name);
	md4c_put_detail(type, detail, out);
	buf_str(out, type == MD_BLOCK_CODE ? ">\n" : ">");
	return 0;
}

static inline int
md4c_leave_block(MD_BLOCKTYPE type, void *detail, void *out)
{
	char room[3];
	const char *name = md4c_block_name(type, detail, room);

	if (name != NULL && type != MD_BLOCK_HR)
		buf_fmt(out, "</%s>", name);
	return 0;
}

static inline void
md4c_put_value(struct buf *out, const char *name, const MD_ATTRIBUTE *a)
{
	if (a->text == NULL)
		return;
	buf_fmt(out, " %s=\"", name);
	for (size_t i = 0; a->substr_offsets[i] < a->size; i++) {
		struct str s = str_make(a->text + a->substr_offsets[i],
		    a->substr_offsets[i + 1] - a->substr_offsets[i]);

		if (a->substr_types[i] == MD_TEXT_ENTITY)
			buf_s(out, s);
		else
			html_escape(out, s);
	}
	buf_char(out, '"');
}

static const char *const md4c_spans[] = {
	[MD_SPAN_EM] = "em", [MD_SPAN_STRONG] = "strong", [MD_SPAN_A] = "a",
	[MD_SPAN_IMG] = "img", [MD_SPAN_CODE] = "code", [MD_SPAN_DEL] = "del",
};

static inline int
md4c_enter_span(MD_SPANTYPE type, void *detail, void *out)
{
	if (type == MD_SPAN_IMG) {
		buf_str(out, "<img");
		md4c_put_value(out, "src", &((MD_SPAN_IMG_DETAIL *)detail)->src);
		buf_str(out, " alt=\"");
		return 0;
	}
	buf_fmt(out, "<%s", md4c_spans[type]);
	if (type == MD_SPAN_A) {
		md4c_put_value(out, "href", &((MD_SPAN_A_DETAIL *)detail)->href);
		md4c_put_value(out, "title", &((MD_SPAN_A_DETAIL *)detail)->title);
	}
	buf_char(out, '>');
	return 0;
}

static inline int
md4c_leave_span(MD_SPANTYPE type, void *detail, void *out)
{
	(void)detail;
	if (type == MD_SPAN_IMG)
		buf_str(out, "\">");
	else
		buf_fmt(out, "</%s>", md4c_spans[type]);
	return 0;
}

static inline int
md4c_put_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *out)
{
	if (type == MD_TEXT_BR)
		buf_str(out, "<br>");
	else if (type == MD_TEXT_HTML || type == MD_TEXT_ENTITY)
		buf_put(out, p, n);
	else
		html_escape(out, str_make(p, n));
	return 0;
}

/* Appends what md means with md4c's flags; 0 when md4c could read it. */
static inline int
md4c_to_html(struct str md, unsigned int flags, struct buf *html)
{
	MD_PARSER parser = { 0, flags, md4c_enter_block,
		md4c_leave_block, md4c_enter_span, md4c_leave_span,
		md4c_put_text, NULL, NULL };

	return md_parse(md.p, (MD_SIZE)md.n, &parser, html);
}

#endif
