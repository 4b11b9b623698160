# Goal: notes come, change and go, addresses are written in many ways, and each run looks at what it was asked to and hides nothing else.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root/a.example" "$work/n1" "$work/n2" "$work/other/n1"
for p in a b c d e f g h 维基（百科）; do
	echo "<!doctype html><html lang=en><meta charset=utf-8><title>Page $p</title><article><h1>Page $p</h1><p>This is the text of page $p, which is long enough to count as an article because it says a few things, one after the other, and then some more things, so that nobody can doubt it.</p><p>A second paragraph of page $p follows the first one, and it has commas, too, as well as an end that is a little further away than one would think.</p><img src=/$p.png></article></html>" >"$work/root/a.example/$p.html"
	cp "$top/tests/web/pictures.example/chart.png" "$work/root/a.example/$p.png"
done
cat >"$work/root/routes.jsonl" <<'R'
{"url": "https://a.example/a.html?utm_source=x", "file": "a.example/a.html"}
{"url": "https://a.example/a.html?utm_source=y", "file": "a.example/a.html"}
R
serve "$work/root"
u=https://a.example
asked() { requests "r['target'].startswith('/$1')"; }
# Notes.
echo "[a]($u/a.html) [b](sub/b.md)" >"$work/n1/one.md"
echo "[b]($u/b.html)" >"$work/n1/two.md"
echo "[c]($u/c.html)" >"$work/n2/three.md"
echo "[d]($u/d.html)" >"$work/other/n1/four.md"
fetch "$work/n1" "$work/n2" "$work/other/n1"
for p in a b c d; do same "page $p is kept" article "$(outcome $u/$p.html)"; done
same "two folders of one name are two sources" "n1 n1-2 n2" "$(cut -f1 "$work/a/sources" | sort | xargs)"
notes() { (cd "$work/a/site/notes" && find . -name '*.html' | sort | xargs); }
every=$(notes)
rm "$work/n2/three.md"
echo "[e]($u/e.html)" >>"$work/n1/two.md"
forget_requests
fetch "$work/n1/../n1"
same "a folder named otherwise is the same source" 3 "$(wc -l <"$work/a/sources")"
same "what is new in the named source is asked for" 1 "$(asked e.html)"
same "nothing else is" 0 "$(requests 'r["target"] not in ("/robots.txt", "/e.html", "/e.png")')"
same "the notes of other sources stay, also those that are gone now" "$every" "$(notes)"
mv "$work/n1/two.md" "$work/n1/renamed.md"
forget_requests
fetch
same "a renamed note costs no request" 0 "$(requests)"
same "the offline copy has the notes as they are now" "./n1-2/four.md.html ./n1/one.md.html ./n1/renamed.md.html" "$(notes)"
same "what no note cites any more stays kept" article "$(outcome $u/c.html)"
mv "$work/n1" "$work/away"
fetch
same "a source that is away is no error" 0 "$rc"
ok "it is told" grep -q "n1' is not there" "$work/err"
same "its notes stay" "./n1-2/four.md.html ./n1/one.md.html ./n1/renamed.md.html" "$(notes)"
mv "$work/away" "$work/n1"
# Names that are no text.
mkdir "$work/odd"
echo "[f]($u/f.html)" >"$work/odd/$(printf 'bad\xff.md')"
echo "[g]($u/g.html)" >"$work/odd/$(printf 'new\nline\t\033[31m.md')"
fetch "$work/odd"
same "a note whose name is no UTF-8 is read" article "$(outcome $u/f.html)"
same "a note whose name has control characters is read" article "$(outcome $u/g.html)"
fetch
same "both stay" 2 "$(notes | tr ' ' '\n' | grep -c '^./odd/')"
mkdir "$work/$(printf 'folder\nx')"
fetch "$work/$(printf 'folder\nx')"
same "a folder with a line break in its name is refused" 2 "$rc"
# The archive is no note.
same "the archive is no source of itself" 2 "$("$kb" fetch --archive "$work/a" "$work/a/site" >/dev/null 2>&1; echo $?)"
mkdir -p "$work/kb"
echo "[a]($u/a.html)" >"$work/kb/n.md"
"$kb" fetch --archive "$work/kb/archive" "${net[@]}" "$work/kb" >/dev/null 2>&1
"$kb" fetch --archive "$work/kb/archive" "${net[@]}" >/dev/null 2>&1
same "an archive among the notes is left out" "./kb/n.md.html" "$(cd "$work/kb/archive/site/notes" && find . -type f)"
# Addresses on the command line and on standard input.
rm -r "$work/a"
fetch "$u/维基（百科）.html"
same "an address in Chinese is fetched" 1 "$("$kb" list --archive "$work/a" | grep -c '^article')"
printf '%s  A title\n# %s\nsee %s for more\n' $u/a.html $u/e.html $u/b.html | "$kb" fetch --archive "$work/a" "${net[@]}" - >"$work/out" 2>&1
same "a line of standard input may have a title" article "$(outcome $u/a.html)"
same "an address inside a line is found" article "$(outcome $u/b.html)"
same "a comment is none" "" "$(outcome $u/e.html)"
forget_requests
fetch --refresh "$u/c.html#part"
same "only the named address is asked for" "/c.html /c.png /robots.txt" "$(python3 -c 'import json,sys
print(*sorted(json.loads(l)["target"] for l in open(sys.argv[1])))' "$work/requests.jsonl")"
same "what was given before stays" 4 "$("$kb" list --archive "$work/a" | grep -c '^article')"
fetch 'https://[bad/'
same "an address that is none is a usage error" 2 "$rc"
# One resource, many addresses.
rm -r "$work/a"
printf '%s\n' "[x]($u/a.html?utm_source=x)" "[y]($u/a.html?utm_source=y)" >"$work/n1/one.md"
echo "[clean]($u/a.html)" >"$work/n1/renamed.md"
forget_requests
fetch "$work/n1"
same "shared addresses and the clean one are one request" 1 "$(asked a.html)"
rm "$work/n1/renamed.md"
fetch
same "the clean address stays current for the others" article "$(outcome $u/a.html)"
"$kb" forget -n --archive "$work/a" "$u/a.html?utm_source=y" >"$work/out"
same "a dry run forgets nothing" article "$(outcome $u/a.html)"
"$kb" forget --archive "$work/a" "$u/a.html?utm_source=y" >"$work/out"
same "forget by a shared address forgets what it stands for" "" "$(outcome $u/a.html)"
fetch
ok "what is still cited is fetched anew" sh -c "'$kb' list --archive '$work/a' | grep -q '^article.*a.html'"
python3 - "$u" >"$work/n1/long.md" <<'PY'
import sys
u = sys.argv[1]
print("[l](%s/%s) ![d](data:image/png;base64,%s)" % (u, "y" * 1500000, "A" * 3000000))
print("[frag](%s/b.html#one) [frag](%s/b.html#two) [port](https://A.example:443/b.html) [plain](http://a.example/b.html)" % (u, u))
print("[p](%s/p.png) ![p](%s/p.png)" % (u, u))
PY
cp "$top/tests/web/pictures.example/lead.png" "$work/root/a.example/p.png"
forget_requests
fetch
same "addresses of megabytes end nothing" 0 "$rc"
same "fragments and ports that say nothing are one resource" 1 "$(requests 'r["target"] == "/b.html" and r["scheme"] == "https"')"
same "http is another" 1 "$(requests 'r["target"] == "/b.html" and r["scheme"] == "http"')"
same "a picture that is linked and shown is asked for once" 1 "$(asked p.png)"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
# Choices.
rm -r "$work/a" "$work/n1/long.md"
printf '%s\n' "[a]($u/a.html)" "[b]($u/b.html)" "[none]($u/none.html)" >"$work/n1/one.md"
forget_requests
fetch -n "$work/n1"
same "a dry run asks nothing" 0 "$(requests)"
ok "a dry run makes no archive" test ! -e "$work/a"
ok "a dry run says what is due" grep -q '3 to fetch' "$work/err"
fetch --include '*/a.html' "$work/n1"
same "--include asks for what matches and its pictures" "/a.html /a.png /robots.txt" "$(python3 -c 'import json,sys
print(*sorted(json.loads(l)["target"] for l in open(sys.argv[1])))' "$work/requests.jsonl")"
fetch
forget_requests
fetch --refresh --exclude /a.html
same "--exclude leaves a page and its pictures alone" 0 "$(requests 'r["target"].startswith("/a.")')"
ok "the rest is refreshed" test "$(asked b.html)" = 1
echo "[c]($u/c.html)" >>"$work/n1/one.md"
forget_requests
fetch --retry-failed
same "--retry-failed asks for what failed" 1 "$(asked none.html)"
same "--retry-failed asks for nothing that is new" 0 "$(asked c.html)"
fetch
forget_requests
fetch --max-age 1d
same "--max-age leaves alone what is younger" 0 "$(requests)"
fetch --max-age 0
same "--max-age 0 asks for all that is kept" 1 "$(asked b.html)"
# A link inside the notes leads to a file outside: it is not read.
mkdir "$work/leaky"
echo "secret of this machine" >"$work/secret.txt"
ln -s "$work/secret.txt" "$work/leaky/notes-copy.bin"
mkfifo "$work/leaky/pipe.bin"
printf 'See [this](notes-copy.bin), [that](pipe.bin) and [out](../secret.txt).\n' >"$work/leaky/n.md"
timeout 60 "$kb" fetch --archive "$work/leak" "${net[@]}" "$work/leaky" >"$work/out" 2>&1
same "notes with a link out and a pipe are mirrored" 0 "$?"
zcat "$work"/leak/warc/*.warc.gz >"$work/leaked"
cat "$work"/leak/site/notes/*/* >>"$work/leaked"
same "no byte from outside the notes is kept" "1 0" "$(grep -ac '^See .this.(notes-copy' "$work/leaked") $(grep -ac 'secret of this' "$work/leaked")"
# One note alone brings the files beside it, no other notes, and nothing from elsewhere.
mkdir -p "$work/desk/pics" "$work/desk/.hidden" "$work/one"
cp "$top/tests/web/pictures.example/chart.png" "$work/desk/pics/near map.png"
for f in desk/.hidden/no.png outside.png desk/wiki.png desk/.no.png; do cp "$top/tests/web/pictures.example/chart.png" "$work/$f"; echo "$f" >>"$work/$f"; done
ln -s ../outside.png "$work/desk/link.png"
echo "[h]($u/h.html)" >"$work/desk/next.md"
cat >"$work/desk/alone.md" <<'R'
![m](pics/near%20map.png) ![[wiki.png]] [next](next.md) [self](alone.md#top)
![h](.hidden/no.png) ![n](.no.png) ![o](../outside.png) ![l](link.png) ![[next]]
R
"$kb" fetch --archive "$work/one" "${net[@]}" -q "$work/desk/alone.md"
same "a single note is fetched" 0 "$?"
same "it brings the files beside it, and those alone" "alone.md.files/pics/near map.png alone.md.files/wiki.png" \
	"$(zstdcat "$work"/one/snapshots/*.zst | python3 -c 'import json, sys
print(*sorted(v["name"] for v in map(json.loads, sys.stdin) if v["type"] == "file"))')"
same "another note is not read" 0 "$(asked h.html)"
ok "the offline note shows the pictures" test "$(grep -o '<img[^>]*assets/' "$work/one/site/notes/alone.md.html" | wc -l)" = 2
ok "a link to itself leads to itself" grep -q 'href="alone.md.html#top"' "$work/one/site/notes/alone.md.html"
"$kb" pack --archive "$work/one" -q >"$work/out" 2>&1
same "a pack of it unpacks" 0 "$(cd "$work/one" && mkdir x && zstd -dqc packs/*.zst | tar -xf - -C x; echo $?)"
ok "with the files in it" test -n "$(find "$work/one/x" -path '*alone.md.files/pics/near map.png')"
