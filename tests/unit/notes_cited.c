/* notes/cited.h: the date of a note that does not tell when it cites. */
#include "folder.h"
#include "notes_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notes/cited.h"

#define DAY(n) ((int64_t)1600000000000 + (n) * (int64_t)86400000)

static void
sh(const char *command)
{
	AUTO(mem_freep) char *line = mem_fmt("cd '%s' && export HOME=/none "
	    "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a "
	    "GIT_COMMITTER_EMAIL=a && { %s; } >/dev/null 2>&1", folder, command);

	if (system(line) != 0)
		fail_msg("%s", line);
}

/* "git 3": what told the date, and its day; "file 0". */
static void
dated_as(struct cited *c, const char *file, const char *name,
    const char *bytes, const char *want)
{
	AUTO(mem_freep) char *path = mem_fmt("%s/%s", folder, file);
	enum ref_dated dated = REF_UNDATED;
	int64_t date = cited_find(c, path, name, str_of(bytes), &dated);
	AUTO(mem_freep) char *got = mem_fmt("%s %d", ref_dated_name(dated),
	    date < DAY(0) ? -1 : (int)((date - DAY(0)) / 86400000));

	assert_string_equal(got, want);
}

static void
a_note_is_dated_by_its_commit_while_it_is_as_committed(void **state)
{
	AUTO(mem_freep) char *sub = mem_fmt("%s/v", folder);
	AUTO(mem_freep) char *one = mem_fmt("%s/v/w.md", folder);
	struct cited *c;

	(void)state;
	if (system("git --version >/dev/null 2>&1") != 0)
		skip();
	/* What a repository may say must not be run. */
	sh("git init -q . && git config core.fsmonitor 'touch ran' && "
	    "git config log.showSignature true && git config gpg.program "
	    "\"touch ran\" && git config core.pager 'touch ran' && "
	    "git config diff.external 'touch ran' && mkdir v 'v/ x' && "
	    "printf one >v/w.md && printf a >'v/ x/@\xc3\xa9\n.md' && "
	    "git -c core.fsmonitor= add . && GIT_AUTHOR_DATE=1600086400Z "
	    "git -c core.fsmonitor= commit -qm 1 --no-gpg-sign && "
	    "printf two >v/w.md && GIT_AUTHOR_DATE=1600259200Z "
	    "git -c core.fsmonitor= commit -qam 2 --no-gpg-sign && "
	    "printf new >v/new.md && touch -d @1600345600 v/new.md v/w.md && "
	    "printf other >other.md && rm -f ran v/ran");
	c = cited_new(sub);
	dated_as(c, "v/w.md", "w.md", "two", "git 3");
	dated_as(c, "v/w.md", "w.md", "one", "file 4");
	dated_as(c, "v/w.md", " x/@\xc3\xa9\n.md", "a", "git 1");
	dated_as(c, "none", "none", "a", " -1");
	cited_free(c);
	c = cited_new(one);
	dated_as(c, "v/w.md", "w.md", "two", "git 3");
	cited_free(c);
	c = cited_new(folder);
	dated_as(c, "v/w.md", "v/w.md", "two", "git 3");
	dated_as(c, "v/new.md", "v/new.md", "new", "file 4");
	cited_free(c);
	sh("test ! -e ran -a ! -e v/ran");
}

static void
a_reference_keeps_a_date_that_the_note_tells(void **state)
{
	AUTO(mem_freep) char *path = mem_fmt("%s/n.html", folder);
	struct cited *c = cited_new(folder);
	struct err err = ERR_INIT;
	struct note note;

	(void)state;
	sh("touch -d @1600172800 n.html; rm -rf .git");
	assert_int_equal(note_parse(&note, STR("<!DOCTYPE netscape-bookmark-"
	    "file-1><a href=http://a.example/ add_date=1500000000>a</a>"
	    "<a href=http://b.example/>b</a>"), "n.html", &err), 0);
	cited_tell(c, path, "n.html", STR("x"), &note);
	assert_int_equal(note.refs[0].date, 1500000000000);
	assert_int_equal(note.refs[0].dated, REF_DATED_BOOKMARK);
	assert_int_equal(note.refs[1].date, DAY(2));
	assert_int_equal(note.refs[1].dated, REF_DATED_FILE);
	note_release(&note);
	cited_free(c);
}

static void
what_tells_a_date_has_a_name(void **state)
{
	(void)state;
	for (int i = REF_UNDATED; i <= REF_DATED_FILE; i++)
		assert_int_equal(ref_dated_find(str_of(ref_dated_name(
		    (enum ref_dated)i))), i);
	assert_int_equal(ref_dated_find(STR("later")), REF_UNDATED);
	assert_int_equal(ref_dated_find(str_of(NULL)), REF_UNDATED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_note_is_dated_by_its_commit_while_it_is_as_committed),
		cmocka_unit_test(a_reference_keeps_a_date_that_the_note_tells),
		cmocka_unit_test(what_tells_a_date_has_a_name),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
