#include "cmd/forecast.h"

#include "base/json.h"
#include "cmd/line.h"
#include "cmd/print.h"
#include "web/url.h"

/* Hosts that a dry run lists one by one; --json has all. */
#define MAX_HOSTS 40
/* Bytes of one event: a million hosts at a hundred bytes. */
#define MAX_EVENT (256 << 20)

static void
print_json(const struct mirror_plan *plan)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_EVENT);

	json_begin(&b, '{');
	json_pair(&b, "event", "plan");
	json_pair_int(&b, "notes", plan->notes);
	json_pair_int(&b, "references", plan->refs);
	json_pair_int(&b, "pages", plan->pages);
	json_pair_int(&b, "images", plan->images);
	json_pair_int(&b, "local", plan->local);
	json_pair_int(&b, "other", plan->other);
	json_pair_int(&b, "hosts", plan->hosts);
	json_pair_int(&b, "due", plan->due);
	json_pair_int(&b, "looks", plan->looks);
	json_pair_int(&b, "requests", plan->ask.requests);
	json_pair_int(&b, "bytes", plan->bytes_guess);
	json_pair_int(&b, "least_ms", plan->ask.ms);
	json_key(&b, "by_host");
	json_begin(&b, '[');
	for (size_t i = 0; i < plan->n_slow; i++) {
		const struct estimate *e = &plan->slow[i];

		json_begin(&b, '{');
		json_pair(&b, "host", e->host);
		json_pair_int(&b, "pages", e->pages);
		json_pair_int(&b, "images", e->images);
		json_pair_int(&b, "least_ms", e->ms);
		json_end(&b, '}');
	}
	json_end(&b, ']');
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static void
put_looks(struct buf *b, const struct mirror_plan *plan)
{
	if (plan->looks == 0)
		return;
	buf_str(b, "; what ");
	print_count(b, plan->looks, "kept page needs", "kept pages need");
	buf_str(b, " is looked for, and comes on top");
}

static void
put_line(struct buf *b, const struct mirror_plan *plan)
{
	print_count(b, plan->refs, "reference", "references");
	buf_str(b, " in ");
	print_count(b, plan->notes, "note", "notes");
	buf_str(b, ": ");
	print_count(b, plan->pages, "page", "pages");
	buf_str(b, ", ");
	print_count(b, plan->images, "image", "images");
	if (plan->local > 0)
		buf_fmt(b, ", %lld local", (long long)plan->local);
	if (plan->other > 0)
		buf_fmt(b, ", %lld other", (long long)plan->other);
	buf_str(b, ", on ");
	print_count(b, plan->hosts, "host", "hosts");
	if (plan->due == 0) {
		buf_str(b, "; nothing is due");
		put_looks(b, plan);
		buf_char(b, '\n');
		return;
	}
	buf_fmt(b, "; %lld to fetch, about ", (long long)plan->due);
	print_bytes(b, plan->bytes_guess);
	if (plan->ask.ms >= 60000) {
		buf_str(b, ", at least ");
		line_time(b, plan->ask.ms);
	}
	put_looks(b, plan);
	buf_char(b, '\n');
}

static void
put_row(struct buf *b, const char *time, const struct estimate *e)
{
	buf_fmt(b, "%8lld  %8lld  %10s  ", (long long)e->pages,
	    (long long)e->images, time);
	url_display_host(str_of(e->host), b);
	buf_char(b, '\n');
}

static void
print_hosts(const struct mirror_plan *plan)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf time = BUF_INIT(100);

	if (plan->n_slow == 0)
		return;
	buf_str(&b, "   pages    images    at least  host\n");
	for (size_t i = 0; i < plan->n_slow && i < MAX_HOSTS; i++) {
		buf_reset(&time);
		line_time(&time, plan->slow[i].ms);
		put_row(&b, time.p, &plan->slow[i]);
	}
	if (plan->n_slow > MAX_HOSTS)
		buf_fmt(&b, "  … and %zu more hosts that take less time\n",
		    plan->n_slow - MAX_HOSTS);
	print_count(&b, plan->ask.requests, "request", "requests");
	buf_str(&b, " with robots.txt, at least ");
	line_time(&b, plan->ask.ms);
	buf_str(&b, "; the pictures of new pages come on top\n");
	print_buf(stdout, &b);
}

void
forecast_print(const struct cmd_ctx *ctx, const struct mirror_plan *plan)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	if (ctx->json) {
		print_json(plan);
		return;
	}
	if (!ctx->quiet) {
		put_line(&b, plan);
		print_buf(stderr, &b);
	}
	if (ctx->dry_run)
		print_hosts(plan);
}
