# Goal: output goes where it belongs: terminals of any width, pipes that close, files that cannot be written, nothing at all.
. "$(dirname "$0")/lib.sh"
serve "$top/tests/web"
export TERM=xterm
list() { "$kb" list --archive "$work/a" --all "$@"; }

# on_terminal COLUMNS COMMAND…: what a terminal of that width gets, in $work/tty
on_terminal() {
	python3 - "$work/tty" "$@" <<'PYTHON'
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", 24, int(sys.argv[2]), 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])
seen = b""
try:
    while more := os.read(fd, 65536):
        seen += more
except OSError:    # The end, on Linux.
    pass
open(sys.argv[1], "wb").write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PYTHON
	code=$?
}

# The bar is drawn in place and never wraps; the report stands below it.
on_terminal 60 "$kb" fetch --archive "$work/a" "${net[@]}" --delay 500ms "$top/tests/notes"
same "a run on a terminal ends with 0" 0 "$code"
same "no drawing is wider than the terminal" "" "$(python3 - "$work/tty" <<'PYTHON'
import re, sys, unicodedata
text = open(sys.argv[1], encoding="utf-8").read()
drawn = [d for line in text.split("\n") for d in re.sub("\x1b\\[[?0-9]*[Khl]", "", line).split("\r") if "fetching" in d]
assert len(drawn) >= 3, "drawn %d times only" % len(drawn)
for d in drawn:
    if sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in d) > 60: print(d)
PYTHON
)"
ok "nothing is erased before it is drawn over, so nothing flickers" sh -c "! grep -qP '\\x1b\\[K *fetching' '$work/tty'"
ok "a line that is too wide for a terminal that became narrower is not broken" sh -c "! grep -P '\\r' '$work/tty' | tr '\\r' '\\n' | grep fetching | grep -qvP '\\x1b\\[K\\x1b\\[\\?7h(\\x1b\\[\\?7l)?\$'"
ok "pages, pictures and the end are told" grep -qE 'fetching.* [0-9]+/[0-9]+ pages  [0-9]+ images .*ETA [0-9]+:[0-9][0-9]' "$work/tty"
ok "what failed is told above it, as it happens" python3 -c 'import sys
text = open(sys.argv[1], encoding="utf-8").read()
at = text.index("192.168.1.1/status")
assert "address" in text[:at].split("\n")[-1], text
assert "fetching" in text[at:].split(" kept:")[0], text' "$work/tty"
ok "the bar is gone in the end" python3 -c 'import sys
text = open(sys.argv[1], encoding="utf-8").read()
report = text[text.index(" kept:") - 3:]
assert "fetching" not in report and "━" not in report, report' "$work/tty"
on_terminal 200 "$kb" fetch --archive "$work/a" "${net[@]}" --refresh --quiet "$top/tests/notes"
ok "--quiet draws nothing" sh -c "! grep -q fetching '$work/tty'"
on_terminal 80 env TERM=dumb "$kb" fetch --archive "$work/b" "${net[@]}" "$top/tests/notes"
ok "a terminal that cannot erase gets plain lines" sh -c "grep -q ' kept:' '$work/tty' && ! grep -q \"\$(printf '\\033')\" '$work/tty'"
rm -rf "$work/b"
on_terminal 80 "$kb" fetch --archive "$work/a" "${net[@]}" --refresh --json "$top/tests/notes"
ok "--json is JSON on a terminal, too" python3 -c 'import json, sys
for line in open(sys.argv[1]): json.loads(line)' "$work/tty"

# A terminal that becomes narrower breaks the line that was drawn: all its rows
# are erased, one by one, since of a screen that is erased whole copies are kept.
python3 - "$work/tty" "$kb" fetch --archive "$work/n" "${net[@]}" --delay 500ms "$top/tests/notes" <<'PYTHON'
import fcntl, os, pty, struct, sys, termios
size = lambda fd, columns: fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
pid, fd = pty.fork()
if pid == 0:
    size(0, 120)
    os.execv(sys.argv[2], sys.argv[2:])
