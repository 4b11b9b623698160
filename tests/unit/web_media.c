#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "web/media.h"

static void
check_sniff(struct str bytes, const char *declared, enum media kind,
    const char *essence)
{
	const char *got = NULL;
	enum media m = media_sniff(bytes, str_of(declared), &got);

	if (m != kind || strcmp(got, essence) != 0)
		fail_msg("'%.*s' declared '%s' is %s (%d), not %s (%d)",
		    STR_ARG(str_sub(bytes, 0, 40)), declared, got, (int)m,
		    essence, (int)kind);
}

static void
a_declared_type_is_taken_apart(void **state)
{
	static const char *const cases[][3] = {
		{ "text/html; charset=gbk", "text/html", "gbk" },
		{ " text/html ;Charset = \"UTF-8\" ; x", "text/html",
		    "UTF-8" },
		{ "text/html;x=y;charset='gb2312'", "text/html", "gb2312" },
		{ "text/html", "text/html", "" },
		{ "text/html, text/html; charset=a", "text/html", "a" },
		{ "text/html; charset=a, text/html", "text/html", "a" },
		{ "text/html; charset=", "text/html", "" },
		{ "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str essence, charset;

		media_parse(str_of(cases[i][0]), &essence, &charset);
		assert_true(str_eq(essence, str_of(cases[i][1])));
		assert_true(str_eq(charset, str_of(cases[i][2])));
	}
}

static void
magic_numbers_are_stronger_than_the_declared_type(void **state)
{
	(void)state;
	check_sniff(STR("\x89PNG\r\n\x1a\n...."), "text/html", MEDIA_IMAGE,
	    "image/png");
	check_sniff(STR("\xff\xd8\xff\xe0"), "image/png", MEDIA_IMAGE,
	    "image/jpeg");
	check_sniff(STR("GIF89a"), "", MEDIA_IMAGE, "image/gif");
	check_sniff(STR("RIFF....WEBPVP8 "), "image/jpeg", MEDIA_IMAGE,
	    "image/webp");
	check_sniff(STR("RIFF....WAVEfmt "), "", MEDIA_AUDIO, "audio/wav");
	check_sniff(STR("\0\0\0\x20" "ftypavif\0\0\0\0"), "", MEDIA_IMAGE,
	    "image/avif");
	check_sniff(STR("\0\0\0\x20" "ftypmif1\0\0\0\0mif1avif"), "",
	    MEDIA_IMAGE, "image/avif");
	check_sniff(STR("\0\0\0\x20" "ftypheic\0\0\0\0"), "", MEDIA_IMAGE,
	    "image/heic");
	check_sniff(STR("\0\0\0\x20" "ftypisom\0\0\0\0"), "text/plain",
	    MEDIA_VIDEO, "video/mp4");
	check_sniff(STR("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"), "",
	    MEDIA_IMAGE, "image/bmp");
	check_sniff(STR("BMW builds cars and motorcycles"), "", MEDIA_TEXT,
	    "text/plain");
	check_sniff(STR("\0\0\x01\0\x01\0"), "", MEDIA_IMAGE,
	    "image/x-icon");
	check_sniff(STR("II*\0\x08\0\0\0"), "", MEDIA_IMAGE, "image/tiff");
	check_sniff(STR("%PDF-1.7"), "text/html", MEDIA_PDF,
	    "application/pdf");
	check_sniff(STR("\x1f\x8b\x08\0"), "", MEDIA_ARCHIVE,
	    "application/gzip");
	check_sniff(STR("7z\xbc\xaf\x27\x1c"), "", MEDIA_ARCHIVE,
	    "application/x-7z-compressed");
	check_sniff(STR("Rar!\x1a\x07\0"), "", MEDIA_ARCHIVE,
	    "application/vnd.rar");
	check_sniff(STR("\x28\xb5\x2f\xfd...."), "", MEDIA_ARCHIVE,
	    "application/zstd");
	check_sniff(STR("\xfd" "7zXZ\0\0"), "", MEDIA_ARCHIVE,
	    "application/x-xz");
	check_sniff(STR("ID3\x03\0"), "", MEDIA_AUDIO, "audio/mpeg");
	check_sniff(STR("\xff\xfb\x90\x44"), "", MEDIA_AUDIO, "audio/mpeg");
	check_sniff(STR("OggS\0\x02"), "", MEDIA_AUDIO, "audio/ogg");
	check_sniff(STR("\x1a\x45\xdf\xa3.....webm"), "", MEDIA_VIDEO,
	    "video/webm");
	check_sniff(STR("wOF2\0\x01"), "text/html", MEDIA_FONT,
	    "font/woff2");
	check_sniff(STR("\0\x01\0\0\0\x0c"), "", MEDIA_FONT, "font/ttf");
}

static void
a_tar_is_known_by_its_middle(void **state)
{
	char block[512] = "file.txt";

	(void)state;
	memcpy(block + 257, "ustar", 6);
	check_sniff(str_make(block, sizeof(block)), "", MEDIA_ARCHIVE,
	    "application/x-tar");
}

static void
zip_files_are_told_apart_by_their_first_entries(void **state)
{
#define ZIP "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	(void)state;
	check_sniff(STR(ZIP "\x09\0\0\0file1.txt"), "", MEDIA_ARCHIVE,
	    "application/zip");
	check_sniff(STR(ZIP "\x13\0\0\0[Content_Types].xml..word/doc.xml"),
	    "application/octet-stream", MEDIA_OFFICE,
	    "application/vnd.openxmlformats-officedocument."
	    "wordprocessingml.document");
	check_sniff(STR(ZIP "\x08\0\0\0mimetypeapplication/epub+zipPK"), "",
	    MEDIA_OFFICE, "application/epub+zip");
	check_sniff(STR(ZIP "\x08\0\0\0mimetypeapplication/"
	    "vnd.oasis.opendocument.textPK\x03\x04"), "", MEDIA_OFFICE,
	    "application/vnd.oasis.opendocument.text");
	check_sniff(STR(ZIP "\x08\0\0\0mimetypeapplication/epub+zi"), "",
	    MEDIA_ARCHIVE, "application/zip");
	check_sniff(STR(ZIP "\x01\0\0\0x"), "application/msword",
	    MEDIA_OFFICE, "application/msword");
	check_sniff(STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
	    "application/vnd.ms-excel", MEDIA_OFFICE,
	    "application/vnd.ms-excel");
}

static void
pages_are_found_whatever_was_declared(void **state)
{
	static const char *const declared[] = { "", "image/png",
	    "application/octet-stream", "application/json", "text/css",
	    "font/woff", "application/pdf", "text/html", "unknown/unknown" };
	static const char *const pages[] = {
		"<!DOCTYPE html>", " \n\t<!doctype HTML>x", "<html>",
		"<HTML lang=x>", "\xef\xbb\xbf<!DOCTYPE html><p>",
		"<!-- a comment --><html>", "<head><title>", "<script>",
		"<?xml version=\"1.0\"?><!DOCTYPE html><html>",
		"<?xml version=\"1.0\"?>\n<html xmlns=\"x\">",
		"<div class=x>", "<body\n>", "<p>", "<a href=x>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		for (size_t k = 0; k < sizeof(declared) / sizeof(declared[0]);
		    k++)
			check_sniff(str_of(pages[i]), declared[k], MEDIA_HTML,
			    "text/html");
	check_sniff(STR("<htmlx>"), "", MEDIA_TEXT, "text/plain");
	check_sniff(STR("<!-- styles --> p { }"), "text/css", MEDIA_CSS,
	    "text/css");
	check_sniff(STR("a < b"), "text/html", MEDIA_HTML, "text/html");
}

static void
text_plain_stays_text(void **state)
{
	(void)state;
	check_sniff(STR("<!DOCTYPE html>"), "text/plain", MEDIA_TEXT,
	    "text/plain");
	check_sniff(STR("{\"a\": 1}"), "text/plain; charset=utf-8",
	    MEDIA_TEXT, "text/plain");
	check_sniff(STR("<p>x"), "text/markdown", MEDIA_TEXT, "text/markdown");
	check_sniff(STR("a\0\1\2\3b\4\5\6"), "text/plain", MEDIA_BINARY,
	    "application/octet-stream");
}

static void
xml_is_what_its_root_says(void **state)
{
	(void)state;
	check_sniff(STR("<?xml version='1.0'?><rss version='2.0'>"),
	    "text/html", MEDIA_FEED, "application/rss+xml");
	check_sniff(STR("<feed xmlns='http://www.w3.org/2005/Atom'>"),
	    "text/xml", MEDIA_FEED, "application/atom+xml");
	check_sniff(STR("<?xml version='1.0'?><!-- x --><rdf:RDF>"), "",
	    MEDIA_FEED, "application/rdf+xml");
	check_sniff(STR("<?xml version='1.0'?><other>"), "", MEDIA_XML,
	    "application/xml");
	check_sniff(STR("<other>"), "application/xml", MEDIA_XML,
	    "application/xml");
	check_sniff(STR("<svg xmlns='http://www.w3.org/2000/svg'>"),
	    "text/plain", MEDIA_TEXT, "text/plain");
	check_sniff(STR("<svg xmlns='http://www.w3.org/2000/svg'>"),
	    "image/png", MEDIA_SVG, "image/svg+xml");
	check_sniff(STR("<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC 'x'>"
	    "<svg>"), "text/html", MEDIA_SVG, "image/svg+xml");
	check_sniff(STR("<svg>"), "image/svg+xml", MEDIA_SVG,
	    "image/svg+xml");
	check_sniff(STR("<svg><path/></svg><p>text"), "text/html", MEDIA_HTML,
	    "text/html");
	check_sniff(STR("not xml"), "application/rss+xml", MEDIA_TEXT,
	    "text/plain");
}

static void
other_text_is_json_prose_or_binary(void **state)
{
	(void)state;
	check_sniff(STR("{\"error\": 1}"), "text/html", MEDIA_JSON,
	    "application/json");
	check_sniff(STR("[{\"a\":1}]"), "", MEDIA_JSON, "application/json");
	check_sniff(STR("{\"error\": 1}"), "image/png", MEDIA_JSON,
	    "application/json");
	check_sniff(STR("[link](x) and more"), "", MEDIA_TEXT, "text/plain");
	check_sniff(STR("just words"), "", MEDIA_TEXT, "text/plain");
	check_sniff(STR("just words"), "text/html", MEDIA_HTML, "text/html");
	check_sniff(STR("p { }"), "text/css", MEDIA_CSS, "text/css");
	check_sniff(STR("f();"), "application/x-javascript", MEDIA_SCRIPT,
	    "application/x-javascript");
	check_sniff(STR("f();"), "application/vnd.x+json", MEDIA_JSON,
	    "application/json");
	check_sniff(STR("\0\1\2\3"), "", MEDIA_BINARY,
	    "application/octet-stream");
	check_sniff(STR("\0\1\2\3"), "image/png", MEDIA_BINARY,
	    "application/octet-stream");
	check_sniff(STR("\0\1\2\3"), "video/mp2t", MEDIA_VIDEO,
	    "video/mp2t");
	check_sniff(STR("<html><p>a stray \x01 byte"), "text/html",
	    MEDIA_HTML, "text/html");
	check_sniff(STR("\xff\xfe<\0p\0>\0"), "text/html", MEDIA_HTML,
	    "text/html");
	check_sniff(STR("\x1b$B$\"\x1b(B"), "", MEDIA_TEXT, "text/plain");
	check_sniff(STR(""), "text/html", MEDIA_EMPTY, "application/x-empty");
}

static void
types_have_their_usual_extensions(void **state)
{
	(void)state;
	assert_string_equal("png", media_ext(STR("image/png")));
	assert_string_equal("jpg", media_ext(STR("Image/JPEG; q=1")));
	assert_string_equal("html", media_ext(STR("text/html")));
	assert_string_equal("bin", media_ext(STR("x/y")));
	assert_string_equal("bin", media_ext(STR("")));
}

static void
check_size(struct str bytes, unsigned int width, unsigned int height)
{
	unsigned int w = 0, h = 0;

	assert_true(media_image_size(bytes, &w, &h));
	assert_int_equal(width, w);
	assert_int_equal(height, h);
	/* Each beginning of it: never read past its end. */
	for (size_t n = 0; n < bytes.n; n++) {
		char *copy = mem_dupn(bytes.p, n);
		char *exact = mem_resize(copy, n > 0 ? n : 1, 1);

		(void)media_image_size(str_make(exact, n), &w, &h);
		mem_freep(&exact);
	}
}

static void
picture_sizes_are_read_from_headers(void **state)
{
	unsigned int w, h;

	(void)state;
	check_size(STR("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x02\0\0\0\x03"),
	    258, 3);
	check_size(STR("GIF89a\x02\x01\x05\0"), 258, 5);
	check_size(STR("\xff\xd8\xff\xe0\0\x04JF\xff\xff\xc2\0\x11\x08"
	    "\x01\x02\0\x07\x03"), 7, 258);
	check_size(STR("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\x01\0"
	    "\x04\0\0"), 272, 5);
	check_size(STR("RIFF\0\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x09\x40\x01\0"
	    "\0\0\0\0\0"), 10, 6);
	check_size(STR("RIFF\0\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a"
	    "\x20\x01\x08\0"), 288, 8);
	check_size(STR("BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0\x05\0\0\0"
	    "\xfd\xff\xff\xff"), 5, 3);
	check_size(STR("\0\0\1\0\2\0\x10\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), 256, 256);
	assert_false(media_image_size(STR("<svg>"), &w, &h));
	assert_false(media_image_size(STR(""), &w, &h));
	assert_false(media_image_size(STR("\xff\xd8\xff\xe0\0\0"), &w, &h));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_declared_type_is_taken_apart),
		cmocka_unit_test(
		    magic_numbers_are_stronger_than_the_declared_type),
		cmocka_unit_test(a_tar_is_known_by_its_middle),
		cmocka_unit_test(
		    zip_files_are_told_apart_by_their_first_entries),
		cmocka_unit_test(pages_are_found_whatever_was_declared),
		cmocka_unit_test(text_plain_stays_text),
		cmocka_unit_test(xml_is_what_its_root_says),
		cmocka_unit_test(other_text_is_json_prose_or_binary),
		cmocka_unit_test(types_have_their_usual_extensions),
		cmocka_unit_test(picture_sizes_are_read_from_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
