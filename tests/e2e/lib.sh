# lib.sh: what the end-to-end tests share.  Each test has its own folder, its
# own server and its own ports; it prints "ok", "not ok" or "skip" lines.
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
top=$PWD
kb=${KB_PROGRAM:-$top/build/kbmirror}
# shellcheck disable=SC2034 # for the tests
shared=${KB_SHARED:-$top/../shared}
work=$(mktemp -d "${TMPDIR:-/tmp}/kbmirror-test.XXXXXX")
# Settings of whoever runs the tests are not theirs.
export XDG_CONFIG_HOME=$work/xdg
server=
bad=0

# A test that breaks off has failed, whatever it said before.
finish() {
	local rc=$?
	[ -z "$server" ] || kill "$server" 2>/dev/null
	case $rc in
	0|77) ;;
	*) echo "not ok the test comes to its end (exit code $rc)"; bad=1 ;;
	esac
	if [ "$bad" = 0 ]; then rm -rf "$work"; else echo "kept: $work"; rc=1; fi
	exit "$rc"
}
trap finish EXIT

# ok SENTENCE COMMAND…
ok() {
	local what=$1
	shift
	if "$@" >"$work/ok.out" 2>&1; then
		echo "ok $what"
	else
		echo "not ok $what"
		sed 's/^/    /' "$work/ok.out" | head -30
		bad=1
	fi
}

# same SENTENCE WANTED GOT
same() {
	if [ "$2" = "$3" ]; then
		echo "ok $1"
	else
		echo "not ok $1"
		printf '    wanted: %s\n    got:    %s\n' "$2" "$3"
		bad=1
	fi
}

skip() {
	echo "skip $1"
	exit 77
}

# serve ROOT [SERVER.PY]: starts a web; sets $net, the options that reach it.
serve() {
	local prog=${2:-$top/tests/server/server.py}
	: >"$work/requests.jsonl"
	python3 "$prog" --root "$1" --state "$work/web" --log "$work/requests.jsonl" >"$work/ready" 2>"$work/server.err" &
	server=$!
	disown
	for _ in $(seq 400); do
		[ -s "$work/ready" ] && break
		sleep 0.05
	done
	read -r _ http https ca <"$work/ready" || { echo "not ok the test server starts"; cat "$work/server.err"; bad=1; exit; }
	net=(--cacert "${ca#ca=}" --allow-net 127.0.0.1/32 --delay 0 --image-delay 0)
	# Only the hosts that this web has: others stay unknown, private ones refused.
	for host in $(python3 -c 'import json, os, sys, urllib.parse
root = sys.argv[1]
hosts = {d for r in (root, root + "/hosts") if os.path.isdir(r) for d in os.listdir(r) if "." in d and os.path.isdir(r + "/" + d)}
for line in open(root + "/routes.jsonl") if os.path.exists(root + "/routes.jsonl") else []:
    if line.strip() and line[0] != "#": hosts.add(urllib.parse.urlsplit(json.loads(line)["url"]).netloc)
print(*sorted(hosts))' "$1"); do
		net+=(--connect-to "$host:80:127.0.0.1:${http#http=}" --connect-to "$host:443:127.0.0.1:${https#https=}")
	done
}

# reload: the web reads its routes again; returns when it has.
reload() {
	local before
	before=$(cat "$work/web/loads" 2>/dev/null)
	kill -HUP "$server"
	for _ in $(seq 400); do
		[ "$(cat "$work/web/loads" 2>/dev/null)" != "$before" ] && return
		sleep 0.02
	done
	echo "not ok the test server reads its routes again"
	bad=1
}

# fetch OPERANDS…: into $work/a, output in $work/out and $work/err, code in $rc.
fetch() {
	"$kb" fetch --archive "$work/a" "${net[@]}" "$@" >"$work/out" 2>"$work/err"
	# shellcheck disable=SC2034 # for the tests
	rc=$?
}

# outcome URL, as the archive has it now
outcome() {
	"$kb" list --archive "$work/a" --json --all "$1" |
		python3 -c 'import json,sys
for l in sys.stdin:
    v = json.loads(l)
    if v["url"] == sys.argv[1]: print(v["outcome"])' "$1"
}

# requests [EXPRESSION]: how many requests the server saw (r is one of them)
requests() {
	python3 -c 'import json,sys
print(sum(1 for r in map(json.loads, open(sys.argv[1])) if eval(sys.argv[2])))' "$work/requests.jsonl" "${1:-True}"
}

forget_requests() { : >"$work/requests.jsonl"; }
