#include "article/extract.h"
#include "article/rules.h"
#include "base/mem.h"
#include "base/text.h"
#include "fuzz.h"

/* Unknown expressions may be slow, and so may pages: both at once is what the
 * budget of steps is for, which takes longer than a fuzzer waits. */
#define MAX_BYTES 20000

static void
note(void *ctx, int line, bool is_wrong, const char *text)
{
	(void)ctx;
	(void)is_wrong;
	PROMISE(line > 0 && text[0] != '\0');
}

static void
read_alone(struct str text)
{
	const struct rule_reading r = { .name = STR("a.example.txt"),
		.text = text, .is_checked = true, .fn = note };
	struct rule rule;

	rule_read(&rule, &r);
	PROMISE(rule.n <= RULE_MAX_LINES);
	for (size_t i = 0; i < rule.n; i++) {
		PROMISE(rule.lines[i].value.text.n > 0);
		PROMISE(rule.lines[i].value.text.n <= RULE_MAX_VALUE);
	}
	rule_release(&rule);
}

/* A file of rules and a page, apart at the first NUL: the rules are read, and
 * what they make of the page passes the parent's check. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(rules_release) struct rules rules;
	AUTO(buf_release) struct buf bundle = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf json = BUF_INIT(64 << 20);
	AUTO(buf_release) struct buf lines = BUF_INIT(16 << 20);
	AUTO(article_release) struct article a;
	AUTO(article_release) struct article b;
	struct extract_opts opts = { .url = STR("https://a.example/b"),
		.rules = &rules, .explanation = &lines };
	struct str rest = fuzz_str(p, n < MAX_BYTES ? n : MAX_BYTES), text;
	struct err err = ERR_INIT;

	article_init(&a);
	article_init(&b);
	rules_init(&rules);
	if (!str_cut(&rest, '\0', &text))
		return 0;
	read_alone(text);
	buf_str(&bundle, "\f0a.example.txt\n");
	buf_s(&bundle, text);
	rules_read(&rules, buf_view(&bundle));
	article_release(&a);
	if (rest.p == NULL || extract_page(rest, &opts, &a, &err) < 0)
		return 0;
	PROMISE(text_is_utf8(buf_view(&lines)));
	article_to_json(&a, &json);
	article_release(&b);
	if (article_from_json(&b, buf_view(&json), &err) < 0) {
		fprintf(stderr, "%s\n%s\n", err.msg, json.p);
		abort();
	}
	return 0;
}
