# Goal: a run asks only for what is due, in the time it is given, says what it did and why, and what a person can do.
. "$(dirname "$0")/lib.sh"

# A web of its own: pages that change, stay, end, differ in who shared them, move.
mkdir -p "$work/w/still.example" "$work/w/slow.example" "$work/notes"
page() { printf '<!doctype html><html lang="en"><head><title>%s</title></head><body><article><h1>%s</h1>' "$1" "$1"
	for i in 1 2 3 4 5 6; do printf '<p>%s, part %s: the keeper of the lock wrote down when each boat had passed, and what it carried up the canal that day.</p>' "$2" "$i"; done
	printf '</article></body></html>'; }
page "The still page" "Still water" >"$work/w/still.example/page.html"
page "A shared page" "Shared water" >"$work/w/still.example/shared.html"
page "Where it has moved" "Moved water" >"$work/w/still.example/new.html"
for i in 1 2 3 4 5 6 7 8 9; do page "Slow $i" "Slow water $i" >"$work/w/slow.example/$i.html"; done
python3 - "$work" >"$work/w/routes.jsonl" <<'PY'
import json
def page(n):
    text = "".join("<p>Edition %d, part %d: today's boats were counted again at the upper gate, and their number was %d this time.</p>" % (n, i, n * 7 + i) for i in range(6))
    return "<!doctype html><html><head><title>Edition %d</title></head><body><article><h1>Edition %d</h1>%s</article></body></html>" % (n, n, text)
print(json.dumps({"url": "https://news.example/front", "type": "text/html", "seq": [{"body": page(n), "validators": False} for n in range(1, 30)]}))
print(json.dumps({"url": "https://still.example/gone", "status": 410, "body": "gone"}))
print(json.dumps({"url": "https://still.example/old", "status": 301, "headers": {"Location": "/new.html"}}))
for u in ("https://still.example/shared.html?utm_source=a", "https://still.example/shared.html?spm=1.2", "https://still.example/shared.html?share_from=x"):
    print(json.dumps({"url": u, "file": "still.example/shared.html", "type": "text/html"}))
