# Goal: what moved for good costs one request in a refresh, not two; where that brings nothing, the cited address is asked.
. "$(dirname "$0")/lib.sh"
root=$work/root
mkdir -p "$root/old.example" "$root/new.example" "$work/notes"
page() {
	echo "<!doctype html><html lang=en><title>$1</title><body><article><h1>$1</h1><p>The $1 stands at the bend of the river, where the road comes down from the hill, and has been painted twice since the flood.</p><p>Who wants to see it from inside asks at the house next to it, best before noon, because the light is better then, and the dog asleep.</p></article></body></html>"
}
page "Tollhouse" >"$root/new.example/tollhouse.html"
page "Watermill" >"$root/new.example/watermill.html"
page "Boathouse" >"$root/new.example/boathouse.html"
cat >"$root/routes.jsonl" <<'END'
{"url": "https://old.example/tollhouse", "status": 301, "headers": {"Location": "/moved/tollhouse"}}
{"url": "https://old.example/moved/tollhouse", "status": 308, "headers": {"Location": "https://new.example/tollhouse.html"}}
{"url": "https://old.example/watermill", "status": 302, "headers": {"Location": "https://new.example/watermill.html"}}
{"url": "https://old.example/boathouse", "status": 301, "headers": {"Location": "https://new.example/boathouse.html"}}
END
for name in tollhouse watermill boathouse; do echo "- <https://old.example/$name>"; done >"$work/notes/n.md"
serve "$root"
now() { export KBMIRROR_NOW=$1; forget_requests; shift; fetch "$@"; }
asked() { python3 -c 'import json, sys
print(*sorted("%s %d" % (r["target"], r["status"]) for r in map(json.loads, open(sys.argv[1])) if r["target"] != "/robots.txt"), sep=", ")' "$work/requests.jsonl"; }
title() { "$kb" list --archive "$work/a" --json "$1" | python3 -c 'import json, sys; v = json.loads(sys.stdin.readline()); print(v["title"], v["last"], v["final_url"])'; }

now 2026-03-01T08:00:00Z "$work/notes"
same "a first run follows each redirect" "/boathouse 301, /boathouse.html 200, /moved/tollhouse 308, /tollhouse 301, /tollhouse.html 200, /watermill 302, /watermill.html 200" "$(asked)"
cp -r "$work/a/site" "$work/before"
now 2026-03-02T08:00:00Z --refresh
same "a refresh asks where pages are, and redirects only that may change" "/boathouse.html 304, /tollhouse.html 304, /watermill 302, /watermill.html 304" "$(asked)"
same "they are what they were" "Tollhouse article https://new.example/tollhouse.html" "$(title tollhouse)"
ok "so is the offline copy of it" sh -c "diff '$work'/before/articles/old.example/tollhouse* '$work'/a/site/articles/old.example/tollhouse*"

page "Tollhouse, now a library" >"$root/new.example/library.html"
rm "$root/new.example/tollhouse.html"
sed -i 's#https://new.example/tollhouse.html#https://new.example/library.html#' "$root/routes.jsonl"
reload
now 2026-03-03T08:00:00Z --refresh
same "where a page is no more, the cited address is asked" "/boathouse.html 304, /library.html 200, /moved/tollhouse 308, /tollhouse 301, /tollhouse.html 404, /watermill 302, /watermill.html 304" "$(asked)"
same "and what it leads to now is kept" "Tollhouse, now a library article https://new.example/library.html" "$(title tollhouse)"
now 2026-03-04T08:00:00Z --refresh
same "the new place is known from then on" "/boathouse.html 304, /library.html 304, /watermill 302, /watermill.html 304" "$(asked)"

sed -i '/boathouse/d' "$root/routes.jsonl"
rm "$root/new.example/boathouse.html"
reload
now 2026-03-05T08:00:00Z --refresh
same "when neither has it, both were asked" "/boathouse 404, /boathouse.html 404" "$(asked | tr ',' '\n' | grep boat | sed 's/^ //' | paste -sd, | sed 's/,/, /')"
same "and the copy stays" "Boathouse gone https://new.example/boathouse.html" "$(title boathouse)"

now 2026-06-20T08:00:00Z --refresh
same "after three months a redirect for good is asked again" "/library.html 304, /moved/tollhouse 308, /tollhouse 301" "$(asked | tr ',' '\n' | grep 'tollhouse\|library' | sed 's/^ //' | paste -sd, | sed 's/,/, /g')"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
