# Goal: a network that goes away is waited for, and no host is taken for dead because of it.
# Its own network is one that a test may take down; where there may be none, calls fail.
if [ -z "${KB_OWN_NETWORK:-}" ] && unshare -rn true 2>/dev/null; then
	KB_OWN_NETWORK=1 exec unshare -rn bash "$0"
fi
. "$(dirname "$0")/lib.sh"

# loopback UP: 1 or 0
loopback() {
	python3 - "$1" <<'PYTHON'
import fcntl, socket, struct, sys
SIOCSIFFLAGS = 0x8914
fcntl.ioctl(socket.socket(), SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", int(sys.argv[1])))
PYTHON
}
if [ -n "${KB_OWN_NETWORK:-}" ]; then
	network() { case $1 in up) loopback 1 ;; down) loopback 0 ;; esac; }
	run=(env "--default-signal=INT" "$kb")
else
	cc -std=gnu11 -O1 -shared -fPIC -o "$work/shim.so" "$top/tests/fault/shim.c" -ldl
	network() { case $1 in up) rm -f "$work/down" ;; down) : >"$work/down" ;; esac; }
	run=(env "--default-signal=INT" "LD_PRELOAD=$work/shim.so" "FAULT_DOWN=$work/down" "$kb")
fi
network up

mkdir -p "$work/root" "$work/notes"
for host in one.example two.example; do
	mkdir "$work/root/$host"
	for i in $(seq 20); do
		echo "<!doctype html><html lang=en><title>Ferry $i</title><body><article><h1>Ferry $i</h1><p>The ferry number $i leaves from the old pier at noon, carries eight cars and the post, and comes back when the tide allows it, which the captain knows best.</p><p>In winter there is only one a day, and who misses it sleeps at the inn, where the landlady has kept a list of all who did since she was a girl.</p></article></body></html>" >"$work/root/$host/$i.html"
		echo "- [ferry $i](http://$host/$i.html)" >>"$work/notes/n.md"
	done
done
serve "$work/root"
pages() { requests '"html" in r["target"]'; }
# Requests on a connection that was open end sooner than by default.
options=("${net[@]}" --delay 100ms --max-time 2s)

# begin OPTIONS…: a run in the background, in $pid, that has asked for a few pages.
begin() {
	forget_requests
	"${run[@]}" fetch --archive "$work/a" "${options[@]}" "$@" "$work/notes" >"$work/out" 2>"$work/err" &
	pid=$!
	for _ in $(seq 400); do
		[ "$(pages)" -lt 4 ] && kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
}
is_told() { for _ in $(seq 600); do grep -q "$1" "$work/err" && return; sleep 0.05; done; return 1; }
failed() { "$kb" list --archive "$work/a" --failed --json | wc -l; }

# It goes, and comes back.
begin
network down
ok "that the network is down is told" is_told 'the network is down; the run waits for it'
seen=$(pages)
ok "the run waits" kill -0 "$pid"
network up
wait "$pid"
same "a run whose network came back ends with 0" 0 "$?"
ok "that it came back is told" grep -q 'the network is back after' "$work/err"
ok "the run was cut off in its middle ($seen pages)" test "$seen" -lt 40
same "every page is kept" 40 "$("$kb" list --archive "$work/a" | grep -c '^article')"
same "none is taken for dead" 0 "$(failed)"
ok "the run is complete" grep -q '(complete)' "$work/out"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"

# It stays away longer than anybody waits.
cp -r "$work/a" "$work/before"
begin --refresh --network-wait 1s
network down
wait "$pid"
same "a run without a network ends with 6" 6 "$?"
ok "it says what was not asked for" grep -q 'the network is down: [0-9]* were not asked for, the next run goes on there' "$work/err"
ok "its snapshot says that it is not complete" grep -q '(no network; the next run goes on)' "$work/out"
same "nothing is taken for dead then" 0 "$(failed)"
same "the good copies are still there" 40 "$("$kb" list --archive "$work/a" | grep -c '^article')"
network up
begin
wait "$pid"
same "the next run ends with 0" 0 "$?"

# It is not there from the start.
network down
"${run[@]}" fetch --archive "$work/b" "${options[@]}" --network-wait 0 "$work/notes" >"$work/out" 2>"$work/err"
same "a run that begins without a network ends with 6" 6 "$?"
same "and takes none for dead" 40 "$("$kb" list --archive "$work/b" --all | grep -c '^untried')"
"${run[@]}" fetch --archive "$work/c" "${options[@]}" --json http://one.example/1.html >"$work/out" 2>"$work/err" &
pid=$!
for _ in $(seq 400); do grep -q '"event":"network"' "$work/out" && break; sleep 0.05; done
ok "one host is enough to see it" grep -q '^{"event":"network","up":false}$' "$work/out"
network up
wait "$pid"
same "a run may begin before its network" 0 "$?"
ok "it has the page" grep -q '"kept":true' "$work/out"

# Ctrl-C while it waits.
begin --refresh
network down
is_told 'the run waits for it'
kill -INT "$pid"
wait "$pid"
same "Ctrl-C ends the waiting" 130 "$?"
network up

# A host that is dead is not the network.
echo "- <http://drowned.example/>" >>"$work/notes/n.md"
begin --refresh
wait "$pid"
same "a host without an address is no outage" 0 "$?"
same "it is told as what it is" dns "$(outcome http://drowned.example/)"
ok "and of the network nothing is said" sh -c "! grep -q network '$work/err'"
