# Goal: packs are reproducible and readable without kbmirror; what is derived can be deleted and remade.
. "$(dirname "$0")/lib.sh"
serve "$top/tests/web"
fetch "$top/tests/notes"
"$kb" pack --archive "$work/a" -o "$work/one.tar.zst" >/dev/null
sleep 1.1
"$kb" pack --archive "$work/a" -o "$work/two.tar.zst" >/dev/null
ok "the same snapshot gives the same pack" cmp "$work/one.tar.zst" "$work/two.tar.zst"
mkdir "$work/x"
ok "tar -xf unpacks it" tar -C "$work/x" -xf "$work/one.tar.zst"
ok "it opens with an index" sh -c "ls '$work'/x/kb-*/index.html"
ok "the notes are in it as they were" sh -c "cmp '$top/tests/notes/streams.md' \"\$(find '$work/x' -name streams.md)\""
for content in warc both; do
	"$kb" pack --archive "$work/a" --content $content -o "$work/$content.tar.zst" >/dev/null
	mkdir "$work/$content"
	tar -C "$work/$content" -xf "$work/$content.tar.zst"
	ok "a pack of $content holds the segments" sh -c "find '$work/$content' -name '*.warc.gz' | grep -q ."
done
cp "$work/a/catalog.sqlite" "$work/catalog.before"
cp -r "$work/a/site" "$work/site.before"
rm -rf "$work/a/catalog.sqlite" "$work/a/site"
ok "rebuild remakes what was deleted" "$kb" verify --rebuild --archive "$work/a"
ok "the catalog is byte-equal" cmp "$work/catalog.before" "$work/a/catalog.sqlite"
ok "the offline copy is byte-equal" diff -r "$work/site.before" "$work/a/site"
same "a resource is listed" 1 "$("$kb" list --all --json --archive "$work/a" forum.example | wc -l)"
"$kb" forget --archive "$work/a" https://forum.example/thread/7.html >"$work/out"
same "a forgotten resource is not listed" "" "$("$kb" list --all --json --archive "$work/a" forum.example)"
"$kb" pack --archive "$work/a" --at "$("$kb" log --archive "$work/a" | tail -1 | cut -d' ' -f1)" -o "$work/old.tar.zst" >/dev/null
ok "a pack of the older snapshot still knows it" sh -c "tar -tf '$work/old.tar.zst' | grep -q forum.example"
ok "a pack of an older snapshot is the one made then" cmp "$work/one.tar.zst" "$work/old.tar.zst"
# A flipped byte is found.
segment=$(find "$work/a/warc" -name '*.warc.gz' | head -1)
python3 - "$segment" <<'PY'
import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[len(b) // 2] ^= 0x40
open(sys.argv[1], "wb").write(b)
PY
"$kb" verify --archive "$work/a" >"$work/out" 2>&1
same "verify finds a flipped byte" 3 "$?"
ok "it names the segment" grep -q "$(basename "$segment")" "$work/out"