seen, is_narrow = b"", False
try:
    while more := os.read(fd, 65536):
        seen += more
        if not is_narrow and b"ETA" in seen:
            size(fd, 30)
            is_narrow = True
except OSError:    # The end, on Linux.
    pass
open(sys.argv[1], "wb").write(seen)
os.waitpid(pid, 0)
PYTHON
ok "all rows of a line that was broken are erased" grep -qP '\r\x1b\[K(\x1b\[A\x1b\[K){2,3}' "$work/tty"
ok "and never the rest of the screen" sh -c "! grep -qP '\\x1b\\[[0-9]*J' '$work/tty'"

# A list uses the width that there is, and no column more.
on_terminal 80 "$kb" list --archive "$work/a" --all --color never
same "a list on a terminal is as wide as that, and no wider" "80 at most" "$(python3 - "$work/tty" <<'PYTHON'
import sys, unicodedata
lines = open(sys.argv[1], encoding="utf-8", newline="").read().split("\r\n")
wide = max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in l) for l in lines)
print("80 at most" if 78 < wide <= 80 and any("\u2026" in l for l in lines) else wide)
PYTHON
)"

# Colours are for people.
colours() { grep -c "$(printf '\033\\[')" "$1"; }
on_terminal 80 "$kb" list --archive "$work/a" --all
ok "a terminal gets colours" test "$(colours "$work/tty")" -gt 0
on_terminal 80 "$kb" list --archive "$work/a" --all --color never
same "--color never has none" 0 "$(colours "$work/tty")"
on_terminal 80 env NO_COLOR=1 "$kb" list --archive "$work/a" --all
same "NO_COLOR has none" "0 0" "$code $(colours "$work/tty")"
list >"$work/out"
same "a file gets no colours" 0 "$(colours "$work/out")"
list --color always >"$work/out"
ok "--color always has them everywhere" test "$(colours "$work/out")" -gt 0

# A reader that has seen enough.
list --json 2>"$work/err" | head -n 1 >"$work/out"
ok "head gets its line" python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$work/out"
same "a closed pipe is nothing to talk about" "" "$(cat "$work/err")"
"$kb" fetch --archive "$work/a" "${net[@]}" --refresh --json "$top/tests/notes" 2>"$work/err" | head -n 1 >/dev/null
ok "a run whose reader goes away is committed" grep -q '  complete ' <("$kb" log --archive "$work/a" | head -n 1)
same "and there are as many snapshots as runs" 4 "$("$kb" log --archive "$work/a" --json | wc -l)"

# What cannot be written is said.
for command in "list --archive $work/a --all" "log --archive $work/a" "show --archive $work/a https://blog.example/2021/checkpoints.html" \
	"refs $top/tests/notes" config "extract tests/golden/extract/thread/in.html" --help --version --describe "fetch --help"; do
	read -ra words <<<"$command"
	"$kb" "${words[@]}" >/dev/full 2>"$work/err"
	same "${words[0]} on a full disk ends with 4" 4 "$?"
	ok "and says why" grep -q 'cannot write to standard output' "$work/err"
done

# What is closed is not the next file that is opened.
"$kb" fetch --archive "$work/b" "${net[@]}" -v "$top/tests/notes" <&- >&- 2>&-
same "a run without output ends with 4" 4 "$?"
ok "its archive is whole" "$kb" verify --deep --archive "$work/b"
same "and has its snapshot" 1 "$("$kb" log --archive "$work/b" | wc -l)"
"$kb" fetch --archive "$work/b" "${net[@]}" -v --refresh "$top/tests/notes" 2>&- >/dev/null
same "messages may be unwanted" 0 "$?"
ok "no message went into a file" sh -c "! grep -rl 'article  https' '$work/b' --include=lock --include=sources"
ok "the archive is whole then, too" "$kb" verify --deep --archive "$work/b"
