# Goal: one run at a time; who is in the way is named, and who is dead is in nobody's way.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root/slow.example"
for i in $(seq 40); do
	echo "<!doctype html><html lang=en><title>Step $i</title><body><article><h1>Step $i</h1><p>Step number $i of the stairs to the lighthouse is worn in its middle, as are all the others, and nobody has counted them twice with the same result.</p><p>The keeper says that there are two hundred and one, his wife that there is one less, and the painter, who did them all, sends no bill for the last.</p></article></body></html>" >"$work/root/slow.example/$i.html"
	echo "- <http://slow.example/$i.html>" >>"$work/n.md"
done
serve "$work/root"
second() { "$kb" fetch --archive "$work/a" "${net[@]}" "$@" "$work/n.md" >"$work/out" 2>"$work/err"; }
me=$(uname -n)
boot=$(cat /proc/sys/kernel/random/boot_id)

"$kb" fetch --archive "$work/a" "${net[@]}" --delay 200ms "$work/n.md" >/dev/null 2>&1 &
pid=$!
for _ in $(seq 400); do [ "$(requests)" -ge 3 ] && break; sleep 0.05; done
second
same "a second run ends with 5" 5 "$?"
ok "it says who has the lock, where and since when" grep -qE \
	"archive '.*/a' is locked by pid $pid on $me since [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$" "$work/err"
for command in "list --all" log verify; do
	read -ra words <<<"$command"
	ok "${words[0]} needs no lock" "$kb" "${words[@]}" --archive "$work/a"
done

# What a killed run leaves.
kill -9 "$pid"
wait "$pid" 2>/dev/null
ok "a killed run leaves its name" grep -q "^$pid $me .* $boot$" "$work/a/lock"
second -v
same "it is in nobody's way" 0 "$?"
ok "that it was cut off is told" grep -q "the run of pid $pid on $me since .* was cut off" "$work/err"
same "who comes to his end leaves no name" "" "$(cat "$work/a/lock")"
echo "4711 $me 2026-01-01T00:00:00Z 11111111-2222-3333-4444-555555555555" >"$work/a/lock"
second
same "nor is a run of before this machine was started" 0 "$?"
echo "1 another-name 2026-01-01T00:00:00Z $boot" >"$work/a/lock"
second
same "nor one of a container that is gone" 0 "$?"

# A machine whose locks are not seen here.
away="4711 attic.example 2026-01-01T00:00:00Z 11111111-2222-3333-4444-555555555555"
echo "$away" >"$work/a/lock"
second
same "another machine that was there a moment ago is believed" 5 "$?"
ok "it is named" grep -q "locked by pid 4711 on attic.example since 2026-01-01T00:00:00Z, which was there [0-9]* s ago; if that has ended, try again in [0-9]* s" "$work/err"
same "its name stays" "$away" "$(cat "$work/a/lock")"
touch -d '100 seconds ago' "$work/a/lock"
second
same "also when it was a while ago" 5 "$?"
touch -d '100 seconds ago' "$work/a/lock"
second
ok "asking does not make it younger" grep -qE 'which was there 1[0-9][0-9] s ago' "$work/err"
touch -d '181 seconds ago' "$work/a/lock"
second -v
same "one that has been silent for three minutes is not" 0 "$?"
ok "that is told, too" grep -q 'the run of pid 4711 on attic.example .* was cut off' "$work/err"
