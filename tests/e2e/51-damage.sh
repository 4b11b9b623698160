# Goal: damage on disk is found, costs what it hit and nothing else, and one repair with one fetch makes the archive whole.
# What a power loss leaves is no matter here, and syncing takes long.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
. "$(dirname "$0")/lib.sh"
serve "$top/tests/web"
fetch "$top/tests/notes"
sleep 1.1
fetch --refresh "$top/tests/notes"
cp -r "$work/a" "$work/whole"
verify() { "$kb" verify --archive "$work/a" "$@"; }
again() { rm -rf "$work/a" && cp -r "$work/whole" "$work/a"; }
# damage FILE EXPRESSION: b are its bytes
damage() { python3 -c 'import sys
b = bytearray(open(sys.argv[1], "rb").read())
exec(sys.argv[2])
open(sys.argv[1], "wb").write(b)' "$1" "$2"; }
segment=$work/a/warc/$(ls "$work/a/warc" | head -1)
# place URL: offset and length of its page, in the newest snapshot
place() { zstdcat "$work"/whole/snapshots/*.zst | python3 -c 'import json, sys
for v in map(json.loads, sys.stdin):
    if v.get("url") == sys.argv[1] and v["type"] == "resource": at = v[sys.argv[2]]
print(*at[1:])' "$1" "${2:-capture}"; }
page=https://blog.example/2021/checkpoints.html

# Which level finds what.
read -r at length < <(place "$page")
damage "$segment" "b[$at + $length // 2] ^= 4"
ok "plain verification reads no bytes" verify
verify --data >"$work/out" 2>"$work/err"
same "--data finds a flipped bit" 3 "$?"
ok "it names the segment" grep -q "$(basename "$segment")" "$work/out"
ok "and says what to do" grep -q "verify --repair" "$work/err"
verify --deep >"$work/out" 2>&1
same "--deep does, too" 3 "$?"
ok "it names the place" grep -q "at byte $at" "$work/out"
ok "other pages read" "$kb" show --archive "$work/a" https://forum.example/thread/7.html

# Repair and fetch.
verify --repair >"$work/out" 2>"$work/err"
same "a repair succeeds" 0 "$?"
ok "it tells of the page" grep -q "$page" "$work/out"
ok "the archive is whole" verify --deep
ok "the damaged segment is in the quarantine" sh -c "ls '$work/a/quarantine/warc/' | grep -q ."
same "the page is due" untried "$(outcome "$page")"
ok "the offline copy says so" grep -rq "damaged on disk" "$work/a/site/articles/blog.example"
ok "gzip reads the mended segment" gzip -t "$segment"
find "$work/a" -type f ! -name lock -exec sha256sum {} + | sort >"$work/before"
verify --repair >"$work/out"
find "$work/a" -type f ! -name lock -exec sha256sum {} + | sort >"$work/after"
ok "a second repair changes nothing" cmp "$work/before" "$work/after"
forget_requests
fetch "$top/tests/notes"
# /p/7 leads there, and so had the same copy.
same "the next fetch asks for it alone" 0 "$(requests 'r["target"] not in ("/robots.txt", "/2021/checkpoints.html", "/p/7")')"
same "and has it" article "$(outcome "$page")"
ok "its offline copy is as before" diff <(sed 's/<time.*//' "$work"/whole/site/articles/blog.example/*checkpoints*) <(sed 's/<time.*//' "$work"/a/site/articles/blog.example/*checkpoints*)
ok "the archive is still whole" verify --deep

# An article is found again in its page, without the web.
again
read -r at length < <(place "$page" article)
damage "$segment" "b[$at + $length // 2] ^= 4"
"$kb" show --archive "$work/a" "$page" >/dev/null 2>"$work/err"
same "an article that was hit does not read" 3 "$?"
ok "and it is said what to do" grep -q "verify --repair" "$work/err"
forget_requests
ok "a lost article is repaired" verify --repair
same "the page is not due" article "$(outcome "$page")"
ok "its article reads" "$kb" show --archive "$work/a" "$page"
same "nothing was asked for" 0 "$(requests)"
ok "the archive is whole then" verify --deep

# A segment that became shorter, and the newest snapshot.
again
damage "$segment" "del b[len(b) // 3:len(b) // 3 + 2000]"
newest=$work/a/snapshots/$(ls "$work/a/snapshots" | tail -1)
damage "$newest" "b[len(b) // 2] ^= 4"
verify >"$work/out" 2>/dev/null
same "plain verification finds both" "3 2" "$? $(grep -c "^'" "$work/out")"
ok "they are repaired" verify --repair
ok "the snapshot is as it was" cmp "$newest" "$work/whole/snapshots/$(basename "$newest")"
ok "the archive is whole after that" verify --deep

# Killed at any moment, a repair is begun anew.
wrong=0
for i in 1 2 3 4 5 6; do
	again
	damage "$segment" "del b[len(b) // 3:len(b) // 3 + 2000]"
	{ timeout -s KILL "0.0$((i * 7 % 10))" "$kb" verify --repair --archive "$work/a" >"$work/out"; } 2>/dev/null
	{ verify --repair && verify --deep; } >"$work/out" 2>&1 || { cat "$work/out"; wrong=1; }
done
same "a repair that was killed does no harm" 0 "$wrong"

# Without catalog and with a broken newest snapshot a fetch says what to do.
again
damage "$newest" "b[20:] = b''"
rm "$work/a/catalog.sqlite"
fetch "$top/tests/notes"
same "fetch does not begin where the newest snapshot is broken" 3 "$rc"
ok "it says what to do" grep -q "verify --repair" "$work/err"
ok "readers go on" "$kb" show --archive "$work/a" "$page"
ok "that is repaired, too" verify --repair
fetch "$top/tests/notes"
same "and fetch goes on" 0 "$rc"
ok "the archive is whole at the end" verify --deep

# A broken catalog costs nothing.
again
damage "$work/a/catalog.sqlite" "b[4096:20000] = bytes(20000 - 4096)"
ok "a broken catalog is repaired" verify --repair
ok "the catalog is as it was" cmp "$work/a/catalog.sqlite" "$work/whole/catalog.sqlite"

again
echo "this is no catalog" >"$work/a/catalog.sqlite"
verify >"$work/out" 2>/dev/null
same "a catalog that is none is found" "3 1" "$? $(grep -c "catalog.sqlite' cannot be read" "$work/out")"
ok "readers go on without it" "$kb" show --archive "$work/a" "$page"
verify --repair >"$work/out"
same "it is made anew, and told" "0 1" "$? $(grep -c "catalog.sqlite' cannot be read: it is made anew" "$work/out")"
ok "nothing else was lost" grep -qx "nothing is lost" "$work/out"
ok "it is as it was, too" cmp "$work/a/catalog.sqlite" "$work/whole/catalog.sqlite"
ok "a catalog of a run that was killed is no damage" eval 'python3 -c "import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as c: c.execute(\"UPDATE state SET dirty = 1\")" "$work/a/catalog.sqlite" && verify' 
again
rm "$work/a/catalog.sqlite"
ok "nor is a missing one" verify

# Names that somebody changed, and what somebody put there.
for as in "$work/a/warc/old-$(basename "$segment")" "${segment/-00001-/-00009-}" "$segment.bak"; do
	again
	mv "$segment" "$as"
	verify >"$work/out" 2>/dev/null
	same "a segment under another name is missed" 3 "$?"
	verify --repair >"$work/out"
	same "it gets its name back" "0 1" "$? $(grep -c "was found as '$(basename "$as")'" "$work/out")"
	ok "no byte is another one" cmp "$segment" "$work/whole/warc/$(basename "$segment")"
	ok "nothing is lost with it" sh -c "! grep -q 'is lost' '$work/out'"
	ok "nor is anything left to repair" verify --deep
done
again
cp "$segment" "$segment.copy"
damage "$segment" "b[len(b) // 2] ^= 4"
ok "a copy beside a damaged segment takes its place" verify --repair
ok "the segment is as it was" cmp "$segment" "$work/whole/warc/$(basename "$segment")"
ok "the damaged one is kept" test -e "$work/a/quarantine/warc/$(basename "$segment")"
again
mv "$segment" "$work/kept-segment"
ok "a lost segment is repaired" verify --repair
mv "$work/kept-segment" "$segment"
verify --deep >"$work/out" 2>&1
same "when it comes back nobody complains of articles" 0 "$(grep -c 'not made from its capture' "$work/out")"
again
rm "$segment" "$work/a/catalog.sqlite"
mkdir "$segment" "$work/a/catalog.sqlite"
ok "folders in the place of files are put aside" verify --repair
ok "the archive is whole without them" verify --deep
ok "they are kept" test -d "$work/a/quarantine/warc/$(basename "$segment")" -a -d "$work/a/quarantine/catalog/catalog.sqlite"
again
echo "no snapshot" >"$work/a/snapshots/zzz.jsonl.zst"
ok "a file beside the snapshots is no damage" verify --deep
same "and none is repaired" "nothing to repair" "$(verify --repair)"
fetch "$top/tests/notes"
same "fetch does not mind it" 0 "$rc"
again
mv "$newest" "$work/a/snapshots/newest.jsonl.zst"
ok "a snapshot under another name is found" sh -c "'$kb' verify --archive '$work/a' 2>/dev/null | grep -q \"newest.jsonl.zst' is the snapshot '$(basename "$newest")'\""
ok "a repair gives it its name back" sh -c "'$kb' verify --repair --archive '$work/a' >'$work/out' && cmp '$newest' '$work/whole/snapshots/$(basename "$newest")'"

# Locks.
exec 9>>"$work/a/lock"
flock 9
verify --repair >"$work/out" 2>"$work/err"
same "an archive in use is not repaired" 5 "$?"
exec 9>&-
[ "$bad" = 0 ]
