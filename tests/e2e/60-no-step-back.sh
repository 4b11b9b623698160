# Goal: what only the catalog still knows is not thrown away, and one damaged record does not end a run.
. "$(dirname "$0")/lib.sh"
serve "$top/tests/web"
fetch "$top/tests/notes"
page=https://forum.example/thread/7.html
cp -r "$work/a" "$work/whole"

# The newest manifest is gone, what it had is in the catalog alone.
"$kb" forget --archive "$work/a" "$page" >/dev/null
newest=$work/a/snapshots/$(ls "$work/a/snapshots" | tail -1)
mv "$newest" "$work/aside"
fetch -q https://wen.example/archives/links.html
same "no run goes on from an older state" 3 "$rc"
ok "it says what is missing" grep -q "newest snapshot is missing" "$work/err"
ok "and what to do" grep -q "verify --repair" "$work/err"
same "a reader has the newest state" "" "$(outcome "$page")"
ok "a repair writes it again" "$kb" verify --repair --archive "$work/a"
ok "as it was" cmp "$newest" "$work/aside"
same "with what it had" "" "$(outcome "$page")"
fetch -q
same "then a run goes on" 0 "$rc"

# What is no segment, though its name begins like one.
: >"$work/a/warc/kb-20990101000000-00009-host.warc.gz"
segment=$work/a/warc/$(ls "$work/a/warc" | head -1)
cp "$segment" "${segment%.warc.gz} (1).warc.gz"
ok "neither an empty file nor a copy counts" "$kb" forget --archive "$work/a" https://wen.example/archives/links.html
ok "what is written then can be read" "$kb" verify --deep --archive "$work/a"
rm "$work/a/catalog.sqlite"
ok "without its catalog, too" "$kb" verify --deep --archive "$work/a"

# One record that others refer to has a flipped bit.
rm -rf "$work/a"
cp -r "$work/whole" "$work/a"
python3 - "$work/a" "$page" <<'PY'
import json, os, subprocess, sys
top, url = sys.argv[1:]
lines = subprocess.run(["zstdcat", os.path.join(top, "snapshots", os.listdir(top + "/snapshots")[0])], capture_output=True, text=True).stdout.splitlines()
at = next(v["capture"] for v in map(json.loads, lines) if v.get("url") == url and v["type"] == "resource")
segment = os.path.join(top, "warc", sorted(os.listdir(top + "/warc"))[0])
b = bytearray(open(segment, "rb").read())
b[at[1] + at[2] // 2] ^= 4
open(segment, "wb").write(b)
PY
sleep 1.1
fetch --refresh "$top/tests/notes"
same "a run goes on beside it" 0 "$rc"
ok "and tells of it" grep -q "damaged" "$work/err"
same "it ends with a snapshot" 2 "$(ls "$work/a/snapshots" | wc -l)"
"$kb" verify --data --archive "$work/a" >/dev/null 2>&1
same "verification finds it still" 3 "$?"
ok "a repair" "$kb" verify --repair --archive "$work/a"
fetch "$top/tests/notes"
same "and a fetch bring the page back" thread "$(outcome "$page")"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