PY
cat >"$work/notes/canal.md" <<'EOT'
# Canal
- [still](https://still.example/page.html)
- [front](https://news.example/front)
- [gone](https://still.example/gone)
- [shared](https://still.example/shared.html), [again](https://still.example/shared.html?utm_source=a) and
  [again](https://still.example/shared.html?spm=1.2) and [again](https://still.example/shared.html?share_from=x)
- [moved](https://still.example/old) to [there](https://still.example/new.html)
EOT
serve "$work/w"
at() { KBMIRROR_NOW=$1 fetch "${@:2}"; }
asked() { requests "r['target'] == '$1'"; }
pages='r["target"] != "/robots.txt"'
why() { "$kb" why --archive "$work/a" "$@" >"$work/out" 2>"$work/err"; }
says() { ok "$1" grep -qE -e "$2" "$work/out"; }

# What is due.
at 2026-01-01T00:00:00Z "$work/notes"
same "the first run ends with 0" 0 "$rc"
same "addresses that differ in who shared them are asked for once" 1 "$(requests 'r["target"].startswith("/shared.html")')"
forget_requests
at 2026-01-01T12:00:00Z
same "where nothing is due, nothing at all is asked" 0 "$(requests)"
at 2026-01-01T13:00:00Z --refresh
same "--refresh asks once for each that can say so, conditionally" "1 1 1" "$(asked /page.html) $(asked /shared.html) $(requests 'r["target"] == "/page.html" and r["status"] == 304')"
same "what has moved is not asked for any more, where it moved to is" "0 1" "$(asked /old) $(asked /new.html)"
ok "the rest of a group is not asked for" test "$(requests '"?" in r["target"]')" = 0
forget_requests
at 2026-02-01T00:00:00Z
same "after 31 days all is looked at" "1 1" "$(asked /page.html) $(asked /front)"
forget_requests
at 2026-02-25T00:00:00Z
same "after 24 more only what changes" "0 1" "$(asked /page.html) $(asked /front)"
forget_requests
at 2026-03-20T00:00:00Z
same "what never changes waits twice as long" 0 "$(asked /page.html)"
at 2026-04-03T00:00:00Z
same "and no longer" 1 "$(asked /page.html)"
why https://still.example/page.html
says "why tells when it is due" '^  due +2026-[0-9-]+: unchanged in 2 later looks: every 120 days'
why https://news.example/front
says "and that it changes" '^  due +2026-[0-9-]+: changed in [0-9]+ of [0-9]+ later looks: every [0-9]+ days'

# What failed.
forget_requests
for day in 08 09 20 21; do at "2027-01-${day}T00:00:00Z" --include '*/gone' >/dev/null; done
n=$(asked /gone)
same "a dead link is asked for less and less" 1 "$n"
forget_requests
at 2027-01-21T01:00:00Z --retry-failed
same "unless it is asked for by --retry-failed" 1 "$(asked /gone)"

# Why.
kill "$server"
server=
why "https://still.example/shared.html?spm=1.2"
same "why ends with 0, without any network" 0 "$?"
says "it names each reference with its line" '^  notes/canal.md:5 .*"shared"'
says "those to other addresses of the group, too" '^  notes/canal.md:6 .*as https://still.example/shared.html\?share_from=x'
says "the rule of the group" 'differs only in who shared it'
says "each exchange" '200  new bytes .*the copy$'
says "robots.txt, and the policy" '^  robots .*policy: cited'
why https://still.example/gone
says "each try and what came of it" '^  2026-01-01T00:00:00Z  gone: the server answered 410'
says "what to do" '^to do: correct the address'
why https://still.example/old
says "where it has moved" 'leads to https://still.example/new.html'
why --json https://still.example/page.html
ok "the same as JSON" python3 -c 'import json, sys
v = json.load(open(sys.argv[1]))
assert v["cited_by"][0]["note"] == "notes/canal.md" and v["cited_by"][0]["line"] == 2, v
assert len(v["tries"]) >= 3 and v["tries"][0]["outcome"] == "article", v["tries"]
assert [e["status"] for e in v["exchanges"]][:2] == [200, 304], v["exchanges"]
assert v["points"]["sum"] >= 1 and set(v["decisions"]) >= {"group", "robots", "copy", "due", "budget"}, v' "$work/out"
why https://still.example/never
ok "an address that it does not know is told" grep -q 'knows no' "$work/err"
"$kb" list --archive "$work/a" --failed >"$work/out"
"$kb" list --archive "$work/a" --failed --verbose >"$work/verbose"
ok "with --verbose it tells when each is due" grep -qE '^      next look [0-9-]+: ' "$work/verbose"
says "list --failed groups by cause" '^gone · 1 · .*gone'
says "with note and line" '^  notes/canal.md:4   https://still.example/gone'
"$kb" list --archive "$work/a" --failed --json >"$work/out"
ok "also for programs" python3 -c 'import json, sys
v = json.loads(open(sys.argv[1]).readline())
assert v["cited_by"] == ["notes/canal.md:4"] and v["advice"] and v["due"], v' "$work/out"

# A budget.
: >"$work/ready"
serve "$work/w"
for i in 1 2 3 4 5 6 7 8 9; do echo "- <https://slow.example/$i.html>"; done >"$work/notes/slow.md"
for i in 1 2 3; do echo "- [seven](https://slow.example/7.html) [four](http://slow.example/4.html)"; done >>"$work/notes/slow.md"
plan() { "$kb" fetch --archive "$work/c" "${net[@]}" --delay 700ms "$@" >"$work/out" 2>"$work/err"; rc=$?; }
plan --dry-run "$work/notes/slow.md"
says "a dry run tells the requests of each host and its time" '^ +10 +0 +0:0[67]  slow.example$'
ok "and asks nothing" test "$(requests)" = 0
plan --budget 2s "$work/notes/slow.md"
same "a budget that is spent is no failure" 0 "$rc"
says "what is left is told" 'the time budget is spent: [0-9]+ are left'
says "the snapshot is whole" '\(complete\)'
done1=$(requests "$pages")
ok "it began nothing after its time ($done1)" test "$done1" -ge 1 -a "$done1" -le 5
same "what is cited most and most in danger came first" "/4.html /7.html" "$(python3 -c 'import json, sys
print(*[r["target"] for r in map(json.loads, open(sys.argv[1])) if r["target"] != "/robots.txt"][:2])' "$work/requests.jsonl")"
ok "the archive is whole" "$kb" verify --archive "$work/c"
"$kb" fetch --archive "$work/c" "${net[@]}" >"$work/out" 2>"$work/err"
same "the next run goes on, and asks for nothing twice" 10 "$(requests "$pages")"
says "all is kept then" '^10 kept'
# Of several hosts the one with what matters most comes first, not the longest.
mkdir "$work/more"
for i in 1 2 3 5 6 8 9; do echo "- <https://slow.example/$i.html>"; done >"$work/more/a.md"
echo "- [a](http://still.example/new.html) [b](http://still.example/new.html)" >"$work/more/b.md"
forget_requests
"$kb" fetch --archive "$work/h" "${net[@]}" --jobs 1 --budget 60s "$work/more" >"$work/out" 2>"$work/err"
same "the host with what matters most comes first" "still.example" "$(python3 -c 'import json, sys
print(next(r["host"] for r in map(json.loads, open(sys.argv[1])) if r["target"] != "/robots.txt"))' "$work/requests.jsonl")"
same "a budget that is not spent is not spoken of" 0 "$(grep -c budget "$work/out")"
printf 'budget = 1s\n' >"$work/c/config.ini"
plan --refresh --json
ok "the configuration may have one, and JSON says so" python3 -c 'import json, sys
v = [json.loads(l) for l in open(sys.argv[1])]
assert v[0]["event"] == "plan" and v[0]["by_host"][0]["host"] == "slow.example", v[0]
assert v[-1]["budget_spent"] and v[-1]["left"] > 5 and v[-1]["complete"], v[-1]' "$work/out"

echo '{"url": "https://late.example/page", "file": "still.example/page.html", "type": "text/html", "delay": 4000}
{"url": "https://late.example/ill", "status": 404}' >>"$work/w/routes.jsonl"
kill "$server"
: >"$work/ready"
serve "$work/w"
"$kb" fetch --archive "$work/l" "${net[@]}" --budget 1s https://late.example/page >"$work/out" 2>"$work/err"
same "what is under way when it is spent comes to its end" "0 article" "$? $("$kb" list --archive "$work/l" | cut -d ' ' -f 1)"

# Tries that the user forces say nothing of how often to try.
dead() { KBMIRROR_NOW=$1 "$kb" fetch --archive "$work/f" "${net[@]}" "${@:2}" https://late.example/ill >"$work/out" 2>"$work/err"; }
dead 2026-01-01T00:00:00Z
for hour in 01 02 03; do dead "2026-01-01T$hour:00:00Z" --retry-failed; done
forget_requests
dead 2026-01-08T02:00:00Z
same "before its week is over a dead link is not due" 0 "$(asked /ill)"
dead 2026-01-08T04:00:00Z
same "then it is, however often it was tried by hand" 1 "$(asked /ill)"

# Small things.
"$kb" fetch --archive "$work/d" "${net[@]}" -H 'Authorization Bearer hunter2' "$work/notes" >"$work/out" 2>&1
same "a header that is none ends with 2" 2 "$?"
ok "and is not shown" sh -c "! grep -q hunter2 '$work/out'"
chmod -R a-w "$work/c"
"$kb" pack --archive "$work/c" -o "$work/c.tar.zst" >"$work/out" 2>&1
same "a read-only archive is packed to elsewhere" 0 "$?"
chmod -R u+w "$work/c"
ok "the pack has the pages" sh -c "tar -tf '$work/c.tar.zst' | grep -q 'index.html'"
same "nothing else stays there" "" "$(find "$work" -maxdepth 1 -name 'c.tar.zst?*')"
if unshare -rn true 2>/dev/null; then
	unshare -rn "$kb" fetch --archive "$work/e" --delay 0 --network-wait 0 https://one.example/ >"$work/out" 2>"$work/err"
	same "one host without any network ends with 6, too" 6 "$?"
fi
