# Goal: a run that is cut off, politely or not, loses nothing that was saved, and the next run goes on.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root/many.example" "$work/notes"
for i in $(seq 40); do
	echo "<!doctype html><html lang=en><title>Page $i</title><body><article><h1>Page $i</h1><p>This is the text of page $i, which is long enough to count as an article because it says a few things, one after the other, and then some more things, so that nobody can doubt it.</p><p>A second paragraph of page $i follows the first one, and it has commas, too, as well as an end that is a little further away than one would think.</p></article></body></html>" >"$work/root/many.example/$i.html"
	echo "- [page $i](https://many.example/$i.html)" >>"$work/notes/n.md"
done
serve "$work/root"
"$kb" fetch --archive "$work/a" "${net[@]}" --delay 150ms "$work/notes" >"$work/out" 2>"$work/err" &
pid=$!
for _ in $(seq 100); do [ "$(requests 'r["target"] != "/robots.txt"')" -ge 8 ] && break; sleep 0.1; done
kill -INT "$pid"
wait "$pid"
same "Ctrl-C ends with 130" 130 "$?"
ok "the snapshot says that it was interrupted" grep -q 'interrupted' "$work/out"
ok "the archive is whole after Ctrl-C" "$kb" verify --deep --archive "$work/a"
"$kb" list --archive "$work/a" --json | python3 -c 'import json, sys
for v in map(json.loads, sys.stdin):
    if v["outcome"] == "article": print(v["url"][len("https://many.example"):])' | sort >"$work/kept"
kept=$(wc -l <"$work/kept")
ok "what was had is kept ($kept)" test "$kept" -ge 5
forget_requests
"$kb" fetch --archive "$work/a" "${net[@]}" --delay 300ms >"$work/out" 2>"$work/err" &
pid=$!
for _ in $(seq 100); do [ "$(requests 'r["target"] != "/robots.txt"')" -ge 8 ] && break; sleep 0.1; done
sleep 1.2
{ kill -9 "$pid"; wait "$pid"; } 2>/dev/null
same "kill -9 ends a run that goes on" 137 "$?"
python3 -c 'import json, sys
for r in map(json.loads, open(sys.argv[1])): print(r["target"])' "$work/requests.jsonl" | sort >"$work/asked"
same "nothing that was kept was asked for again" "" "$(comm -12 "$work/kept" "$work/asked")"
fetch
same "the run after kill -9 succeeds" 0 "$rc"
same "all pages are kept in the end" 40 "$("$kb" list --archive "$work/a" | grep -c '^article')"
ok "few pages were asked for twice ($(requests 'r["target"] != "/robots.txt"') requests for $((40 - kept)) pages)" \
	test "$(requests 'r["target"] != "/robots.txt"')" -le $((40 - kept + 8))
ok "the archive is whole after kill -9" "$kb" verify --deep --archive "$work/a"
# Two at once.
forget_requests
"$kb" fetch --archive "$work/a" "${net[@]}" --refresh --delay 200ms >"$work/out1" 2>&1 &
pid=$!
for _ in $(seq 200); do [ "$(requests)" -ge 1 ] && break; sleep 0.05; done
fetch --refresh
same "a second fetch at the same time ends with 5" 5 "$rc"
ok "it says who holds the lock" grep -q "pid $pid" "$work/err"
kill -INT "$pid"
wait "$pid"
same "the first one ends with 130" 130 "$?"
# A stored answer that cannot be read again does not stop the next run for ever.
mkdir -p "$work/root/many.example"
echo '{"url": "https://many.example/bomb", "bomb": 268435456, "type": "text/html"}
{"url": "https://many.example/hang", "body": "<p>late</p>", "delay": 600000}' >"$work/root/routes.jsonl"
reload
printf 'https://many.example/bomb\nhttps://many.example/hang\n' >"$work/two.txt"
"$kb" fetch --archive "$work/b" "${net[@]}" "$work/two.txt" >"$work/out" 2>&1 &
pid=$!
for _ in $(seq 100); do [ "$(requests 'r["target"] == "/bomb"')" -ge 1 ] && break; sleep 0.1; done
sleep 2.5
{ kill -9 "$pid"; wait "$pid"; } 2>/dev/null
same "kill -9 ends that one, too" 137 "$?"
echo '{"url": "https://many.example/bomb", "bomb": 268435456, "type": "text/html"}' >"$work/root/routes.jsonl"
reload
"$kb" fetch --archive "$work/b" "${net[@]}" >"$work/out" 2>"$work/err"
same "a run after a bomb and kill -9 ends with 0" 0 "$?"
ok "and says what the bomb is" grep -q 'bomb.*decompresses' "$work/out"
