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
forget_requests
fetch --refresh
same "refresh ends with 0" 0 "$rc"
same "every request that can be conditional is" 0 "$(requests 'r["status"] == 200 and r["target"] != "/robots.txt" and r["host"] != "app.example"')"
ok "something was confirmed by 304" test "$(requests 'r["status"] == 304')" -ge 10
undated "$work/site.after"
ok "the offline copy is the same but for its date fields" diff -r "$work/site.before" "$work/site.after"
# What the records of the new segment take: of the resources, and of their hosts' robots.txt.
read -r resources robots < <(python3 - "$work"/a/warc/*-00002-*.warc.gz <<'PY'
import re, sys, zlib
left, size = open(sys.argv[1], "rb").read(), {True: 0, False: 0}
while left:
    member = zlib.decompressobj(31)
    record = member.decompress(left)
    size[bool(re.search(rb"^WARC-Target-URI: \S*/robots\.txt\r$", record, re.M))] += len(left) - len(member.unused_data)
    left = member.unused_data
print(size[False], size[True])
PY
)
n=$("$kb" list --archive "$work/a" --all --json | wc -l)
hosts=$(requests 'r["target"] == "/robots.txt"')
ok "it adds at most 700 bytes a resource ($((resources / n)))" test $((resources / n)) -le 700
ok "it adds at most 1200 bytes a robots.txt ($((robots / hosts)))" test $((robots / hosts)) -le 1200
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
forget_requests
fetch --retry-failed
same "retry-failed asks only for what failed" 0 "$(requests 'r["target"] not in ("/robots.txt", "/gone", "/") or r["host"] in ("links.example", "forum.example")')"
