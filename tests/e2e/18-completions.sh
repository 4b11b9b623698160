# Goal: bash, zsh and fish offer each command and exactly its options and values.
. "$(dirname "$0")/lib.sh"
made=$top/build/completions
"$kb" --describe >"$work/described" || exit 1
commands=$(python3 -c 'import json, sys
print(*sorted(json.loads(l)["command"] for l in list(sys.stdin)[1:]))' <"$work/described")
ok "the program has commands" test -n "$commands"

# long COMMAND: its options in long form, sorted, in one line
long() {
	python3 -c 'import json, sys
rows = [json.loads(l) for l in sys.stdin]
own = next(r for r in rows if r.get("command") == sys.argv[1])
print(*sorted("--" + o["name"] for o in own["options"] + rows[0]["options"]))' "$1" <"$work/described"
}
line() { sort -u | tr '\n' ' ' | sed 's/ $//'; }

# Each prints what its shell offers for the words given, the last one unfinished.
offer_bash() {
	bash -c '. "$0" && COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) && compopt() { :; } && _kbmirror && printf "%s\n" "${COMPREPLY[@]}"' \
		"$made/kbmirror.bash" "$@"
}
offer_fish() {
	HOME=$work fish --no-config -c 'source $argv[1]; complete -C "$argv[2]"' "$made/kbmirror.fish" "$*" | cut -f1
}
offer_zsh() {
	HOME=$work zsh -f "$top/tests/e2e/complete.zsh" "$made" "$*"
}
cd "$work" || exit 1
mkdir lone && : >lone/note.md
for shell in bash fish zsh; do
	if ! command -v "$shell" >/dev/null; then
		echo "skip $shell is not installed"
		continue
	fi
	same "$shell offers the commands" "$commands" "$("offer_$shell" kbmirror '' | grep -v '^--' | line)"
	for c in $commands; do
		same "$shell offers the options of $c" "$(long "$c")" "$("offer_$shell" kbmirror "$c" -- | grep '^--' | line)"
	done
	same "$shell offers the values of --robots" "cited ignore obey" "$("offer_$shell" kbmirror fetch --robots '' | line)"
	same "$shell offers notes to fetch" "lone/note.md" "$("offer_$shell" kbmirror fetch lone/no | sed 's,^note,lone/note,' | line)"
	same "$shell offers folders for --archive" "lone" "$("offer_$shell" kbmirror log --archive lo | sed 's,/$,,' | line)"
	same "$shell offers off for --rules" "off" "$("offer_$shell" kbmirror fetch --rules of | line)"
	same "$shell offers folders for --rules" "lone" "$("offer_$shell" kbmirror fetch --rules lo | sed 's,/$,,' | line)"
	same "$shell offers no file where none is wanted" "" "$("offer_$shell" kbmirror log lo | line)"
done
