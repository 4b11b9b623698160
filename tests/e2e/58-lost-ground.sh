# Goal: what is taken away in the middle of a run ends it with what to do about it, and costs nothing that was kept.
. "$(dirname "$0")/lib.sh"
own_mounts=(unshare -m)
[ "$(id -u)" = 0 ] || own_mounts=(unshare -rm)
"${own_mounts[@]}" true 2>/dev/null || skip "this user may not mount anything"
mkdir -p "$work/root/quay.example" "$work/place"
for i in $(seq 40); do
	echo "<!doctype html><html lang=en><title>Crane $i</title><body><article><h1>Crane $i</h1><p>Crane number $i at the quay was built for timber, lifts stone today, and is oiled every Friday by a man who has names for all of them.</p><p>When the wind comes from the north they are turned to the water and left alone, and the ships wait outside, where one can count their lights.</p></article></body></html>" >"$work/root/quay.example/$i.html"
	echo "- <http://quay.example/$i.html>" >>"$work/n.md"
done
serve "$work/root"

# taken SCRIPT: a run under which SCRIPT, which has the place in $place, changes things in its middle; what is wrong is printed
cat >"$work/taken.sh" <<'SCRIPT'
place=$1 work=$2 what=$3 notes=$4
shift 4
mount -t tmpfs -o size=64M none "$place" || exit 77
# Whoever is root may do anything, but for this.
rm -f "$work/events" # of the run before: it would be taken for this one's
fetch() { setpriv --bounding-set=-dac_override,-dac_read_search "$KB" fetch --min-free 0 --archive "$place/a" "$@" "$notes"; }
fetch --json "$@" --delay 100ms >"$work/events" 2>"$work/err" &
pid=$!
for _ in $(seq 400); do grep -q '"event":"resource"' "$work/events" && break; sleep 0.05; done
eval "$what"
wait "$pid"
echo "ends with $?"
mount -o remount,size=64M "$place"
chmod 755 "$place/a" "$place/a/warc" "$place/a/snapshots"
"$KB" verify --deep --archive "$place/a" >/dev/null 2>"$work/verify.err" || echo "verify: $? $(cat "$work/verify.err")"
: >"$work/requests.jsonl"
fetch "$@" >/dev/null 2>"$work/next.err" || echo "the next run ends with $?: $(tail -n 1 "$work/next.err")"
python3 - "$work" <<'PYTHON'
import json, sys
work = sys.argv[1]
kept = {v["url"] for v in map(json.loads, open(work + "/events")) if v["event"] == "resource" and v["kept"]}
asked = {"http://%s%s" % (r["host"], r["target"]) for r in map(json.loads, open(work + "/requests.jsonl"))}
print("kept some" if kept else "kept nothing")
print("asked again for %d that were reported as kept" % len(kept & asked))
PYTHON
"$KB" list --archive "$place/a" | grep -c '^article'
SCRIPT
export KB=$kb
taken() { "${own_mounts[@]}" bash "$work/taken.sh" "$work/place" "$work" "$1" "$work/n.md" "${net[@]}" 2>&1; }
well="ends with 4
kept some
asked again for 0 that were reported as kept
40"

same "a disk that fills up in the middle of a run costs nothing" "$well" "$(taken 'until mount -o remount,size=$(($(df -k --output=used "$place" | tail -n 1) + 8))k "$place" 2>/dev/null; do :; done')"
ok "that it is full is told" grep -qE 'No space left on device|disk is full' "$work/err"
ok "and what to do" grep -q '^kbmirror: make room on that disk and run it again' "$work/err"
same "nor does a permission that is withdrawn" "$well" "$(taken 'chmod 500 "$place/a" "$place/a/warc" "$place/a/snapshots"')"
ok "that it is missing is told" grep -qE 'Permission denied|disk I/O error' "$work/err"
ok "and what to do, too" grep -qE '^kbmirror: (you may not do that there|the disk fails, or you may not write there).* owner (or|and) mode' "$work/err"
