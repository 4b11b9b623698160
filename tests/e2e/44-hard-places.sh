# Goal: a disk that is full or may not be written, and a clock that jumps, cost nothing that was saved.
. "$(dirname "$0")/lib.sh"
serve "$top/tests/web"
own_mounts=(unshare -m)
[ "$(id -u)" = 0 ] || own_mounts=(unshare -rm)
"${own_mounts[@]}" true 2>/dev/null || skip "this user may not mount anything"
mkdir "$work/place"

# An archive that may only be read.
"$kb" fetch --archive "$work/place/a" "${net[@]}" "$top/tests/notes" >/dev/null 2>&1
cp -r "$work/place" "$work/before"
cat >"$work/readonly.sh" <<'SCRIPT'
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 77
for command in "list --all" log "verify --deep" "show https://blog.example/2021/checkpoints.html" pack "fetch --delay 0"; do
	read -ra words <<<"$command"
	"$KB" "${words[@]}" --archive "$1/a" >"$2.out" 2>"$2.err"
	echo "${words[0]} $?"
	[ "${words[0]}" != fetch ] || cat "$2.err"
done
SCRIPT
export KB=$kb
same "a read-only archive can be read, and is not written" "list 0
log 0
verify 0
show 0
pack 4
fetch 4
kbmirror: open '$work/place/a/lock': Read-only file system
kbmirror: what lies there may only be read: mount it for writing, or name another archive with --archive" "$("${own_mounts[@]}" bash "$work/readonly.sh" "$work/place" "$work/ro")"
ok "it is as it was" diff -r "$work/before" "$work/place"
rm "$work/place/a/catalog.sqlite"
same "nor does it need its catalog for that" "list 0
log 0
verify 0" "$("${own_mounts[@]}" bash "$work/readonly.sh" "$work/place" "$work/ro" | head -n 3)"

# A disk that is full, sooner or later: in the first run and in a refresh.
# full SIZE: a line for each of the four runs
cat >"$work/full.sh" <<'SCRIPT'
place=$1 size=$2 notes=$3
shift 3
mount -t tmpfs -o size=1G none "$place" || exit 77
fetch() { "$KB" fetch --min-free 0 --archive "$place/a" "$@" >"$place/../full.out" 2>"$place/../full.err"; }
whole() { "$KB" verify --deep --archive "$place/a" >/dev/null 2>"$place/../verify.err" || echo "$1, verify: $? $(cat "$place/../verify.err")"; }
told() {
	[ "$1" = 0 ] || [ "$1" = 4 ] || echo "$2 ends with $1"
	[ "$1" != 4 ] || grep -qE 'No space left|full' "$place/../full.err" || echo "$2 says $(tail -n 1 "$place/../full.err")"
	[ "$1" != 4 ] || echo full >>"$place/../were-full"
}
mount -o "remount,size=${size}k" "$place"
fetch "$@" "$notes"
told $? "first run"
whole "first run"
mount -o remount,size=1G "$place"
fetch "$@" "$notes" || echo "the run after ends with $?: $(tail -n 1 "$place/../full.err")"
"$KB" list --archive "$place/a" --all | sort >"$place/../list"
used=$(df -k --output=used "$place" | tail -n 1)
mount -o "remount,size=$((used + size / 2))k" "$place"
fetch "$@" --refresh "$notes"
told $? "refresh"
mount -o remount,size=1G "$place"
whole "refresh"
"$KB" list --archive "$place/a" --all | sort | diff "$place/../list" - || echo "something was lost"
[ -s "$place/a/site/index.html" ] || echo "the offline copy is gone"
SCRIPT
mkdir "$work/small"
for size in 60 140 180 220 260 300 340; do
	same "a disk with $size KB loses nothing" "" "$("${own_mounts[@]}" bash "$work/full.sh" "$work/small" "$size" "$top/tests/notes" "${net[@]}" 2>&1)"
done
ok "the disk was full in most runs" test "$(wc -l <"$work/were-full")" -ge 7

# A clock that was wrong, and one that is set while a run goes on.
faketime=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1)
[ -n "$faketime" ] || skip "libfaketime is not installed"
export FAKETIME_TIMESTAMP_FILE=$work/now FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1
mkdir -p "$work/clock/years.example"
for i in $(seq 12); do
	echo "<!doctype html><html lang=en><title>Year $i</title><body><article><h1>Year $i</h1><p>In the year $i the mill stood still for a month, because the river was low, and the miller went to see his sister, who lived by the sea.</p><p>When he came back the wheel was dry, the cat had moved in with the baker, and somebody had painted the door blue, as if to say something.</p></article></body></html>" >"$work/clock/years.example/$i.html"
	echo "- <http://years.example/$i.html>" >>"$work/years.md"
done
kill "$server"
serve "$work/clock"
clocked() { LD_PRELOAD=$faketime "$kb" fetch --archive "$work/c" "${net[@]}" --refresh "$@" "$work/years.md" >"$work/out" 2>"$work/err"; }
echo "@2031-05-01 12:00:00" >"$work/now"
clocked
same "a run with a clock of the future ends with 0" 0 "$?"
echo "@2026-05-01 12:00:00" >"$work/now"
clocked
same "a run with the clock set back ends with 0" 0 "$?"
same "the later run has the later date" "2031-05-01 2031-05-01" "$("$kb" log --archive "$work/c" | cut -c1-10 | xargs)"
ok "the dates differ" test "$("$kb" log --archive "$work/c" | cut -c1-20 | sort -u | wc -l)" = 2
ok "the archive is whole" "$kb" verify --deep --archive "$work/c"
for to in "+400d" "-400d"; do
	echo "+0" >"$work/now"
	clocked --delay 100ms &
	pid=$!
	for _ in $(seq 100); do [ "$(requests 'r["target"] == "/3.html"')" -ge 1 ] && break; sleep 0.05; done
	echo "$to" >"$work/now"
	wait "$pid"
	same "a run whose clock jumps by $to ends with 0" 0 "$?"
	forget_requests
	same "and has every page" 12 "$("$kb" list --archive "$work/c" | grep -c '^article')"
	ok "its archive is whole" "$kb" verify --deep --archive "$work/c"
done

# A limit on the size of files is like a full disk, and no signal that ends the run without a word.
(ulimit -f 2; "$kb" fetch --archive "$work/limit" "${net[@]}" "$top/tests/notes" >/dev/null 2>"$work/err")
same "a limit on files ends a run with 4" 4 "$?"
ok "and says what to do" grep -q 'ulimit -f' "$work/err"
"$kb" fetch --archive "$work/limit" "${net[@]}" "$top/tests/notes" >/dev/null 2>&1
same "the next run begins there" 0 "$?"
