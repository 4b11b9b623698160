# Goal: the present extractor works on old captures without a network; good articles and old dates stay as they were.
. "$(dirname "$0")/lib.sh"
cp -r "$top/tests/notes" "$work/notes"
# Another address of the same page would have a conversion of its own.
sed -i '/blog.example\/p\/7/d; /utm_source/d' "$work/notes/streams.md"
echo '[the long road](https://serial.example/long-road.html)' >"$work/notes/walks.md"
serve "$top/tests/web"
fetch "$work/notes"
same "fetch ends with 0" 0 "$rc"
ok "nothing is said of older versions" sh -c "! grep -q 'older version' '$work/out'"
"$kb" reextract --archive "$work/a" >"$work/out"
ok "what this version looked at is left alone" grep -q 'nothing to do' "$work/out"
same "and no snapshot is made" 1 "$("$kb" log --archive "$work/a" | wc -l)"

post=https://blog.example/2021/checkpoints.html
road=https://serial.example/long-road.html
python3 "$top/tests/e2e/28-age.py" "$work/a" '{
	"lost": ["https://pictures.example/barrier.png", "https://serial.example/long-road_3.html"],
	"unknown": ["https://pictures.example/pipeline.png", "https://serial.example/long-road_2.html"],
	"pages": {
		"https://blog.example/2021/checkpoints.html": {"drop": "called a barrier"},
		"https://serial.example/long-road.html": {"drop": "The first hour"},
		"https://forum.example/thread/7.html": {"times": 9},
		"https://wen.example/archives/links.html": {"shell": true}}}'
ok "the aged archive is whole" "$kb" verify --deep --archive "$work/a"
old=$("$kb" log --archive "$work/a" --json | python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["date"])')
shown() { "$kb" show --archive "${2:-$work/a}" "$1"; }
packed() { "$kb" pack --archive "$work/a" --at "$old" -o "$work/$1.tar.zst" >/dev/null && zstd -dc "$work/$1.tar.zst" | sha256sum; }
conversions() { python3 - "${2:-$work/a}" "$1" <<'PY'
import glob, gzip, re, sys
n = 0
for f in sorted(glob.glob(sys.argv[1] + "/warc/*.gz")):
    for r in re.findall(rb"WARC/1\.1\r\n(.*?)\r\n\r\n", gzip.open(f).read(), re.S):
        n += b"WARC-Type: conversion" in r and b"WARC-Target-URI: " + sys.argv[2].encode() + b"\r" in r + b"\r"
print(n)
PY
}
ok "the old article lacks its paragraph" sh -c "! '$kb' show --archive '$work/a' $post | grep -q 'called a barrier'"
same "the page that was a shell has no article" shell "$(outcome https://wen.example/archives/links.html)"
before=$(packed before)
cp -r "$work/a" "$work/aged"

# What a dry run says, and that it changes nothing.
tree() { (cd "$1" && find . -type f ! -name lock -exec sha256sum {} + | sort); }
tree "$work/a" >"$work/tree.before"
"$kb" reextract -n --archive "$work/a" >"$work/dry"
tree "$work/a" >"$work/tree.after"
ok "a dry run changes nothing" cmp "$work/tree.before" "$work/tree.after"
ok "it names what would change" grep -q "^changed *https://blog.example/2021/checkpoints.html: [0-9]* words, before [0-9]*; 1 picture or page is missing" "$work/dry"
ok "and what would be found" grep -q '^found *https://wen.example/archives/links.html' "$work/dry"
"$kb" reextract -n --json --archive "$work/a" >"$work/dry.json"
same "JSON says the same: pages, then a summary" "changed found 4" "$(python3 -c 'import json, sys
*pages, end = map(json.loads, open(sys.argv[1]))
by = {p["url"]: p for p in pages if p["event"] == "page"}
a = by["https://blog.example/2021/checkpoints.html"]
assert a["words"] > a["words_before"] > 0 and a["missing"] == 1, a
assert end["event"] == "summary" and "date" not in end, end
assert end["changed"] == sum(p["result"] == "changed" for p in pages) and end["found"] == 1, end
print(a["result"], by["https://wen.example/archives/links.html"]["result"], end["pages"])' "$work/dry.json")"
same "an operand that fits nothing is not there" 1 "$("$kb" reextract --archive "$work/a" nowhere.example 2>/dev/null; echo $?)"
same "it waits for no other run" 5 "$(flock "$work/a/lock" "$kb" reextract --archive "$work/a" 2>/dev/null; echo $?)"

