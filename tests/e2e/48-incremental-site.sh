# Goal: only pages whose inputs changed are written again, and the copy is the one that would be made anew, byte for byte.
. "$(dirname "$0")/lib.sh"
cp -r "$top/tests/web" "$work/pages"
cp -r "$top/tests/notes" "$work/notes"
serve "$work/pages"

# as_anew SENTENCE: the same archive, its copy made from nothing, is equal.
as_anew() {
	rm -rf "$work/fresh"
	cp -a "$work/a" "$work/fresh"
	rm -rf "$work/fresh/site" "$work/fresh/site.sums" "$work/fresh/catalog.sqlite"
	"$kb" verify --rebuild --archive "$work/fresh" >"$work/rebuild.out" 2>&1
	ok "$1: the copy is as made anew" diff -r "$work/fresh/site" "$work/a/site"
}

# Which pages were written since the last call, by their inodes.
inodes() { (cd "$work/a/site" && find articles notes -type f -printf '%i %p\n' | sort -k 2); }
written() {
	inodes >"$work/now"
	comm -13 <(sort "$work/before") <(sort "$work/now") | cut -d' ' -f2- | sort >"$work/written"
	mv "$work/now" "$work/before"
	wc -l <"$work/written"
}

# Of this page alone tells this note, which links to no other.
echo '[a walk](https://serial.example/short-road.html)' >"$work/notes/beside.md"
: >"$work/before"
fetch "$work/notes"
ok "the first run writes all pages" test "$(written)" -gt 10
ok "what they were made from is beside the copy" test -s "$work/a/site.sums"
ok "… that of each note among them" grep -q '^notes/.*beside' "$work/written"
as_anew "first run"

fetch
same "nothing is due: no page is written" 0 "$(written)"
as_anew "nothing due"

sed -i '0,/^## /s//A line more.\n\n## /' "$work/notes/later.txt" "$work/notes/streams.md"
fetch
n=$(written)
ok "lines move: the note's page is written" grep -q '^notes/.*streams' "$work/written"
ok "… and the pages that name the line" grep -q '^articles/blog.example/checkpoints' "$work/written"
ok "… but not the note beside it" sh -c "! grep -q 'beside' '$work/written'"
as_anew "lines moved"

# What one article links to is cited now: its links lead into the copy.
links=$(find "$work/a/site/articles/blog.example" -name 'checkpoints*')
target=$(grep -o 'class="kb-external"[^>]*' "$links" | grep -o 'https\?://[a-z.]*example/[^"]*' | head -1)
[ -n "$target" ] || target=https://blog.example/
printf '# New\n\n- <%s>\n' "$target" >"$work/notes/new.md"
fetch
n=$(written)
ok "a page that links to what is cited now is written" test "$n" -gt 1
same "and that of the new note" 1 "$(find "$work/a/site/notes" -name 'new*' | wc -l)"
as_anew "new note"

rm "$work/notes/new.md"
fetch
n=$(written)
same "a note that is gone takes its page along" 0 "$(find "$work/a/site/notes" -name 'new*' | wc -l)"
as_anew "note gone"

sed -i 's/^title: .*/title: Another name/' "$work/notes/streams.md"
fetch
n=$(written)
ok "a note's new title is on the pages that it cites" sh -c "grep -l 'Another name' '$work'/a/site/articles/forum.example/*"
as_anew "title"

# The web changes.
find "$work/pages/forum.example" -name '7.html' -exec sed -i 's|</p>|, and one sentence more was said since then.</p>|' {} +
fetch --refresh
n=$(written)
ok "a page that changed is written" grep -q '^articles/forum.example' "$work/written"
ok "… those that did not are not" test "$n" -lt "$(wc -l <"$work/before")"
as_anew "refresh"

# Somebody has written into the copy.
page=$(find "$work/a/site/articles/papers.example" -type f | head -1)
cp "$page" "$work/was.html"
echo changed >>"$page"
fetch
ok "a page that was written into is made again" cmp "$page" "$work/was.html"
as_anew "page changed by hand"

rm "$page"
rm -rf "$work/a/site/assets"
fetch
as_anew "files are missing"

# The memory is of no worth by itself.
inodes >"$work/before"
head -c 300 "$work/a/site.sums" >"$work/cut" && cp "$work/cut" "$work/a/site.sums"
fetch
ok "a memory that was cut off: pages are written" test "$(written)" -gt 5
as_anew "memory cut off"
python3 - "$work/a/site.sums" <<'PY'
import random, sys
b = bytearray(open(sys.argv[1], "rb").read())
r = random.Random(7)
for _ in range(200): b[r.randrange(60, len(b))] = r.randrange(256)
open(sys.argv[1], "wb").write(b)
PY
fetch
same "a memory that is damaged does no harm" 0 "$((rc == 0 ? 0 : 1))"
as_anew "memory damaged"

"$kb" forget --archive "$work/a" https://forum.example/thread/7.html >"$work/out"
as_anew "forgotten"
fetch
as_anew "and cited again"
"$kb" reextract --archive "$work/a" --all >"$work/out" 2>&1 || "$kb" reextract --archive "$work/a" >"$work/out" 2>&1
as_anew "extracted again"

inodes >"$work/before"
"$kb" verify --rebuild --archive "$work/a" >"$work/out"
n=$(written)
same "a rebuild makes all of it" "$n" "$(wc -l <"$work/before")"
