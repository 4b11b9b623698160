# attacks.sh: what the tests with the hostile server share.
# shellcheck shell=bash
hostile=$top/tests/server/attacks.py
archive=$work/a

# besiege: starts it; sets $net and $trap, the port where nobody may come.
besiege() {
	local host door
	mkdir -p "$work/notes" "$work/home" "$work/tmp" "$work/cwd"
	for host in $(python3 "$hostile" --hosts); do mkdir -p "$work/root/$host"; done
	serve "$work/root" "$hostile"
	trap=$(port trap)
	while read -r door; do net+=(--connect-to "$door"); done <"$work/web/doors"
}

# port NAME, of the hostile server's
port() { sed -n "s/^$1 //p" "$work/web/ports"; }

# attacked OPERANDS…: fetch, watched, from a folder of its own.  What it took in MB is in $work/peak.
attacked() {
	(cd "$work/cwd" && HOME="$work/home" TMPDIR="$work/tmp" exec python3 "$top/tests/bounded.py" "$work/peak" \
		"$kb" fetch --archive "$archive" "${net[@]}" "$@") >"$work/out" 2>"$work/err"
	# shellcheck disable=SC2034 # for the tests
	rc=$?
	"$kb" list --archive "$archive" --json --all >"$work/list.jsonl"
}

# attacks GROUP: each one's name, address, outcome, reason, and address as cited
attacks() { python3 "$hostile" --list "$1" | sed "s/:HTTP/:$(port http)/g"; }

# ends GROUP: one check for each attack of the group, named after it.
ends() {
	attacks "$1" >"$work/list.$1"
	python3 - "$work/list.$1" "$work/list.jsonl" <<'PY' || bad=1
import json, re, sys
known = {v["url"]: v for v in map(json.loads, open(sys.argv[2]))}
bad = 0
for line in open(sys.argv[1]):
    name, url, want, reason, _ = line.rstrip("\n").split("\t")
    v = known.get(url, {})
    got, said = v.get("outcome", "nothing"), v.get("reason") or ""
    if re.fullmatch(want, got) and re.search(reason, said):
        print("ok %s: %s" % (name, got))
    else:
        print("not ok %s: %s\n    wanted: %s\n    got:    %s, %s" % (name, want, reason, got, said))
        bad = 1
sys.exit(bad)
PY
}

# text NAME: what is shown of an attack's page
text() { "$kb" show --archive "$archive" "http://$1.example/${2:-page}"; }

# Whatever was done to it, the run harmed nothing.
unharmed() {
	same "the run ends with 0" 0 "$rc"
	same "trap: nobody asks where nobody may" "" "$(python3 -c 'import json, sys
for r in map(json.loads, open(sys.argv[1])):
    if r["host"] == "trap": print(r["target"])' "$work/requests.jsonl")"
	same "outside: nothing is written beside the archive" "" "$(find "$work/home" "$work/tmp" "$work/cwd" -mindepth 1)"
	ok "memory: all processes together stay below $1 MB ($(cat "$work/peak") MB)" test "$(cat "$work/peak")" -lt "$1"
	"$kb" list --archive "$archive" --all >"$work/list.txt"
	"$kb" list --archive "$archive" --failed >>"$work/list.txt"
	# U+0080 to U+009F; U+202A to U+202E and U+2066 to U+2069, which turn a line around.
	same "terminal: nothing that steers it reaches it" 0 "$(cat "$work/out" "$work/err" "$work/list.txt" |
		LC_ALL=C grep -acP '[\x01-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]')"
	ok "archive: it is whole" "$kb" verify --deep --archive "$archive"
}
