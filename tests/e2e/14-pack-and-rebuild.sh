# Goal: packs are reproducible and readable without kbmirror; what is derived can be deleted and remade.
. "$(dirname "$0")/lib.sh"
serve "$top/tests/web"
fetch "$top/tests/notes"
"$kb" pack --archive "$work/a" -o "$work/one.tar.zst" >/dev/null
sleep 1.1
"$kb" pack --archive "$work/a" -o "$work/two.tar.zst" >/dev/null
ok "the same snapshot gives the same pack" cmp "$work/one.tar.zst" "$work/two.tar.zst"
SOURCE_DATE_EPOCH=2026-01-01 "$kb" pack --archive "$work/a" -o "$work/three.tar.zst" 2>"$work/err" >/dev/null
same "a date for packs that is none is a usage error" 2 "$?"
ok "which says what is wanted" grep -q "SOURCE_DATE_EPOCH wants seconds since 1970, not '2026-01-01'" "$work/err"
ok "and no pack is made" test ! -e "$work/three.tar.zst"
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
# A page whose text is damaged is shown as that; the others are as they were.
cp -r "$work/a" "$work/torn"
python3 - "$work"/torn/warc/*.gz <<'PY'
import sys, zlib
data = bytearray(open(sys.argv[1], "rb").read())
at = 0
while at < len(data):
    d = zlib.decompressobj(31)
    record = d.decompress(bytes(data[at:]))
    n = len(data) - at - len(d.unused_data)
    if b"WARC-Type: conversion" in record[:99] and b"blog.example/2021/checkpoints" in record[:999]:
        data[at + n // 2] ^= 255
    at += n
open(sys.argv[1], "wb").write(data)
PY
rm -rf "$work/torn/catalog.sqlite" "$work/torn/site"
"$kb" verify --rebuild --archive "$work/torn" >"$work/out" 2>"$work/err"
ok "a damaged text is named when the offline copy is made" grep -q "copy of 'https://blog.example/2021/checkpoints.html' is not shown: .* at byte" "$work/err"
ok "its page says so" grep -q 'saved copy could not be read' "$work"/torn/site/articles/blog.example/checkpoints*
same "and no other" 1 "$(grep -rl 'could not be read' "$work/torn/site" | wc -l)"
# A flipped byte is found.
segment=$(find "$work/a/warc" -name '*.warc.gz' | head -1)
python3 - "$segment" <<'PY'
import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[len(b) // 2] ^= 0x40
open(sys.argv[1], "wb").write(b)
PY
"$kb" verify --data --archive "$work/a" >"$work/out" 2>&1
same "verify finds a flipped byte" 3 "$?"
ok "it names the segment" grep -q "$(basename "$segment")" "$work/out"