# One host alone, then the rest; the server would tell of any request.
forget_requests
"$kb" reextract --archive "$work/a" wen.example >"$work/out"
ok "an operand narrows it" grep -q '^1 page extracted anew: 0 changed, 1 found' "$work/out"
same "the page has an article now" article "$(outcome https://wen.example/archives/links.html)"
ok "the other pages wait" sh -c "! '$kb' show --archive '$work/a' $post | grep -q 'called a barrier'"
"$kb" reextract --archive "$work/a" >"$work/out"
same "no request was sent" 0 "$(requests)"
ok "the summary counts" grep -q ' 2 changed, 0 found, .* 1 keep the old article.* · 2 pictures or pages for the next fetch' "$work/out"
ok "what got worse is told" grep -q '^kept *https://forum.example/thread/7.html: the old article stays: the text is now less than a quarter' "$work/out"
ok "and stays" test "$(shown https://forum.example/thread/7.html | grep -c 'INSERT INTO counts')" = 9
ok "the article has its paragraph" sh -c "'$kb' show --archive '$work/a' $post | grep -q 'called a barrier'"
same "both conversions are there" "2 2 1" "$(conversions $post) $(conversions $road) $(conversions https://old.example/encoding.htm)"
same "the new one names the capture" True "$(python3 - "$work/a" $post <<'PY'
import glob, gzip, re, sys
ids, refers = {}, []
for f in sorted(glob.glob(sys.argv[1] + "/warc/*.gz")):
    for r in re.findall(r"WARC/1\.1\r\n(.*?)\r\n\r\n", gzip.open(f).read().decode("utf-8", "replace"), re.S):
        v = dict(l.split(": ", 1) for l in r.split("\r\n") if ": " in l)
        if v.get("WARC-Target-URI") == sys.argv[2]:
            if v["WARC-Type"] == "response": ids[v["WARC-Record-ID"]] = v["WARC-Date"]
            if v["WARC-Type"] == "conversion": refers.append((v["WARC-Refers-To"], v["WARC-Date"]))
print(len(refers) == 2 and all(i in ids for i, d in refers) and refers[1][1] > refers[0][1])
PY
)"
sum() { sha256sum <"$top/tests/web/pictures.example/$1.png" | cut -c1-64; }
picture() { local s; s=$(sum "$1"); test -f "$work/a/site/assets/${s:0:2}/$s.png"; }
ok "a picture whose capture is there is shown" picture pipeline
same "one that is not waits" untried "$(outcome https://pictures.example/barrier.png)"
ok "so does a further page, while one that is there is joined" sh -c "'$kb' show --archive '$work/a' $road | tr '\n' ' ' | grep -q 'first hour.*page 2.*nine bends.*page 3.*is missing: untried'"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
same "a pack of the old date is as it was" "$before" "$(packed after)"
cp -r "$work/a/site" "$work/site.before"
"$kb" verify --rebuild --archive "$work/a" >/dev/null
ok "rebuilt, the newest conversions count" diff -r "$work/site.before" "$work/a/site"
# As a run leaves it that ends before its last step.
sed -i 's/state of <time datetime="20../state of <time datetime="2001/' "$work/a/site/index.html"
"$kb" reextract --archive "$work/a" >"$work/out"
ok "an offline copy of an older snapshot is built again, whenever it was written" diff -r "$work/site.before" "$work/a/site"
ok "a further run has nothing to do, not even for what got worse" grep -q 'nothing to do' "$work/out"
"$kb" reextract --all --archive "$work/a" >"$work/out"
ok "--all looks at every page" grep -q ' 0 changed, 0 found, .* 1 keep the old article' "$work/out"
same "and writes none that is the same" "2 1" "$(conversions $post) $(conversions https://old.example/encoding.htm)"

# The next fetch asks for what was missing, although no page is due.
forget_requests
fetch
same "fetch asks for the missing picture and page alone" "/barrier.png /long-road_3.html" "$(python3 -c 'import json,sys
print(*sorted(r["target"] for r in map(json.loads, open(sys.argv[1])) if r["target"] != "/robots.txt"))' "$work/requests.jsonl")"
ok "the picture is shown" picture barrier
ok "the page is joined" sh -c "'$kb' show --archive '$work/a' $road | grep -q 'a plain thing'"

# A run that asks the old archive says once that there is more to be had.
rm -rf "$work/a"; cp -r "$work/aged" "$work/a"
fetch --exclude '*'
ok "fetch tells of pages of an older version" grep -q '^3 pages were extracted by an older version: kbmirror reextract' "$work/out"

# Killed at any moment, nothing is lost, and the next run goes on.
for t in 0.02 0.05 0.08 0.12 0.2 0.3; do
	for sig in KILL INT; do
		rm -rf "$work/k"; cp -r "$work/aged" "$work/k"
		(timeout -s "$sig" "$t" "$kb" reextract --archive "$work/k"; true) >/dev/null 2>&1
		"$kb" verify --archive "$work/k" >"$work/verify" 2>&1 || { echo "not ok whole after $sig at $t s"; cat "$work/verify"; bad=1; }
		"$kb" reextract --archive "$work/k" >"$work/again" 2>&1 || { echo "not ok a run goes on after $sig at $t s: $?"; cat "$work/again"; bad=1; }
		shown $post "$work/k" | grep -q 'called a barrier' || { echo "not ok done after $sig at $t s"; bad=1; }
		[ "$(conversions $post "$work/k")" = 2 ] || { echo "not ok what was done is not done again, after $sig at $t s"; bad=1; }
		"$kb" verify --deep --archive "$work/k" >/dev/null 2>&1 || { echo "not ok whole at the end, after $sig at $t s"; bad=1; }
	done
done
echo "ok after signals at any moment the next run goes on"
