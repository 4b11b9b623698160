# Goal: the command line says what is wrong, uses its exit codes, and works in any locale.
. "$(dirname "$0")/lib.sh"
code() {
	local want=$1 what=$2
	shift 2
	"$kb" "$@" >"$work/out" 2>"$work/err"
	same "$what" "$want" "$?"
}
code 2 "no command is a usage error"
code 0 "--help is no error" --help
code 0 "--version is no error" --version
code 2 "an unknown command is a usage error" fecth
ok "the nearest command is named" grep -q 'did you mean fetch' "$work/err"
code 2 "an unknown option is a usage error" fetch --refesh
ok "the nearest option is named" grep -q 'did you mean --refresh' "$work/err"
code 2 "an option before the command is a usage error" --archive "$work/a" list
ok "where it goes is told" grep -q 'the command comes first' "$work/err"
code 2 "a missing file is a usage error" fetch --archive "$work/a" "$work/nothing.md"
ok "the missing file is named" grep -q 'nothing.md' "$work/err"
code 2 "a folder that is no archive is refused" list --archive "$top/src"
ok "nothing was created there" test ! -e "$top/src/catalog.sqlite"
code 2 "an archive that is not there is refused" list --archive "$work/none"
ok "what makes one is told" grep -q "kbmirror fetch NOTES" "$work/err"
code 2 "a bad block for --allow-net is refused" fetch --archive "$work/b" --allow-net 300.1.2.3/8 http://a.example/
code 2 "certificates that are not there are refused" fetch --archive "$work/b" --cacert "$work/none.pem" http://a.example/
ok "their file is named" grep -q 'cacert.*none.pem' "$work/err"
code 2 "and a file without any" fetch --archive "$work/b" --cacert /etc/passwd http://a.example/
for c in $("$kb" --help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
	code 0 "$c --help is no error" "$c" --help
	ok "$c --help fits 80 columns" sh -c "! grep -E '^.{81,}' '$work/out'"
	same "$c --help says nothing on standard error" "" "$(cat "$work/err")"
done
serve "$top/tests/web"
export LC_ALL=C
mkdir "$work/笔记"
cp "$top"/tests/notes/* "$work/笔记/"
mv "$work/笔记/streams.md" "$work/笔记/流.md"
fetch "$work/笔记"
same "fetch works under LC_ALL=C" 0 "$rc"
"$kb" pack --archive "$work/a" -o "$work/p.tar.zst" >/dev/null
same "pack works under LC_ALL=C" 0 "$?"
ok "names survive in the pack" sh -c "tar -tf '$work/p.tar.zst' --quoting-style=literal | grep -q '流'"
fetch -n "$work/笔记"
same "a dry run succeeds" 0 "$rc"
same "a dry run leaves no snapshot" 1 "$("$kb" log --archive "$work/a" | wc -l)"
ok "the archive is whole after a dry run" "$kb" verify --archive "$work/a"
printf 'https://wen.example/archives/links.html\n' | "$kb" fetch --archive "$work/s" "${net[@]}" - >"$work/out" 2>&1
same "a list on standard input is fetched" 0 "$?"
ok "its page is kept" sh -c "'$kb' list --archive '$work/s' | grep -q '^article'"
"$kb" fetch --archive "$work/f" "${net[@]}" --fail-on any https://blog.example/gone >"$work/out" 2>&1
same "--fail-on any ends with 1" 1 "$?"
"$kb" fetch --archive "$work/j" "${net[@]}" --json "$top/tests/notes" >"$work/json" 2>/dev/null
ok "every line of --json is JSON" python3 -c 'import json,sys
for l in open(sys.argv[1]): json.loads(l)' "$work/json"
# Colours: on a terminal, unless it or its user wants none; elsewhere only when asked for.
esc=$(printf '\033')
# tty COMMAND…: what it writes to a terminal
tty() { python3 -c 'import pty, sys
pty.spawn(sys.argv[1:])' "$@" </dev/null; }
plain() { ! grep -q "$esc\[[0-9;]*m" "$work/out"; }
export TERM=xterm
unset NO_COLOR
"$kb" list --archive "$work/f" >"$work/out" 2>&1
ok "a pipe gets no colours" plain
tty "$kb" list --archive "$work/f" >"$work/out"
ok "a terminal does: what is lost is yellow" grep -q "^$esc\[33mgone$esc\[0m" "$work/out"
tty "$kb" list --archive "$work/a" >"$work/out"
ok "what is kept is green" grep -q "^$esc\[32marticle$esc\[0m" "$work/out"
tty "$kb" list --archive "$work/none" >"$work/out"
ok "an error's name is red" grep -q "^$esc\[31mkbmirror:$esc\[0m " "$work/out"
for how in TERM=dumb NO_COLOR=1; do
	tty env "$how" "$kb" list --archive "$work/f" >"$work/out"
	ok "not with $how" plain
done
tty "$kb" list --color never --archive "$work/none" >"$work/out"
ok "nor with --color=never" plain
NO_COLOR=1 "$kb" list --color always --archive "$work/f" >"$work/out"
ok "--color=always wins over all" grep -q "^$esc\[33mgone$esc\[0m" "$work/out"
"$kb" list --color always --json --archive "$work/f" >"$work/out"
ok "but JSON has none" plain
code 2 "another word is refused" list --color maybe
