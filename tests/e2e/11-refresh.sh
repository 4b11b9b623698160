# Goal: --refresh asks conditionally, adds little, and leaves the offline copy as it was.
. "$(dirname "$0")/lib.sh"
serve "$top/tests/web"
fetch "$top/tests/notes"
# The offline copy without its named date fields: when it was made, when a dead link was last tried and how often.
undated() {
	cp -r "$work/a/site" "$1"
	find "$1" -name '*.html' -exec sed -i -E 's/<time[^>]*>[^<]*<\/time>(, [0-9]+ tries)?//g' {} +
}
undated "$work/site.before"
before=$(du -sb "$work/a/warc" | cut -f1)
forget_requests
fetch --refresh
same "refresh ends with 0" 0 "$rc"
same "every request that can be conditional is" 0 "$(requests 'r["status"] == 200 and r["target"] != "/robots.txt" and r["host"] != "app.example"')"
ok "something was confirmed by 304" test "$(requests 'r["status"] == 304')" -ge 10
undated "$work/site.after"
ok "the offline copy is the same but for its date fields" diff -r "$work/site.before" "$work/site.after"
after=$(du -sb "$work/a/warc" | cut -f1)
n=$("$kb" list --archive "$work/a" --all --json | wc -l)
ok "it adds at most 700 bytes a resource ($(((after - before) / n)))" test $(((after - before) / n)) -le 700
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
forget_requests
fetch --retry-failed
same "retry-failed asks only for what failed" 0 "$(requests 'r["target"] not in ("/robots.txt", "/gone", "/") or r["host"] in ("links.example", "forum.example")')"
