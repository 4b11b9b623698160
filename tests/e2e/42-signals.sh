# Goal: whatever a terminal or a system says to a running program, it ends as documented and the archive stays whole.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root/many.example" "$work/notes"
for i in $(seq 30); do
	echo "<!doctype html><html lang=en><title>Leaf $i</title><body><article><h1>Leaf $i</h1><p>Leaf number $i tells of a walk along the canal, of the lock that was open, and of the keeper, who was not there that day, so that nobody could pass.</p><p>On the way back the light was better, and the second picture shows the same gate again, a little later and from the other side of the water.</p></article></body></html>" >"$work/root/many.example/$i.html"
	echo "- [leaf $i](https://many.example/$i.html)" >>"$work/notes/n.md"
done
serve "$work/root"

pages() { requests 'r["target"] != "/robots.txt"'; }

# Whatever ignores signals around this test (nohup) is not what is tested.
heeding=(env "--default-signal=HUP,INT,TERM,TSTP" "$kb")

# begin DELAY: a run in the background, in $pid, that has asked for a few pages.
# It has a process group of its own, as in a terminal: one without a parent in its
# session (what a detached shell starts) would not be suspended.
begin() {
	forget_requests
	set -m
	"${heeding[@]}" fetch --archive "$work/a" "${net[@]}" --delay "$1" --refresh "$work/notes" >"$work/out" 2>"$work/err" &
	pid=$!
	set +m
	for _ in $(seq 200); do [ "$(pages)" -ge 3 ] && return; sleep 0.05; done
}

whole() {
	ok "the archive is whole after $1" "$kb" verify --deep --archive "$work/a"
}

for signal in TERM HUP; do
	begin 150ms
	kill -"$signal" "$pid"
	wait "$pid"
	same "SIG$signal ends with 130" 130 "$?"
	ok "SIG$signal commits what was had" grep -q interrupted "$work/out"
	whole "SIG$signal"
done

# The second time somebody means it.
begin 150ms
workers=$(pgrep -P "$pid")
kill -STOP "$pid"
kill -INT "$pid"
kill -CONT "$pid"
for _ in $(seq 100); do kill -INT "$pid" 2>/dev/null || break; done
wait "$pid"
same "Ctrl-C twice ends with 130" 130 "$?"
whole "Ctrl-C twice"
# They are nobody's children now, and end when they see that nobody is there.
alive() { for p in $workers; do kill -0 "$p" 2>/dev/null && return; done; return 1; }
for _ in $(seq 200); do alive || break; sleep 0.05; done
ok "there were workers" test -n "$workers"
ok "none is left behind" eval '! alive'

# Suspended and resumed: what was on its way goes on.
begin 100ms
kill -TSTP "$pid"
for _ in $(seq 100); do
	state=$(sed 's/.*) \(.\).*/\1/' "/proc/$pid/stat")
	[ "$state" = T ] && break
	sleep 0.05
done
same "Ctrl-Z suspends" T "$state"
kill -CONT "$pid"
wait "$pid"
same "a resumed run ends with 0" 0 "$?"
same "a resumed run keeps all pages" 30 "$("$kb" list --archive "$work/a" | grep -c '^article')"
ok "a resumed run is complete" grep -q '(complete)' "$work/out"
whole "being suspended"

# A worker that somebody kills is replaced.
begin 150ms
for w in $(pgrep -P "$pid"); do kill -9 "$w"; done
wait "$pid"
same "a run whose workers were killed ends with 0" 0 "$?"
same "and keeps all pages" 30 "$("$kb" list --archive "$work/a" | grep -c '^article')"

# A closed terminal: the other end of the pseudo-terminal goes away.
export TERM=xterm
close_terminal() {
	forget_requests
	python3 - "$@" <<'PYTHON'
import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
seen, end = b"", time.monotonic() + 20
while b"fetching" not in seen and time.monotonic() < end:
    seen += os.read(fd, 4096)
time.sleep(0.2)
os.close(fd)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PYTHON
	code=$?
}
close_terminal "${heeding[@]}" fetch --archive "$work/a" "${net[@]}" --delay 100ms --refresh "$work/notes"
same "a run whose terminal is closed ends with 130" 130 "$code"
whole "its terminal was closed"
# As nohup has it: no signal, and its output is a file.
close_terminal env --ignore-signal=HUP sh -c 'out=$1; shift; "$@" >"$out"' sh "$work/out" "$kb" fetch --archive "$work/a" "${net[@]}" \
	--delay 100ms --refresh "$work/notes"
same "a run that shall outlive its terminal does" 0 "$code"
same "and asks for every page" 30 "$(pages)"
fetch
same "the next run ends with 0" 0 "$rc"
