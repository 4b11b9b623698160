# Goal: articles and threads over several pages are read as one; what only looks like a next page is left alone.
. "$(dirname "$0")/lib.sh"
cp -r "$top/tests/web" "$work/w"
mkdir "$work/notes"
cat >"$work/notes/walks.md" <<'NOTE'
# Walks
- [the long road](https://serial.example/long-road.html)
- [the echo](https://serial.example/echo.html)
- [lamps](https://board.example/t/12)
- [a diary](https://diary.example/post/41), [frost](https://diary.example/2020/frost.html)
- [no end](https://endless.example/tale)
NOTE
# A tale whose every page leads to one more.
python3 - "$work/w/routes.jsonl" <<'PY'
import json, sys
with open(sys.argv[1], "a") as f:
    for n in range(1, 31):
        url = "https://endless.example/tale" + ("" if n == 1 else f"?page={n}")
        text = f"Night {n}: the sailor told of island number {n}, where the houses have {n + 3} doors and nobody ever uses the first one. " * 3
        f.write(json.dumps({"url": url, "type": "text/html; charset=utf-8", "body": f"<!doctype html><html lang=en><title>A tale without an end</title>"
            f"<article><h1>A tale without an end</h1><p>{text}</p></article><div class=pages><a href='?page={n + 1}'>Next page</a></div></html>"}) + "\n")
PY
serve "$work/w"
asked() { requests "r['host'] == '$1' and r['target'] == '$2'"; }
page() { ls "$work"/a/site/articles/"$1"; }

fetch --max-pages 6 "$work/notes"
same "fetch ends with 0" 0 "$rc"
for n in _2 _3; do same "page $n of the article is asked for once" 1 "$(asked serial.example "/long-road$n.html")"; done
same "in the name of the page before it" "https://serial.example/long-road_2.html" "$(python3 -c 'import json,sys
print(*(r["headers"].get("referer") for r in map(json.loads, open(sys.argv[1])) if r["target"] == "/long-road_3.html"))' "$work/requests.jsonl")"
same "the next walk is another article" 0 "$(asked serial.example /short-road.html)"
same "the next post is another article" 0 "$(asked diary.example /post/42)"
same "so is the one whose address ends in -2" 0 "$(asked diary.example /2020/frost-2.html)"
same "an article has at most --max-pages pages" 6 "$(requests 'r["host"] == "endless.example" and r["target"] != "/robots.txt"')"

road=$work/a/site/articles/serial.example/$(page serial.example | grep long-road)
same "only the cited page has a page of its own" 1 "$(page serial.example | grep -c long-road)"
ok "the pages stand in order" python3 - "$road" <<'PY'
import sys
s = open(sys.argv[1]).read()
at = [s.index(w) for w in ("We left the station", 'id="kb-page-2"', "nine bends", 'id="kb-page-3"', "a plain thing")]
assert at == sorted(at), at
PY
same "pictures of all pages are there" 2 "$(grep -o '<img[^>]*src="\.\./\.\./assets/[^"]*"' "$road" | wc -l)"
ok "the footnotes of two pages do not mix" python3 - "$road" <<'PY'
import re, sys
s = open(sys.argv[1]).read()
ids, links = re.findall(r' id="([^"]*)"', s), re.findall(r'href="#([^"]*)"', s)
assert len(ids) == len(set(ids)) and "note-1" in ids and "p2-note-1" in ids, ids
assert "note-1" in links and "p2-note-1" in links and set(links) <= set(ids), links
PY
ok "a link to a further page leads to its place" grep -q 'href="[^"]*#kb-page-3"' "$road"
ok "show prints all pages" sh -c "'$kb' show --archive '$work/a' https://serial.example/long-road.html | tr '\n' ' ' | grep -q 'We left the station.*page 2.*nine bends.*page 3.*a plain thing'"
same "the words are those of all pages" True "$("$kb" show --json --archive "$work/a" https://serial.example/long-road.html | python3 -c 'import json,sys
v = json.load(sys.stdin); print(v["words"] == v["article"]["words"] + sum(p["article"]["words"] for p in v["pages"]) and len(v["pages"]) == 2)')"
same "the pictures are those of all pages" 2 "$("$kb" show --json --archive "$work/a" https://serial.example/long-road.html | python3 -c 'import json,sys
print(len(set(json.load(sys.stdin)["images"])))')"
board=$work/a/site/articles/board.example/$(page board.example)
ok "the second page of the thread is there" grep -q 'an inch more of glass' "$board"
ok "the third says that it is missing, and why" grep -q 'Page 3 is missing.*does not exist any more' "$board"
same "a page that answers the same to every number is shown once" 1 "$(cat "$work/a/site/articles/serial.example/"*echo* | grep -o 'gets an answer after two seconds' | wc -l)"
ok "what lies beyond the limit is told" grep -q 'Page 7 is missing.*It was not asked for' "$work/a/site/articles/endless.example/"*tale*
same "no limit below 1" 2 "$("$kb" fetch --archive "$work/a" --max-pages 0 "$work/notes" 2>/dev/null; echo $?)"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
cp -r "$work/a/site" "$work/site.before"
"$kb" verify --rebuild --archive "$work/a" >/dev/null
ok "rebuilt from WARC and manifest, the copy is the same" diff -r "$work/site.before" "$work/a/site"
"$kb" pack --archive "$work/a" -o "$work/p.tar.zst" >/dev/null
ok "a pack has the joined article" sh -c "zstd -dc '$work/p.tar.zst' | tar -xO --wildcards '*long-road*' | grep -q 'nine bends'"

forget_requests
fetch --max-pages 6
same "a second run asks nothing" 0 "$(requests 'r["target"] != "/robots.txt"')"
forget_requests
fetch --max-pages 6 --refresh
same "refresh asks for further pages conditionally" "304 304 304" "$(python3 -c 'import json,sys
print(*(r["status"] for r in map(json.loads, open(sys.argv[1])) if r["host"] == "serial.example" and "long-road" in r["target"]))' "$work/requests.jsonl")"

forget_requests
fetch --max-pages 8
same "a higher limit goes on where the lower one ended" "/tale?page=7 /tale?page=8" "$(python3 -c 'import json,sys
print(*(r["target"] for r in map(json.loads, open(sys.argv[1])) if r["host"] == "endless.example" and r["target"] != "/robots.txt"))' "$work/requests.jsonl")"
"$kb" fetch --archive "$work/b" "${net[@]}" --max-pages 1 "$work/notes" >/dev/null 2>&1
same "--max-pages 1 joins nothing" 0 "$("$kb" list --archive "$work/b" --all --json | grep -c 'page=\|_2.html')"

# The page behind the thread's last one comes into being.
sed -i '/t\/12?page=3/d' "$work/w/routes.jsonl"
cat >>"$work/w/routes.jsonl" <<'ROUTE'
{"url": "https://board.example/t/12?page=3", "status": 302, "headers": {"Location": "/"}}
{"url": "https://board.example/", "type": "text/html; charset=utf-8", "body": "<!doctype html><title>Board of lamps</title><article><h1>Welcome</h1><p>This is the board for all who read by flame, and for those who would like to. Please look whether your question was asked before you ask it, and say which burner you have, which wick, and how long the chimney is. Photographs help, unless the chimney is black.</p></article>"}
ROUTE
reload
fetch --max-pages 6 --retry-failed
ok "a further page that leads elsewhere is not taken for one" sh -c "grep -q 'Page 3 is missing' '$board' && ! grep -q 'read by flame' '$board'"
ok "the archive is still whole" "$kb" verify --archive "$work/a"
"$kb" forget --archive "$work/a" https://serial.example/long-road.html https://board.example/t/12?page=2 >/dev/null
same "a forgotten article leaves no page behind" 0 "$("$kb" list --archive "$work/a" --all --json | grep -c '"url":"https://serial.example/long-road')"
same "a forgotten page leaves those before it" 1 "$("$kb" list --archive "$work/a" --all --json | grep -c '"url":"https://board.example/t/12')"
ok "what is left is whole" "$kb" verify --archive "$work/a"
exit 0
