# Goal: settings come from files, for all hosts and for single ones; config tells them with their origin; what is wrong is told with its place.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root" "$work/a" "$XDG_CONFIG_HOME/kbmirror"
python3 - "$work/root/routes.jsonl" <<'EOF'
import json, sys
text = "<p>" + "The keeper of the old lamp climbed the stairs every evening, and wrote down who passed below. " * 12 + "</p>"
with open(sys.argv[1], "w") as f:
    def page(url, **more):
        f.write(json.dumps({"url": url, "body": "<html><title>A tower</title><article><h1>A tower</h1>%s</article></html>" % text, **more}) + "\n")
    for name in ("one", "www.one", "two", "plain"):
        page("//%s.example/p" % name)
    page("//one.example/moved", status=302, headers={"Location": "http://www.one.example/moved-here"})
    page("//www.one.example/moved-here")
    page("//one.example/away", status=302, headers={"Location": "http://two.example/from-one"})
    page("//two.example/from-one")
    for i in "123":
        page("//slow.example/" + i)
        page("//plain.example/" + i)
    for name in ("strict", "mine", "plain"):
        f.write(json.dumps({"url": "//%s.example/robots.txt" % name, "type": "text/plain", "body": "User-agent: *\nDisallow: /closed\n"}) + "\n")
        page("//%s.example/closed" % name)
    for name in ("pin", "badpin", "nopin"):
        page("//%s.example/p" % name)
EOF
serve "$work/root"
user=$XDG_CONFIG_HOME/kbmirror/config.ini

# --- what config tells ---
printf 'delay = 7s\njobs = 9\nheader = X-User: 1\n' >"$user"
cat >"$work/a/config.ini" <<'EOF'
# of this archive
[fetch]
delay = 2s
header = X-Archive: 1; still the value
cookie = who=s3cret-cookie
[host one.example]
delay = 5s
EOF
chmod 644 "$work/a/config.ini"
config() { "$kb" config --archive "$work/a" 2>"$work/err"; }
line() { config | grep -x "$1 *= .*" | tr '\n' '|'; }
same "the archive's value wins and names its line" "delay = 2s   ($work/a/config.ini:3)|delay = 5s   ($work/a/config.ini:7)|" "$(line delay)"
same "the user's value holds where the archive is silent" "jobs = 9   ($user:2)|" "$(line jobs)"
same "a default is marked" "max-age = 30d   (default)|" "$(line max-age)"
same "a list of a later file replaces that of an earlier one, whole" "header = X-Archive: 1; still the value   ($work/a/config.ini:4)|" "$(line header)"
same "a cookie is not shown" "cookie = (hidden)   ($work/a/config.ini:5)|" "$(line cookie)"
ok "a file with a cookie that all may read is warned of" grep -q "config.ini.*everybody may read" "$work/err"
chmod 600 "$work/a/config.ini"
config >"$work/out"
same "one that only its owner may read is not" "" "$(cat "$work/err")"
ok "a host has its section" grep -qx '\[host one.example\]' "$work/out"
same "the environment is an origin" "proxy = http://127.0.0.1:9   (all_proxy)|" "$(all_proxy=http://127.0.0.1:9 line proxy)"
ok "every line of --json is JSON and has an origin" sh -c "'$kb' config --json --archive '$work/a' | python3 -c '
import json, sys
rows = [json.loads(l) for l in sys.stdin]
assert all(r[\"origin\"] for r in rows)
assert {\"section\": \"fetch\", \"key\": \"jobs\", \"value\": \"9\", \"origin\": \"$user:2\"} in rows
assert \"s3cret\" not in str(rows)'"

same "a default is none where nothing has one" "limit-rate =   (default)|" "$(line limit-rate)"
"$kb" --describe >"$work/described"
XDG_CONFIG_HOME=$work/none "$kb" config --json --archive "$work/none" >"$work/defaults"
ok "what has a default, as --help tells, shows it" python3 -c '
import json, re, sys
described, defaults = (list(map(json.loads, open(p))) for p in sys.argv[1:])
own = next(r for r in described if r.get("command") == "fetch")["options"]
shown = {r["key"]: r["value"] for r in defaults}
told = [(o["name"], re.search("default ([0-9]+[a-zA-Z]*)", o["help"])) for o in own]
assert len([1 for name, m in told if m]) > 8
for name, m in told:
    assert not m or shown[name] == m[1], (name, shown[name])
for o in own:
    assert o["kind"] != "flag" or shown.get(o["name"], "no") == "no", o' "$work/described" "$work/defaults"
same "the time of a request without a limit of the rate" "max-time = 300s   (default)|" "$(line max-time)"
echo 'limit-rate = 20k' >>"$user"
same "and with one, as fetch takes it" "max-time = 3600s   (default)|" "$(line max-time)"

# --- what is wrong ---
wrong() {
	printf '%b' "$2" >"$work/a/config.ini"
	"$kb" fetch --archive "$work/a" "${net[@]}" http://one.example/p >"$work/out" 2>"$work/err"
	same "$1: a usage error" 2 "$?"
	ok "$1: told with its place" grep -qF "$3" "$work/err"
	config >/dev/null
	same "$1: config says so too" 2 "$?"
}
wrong "an unknown key" 'jobs = 2\ndleay = 2s\n' "config.ini:2: unknown key 'dleay'; did you mean delay?"
wrong "an unknown section" '[hots one.example]\n' "config.ini:1: unknown section"
wrong "a bad value" '\njobs = many\n' "config.ini:2: jobs wants a number, not 'many'"
wrong "a bad value of a host" '[host one.example]\nrobots = no\n' "config.ini:2: robots wants cited, obey or ignore"
mkdir "$work/some"
while IFS='|' read -r setting what; do
	wrong "$setting" "\n[fetch]\n$setting\n" "config.ini:3: $what"
done <<'TABLE'
allow-net = 300.1.1.1/99|allow-net wants
budget = 0|budget wants a time above 0
connect-to = garbage|connect-to wants HOST:PORT:HOST:PORT
fail-on = x|fail-on wants any
max-pages = 0|max-pages wants 1 to 1999
proxy = foo bar|proxy wants
resolve = zz|resolve wants HOST:PORT:ADDRESS
rules = nosuchdir|there are no site rules in
user-agent = a\033b|user-agent wants no control characters
TABLE
wrong "a proxy of a host" '[host one.example]\nproxy = http://who:s3cret@:80\n' "config.ini:2: proxy wants"
same "its password is not told" 0 "$(grep -c s3cret "$work/err")"
printf 'rules = ../some\nproxy = socks5h://who:s3cret@[::1]:9\nresolve = a.example:80:192.0.2.1,[2001:db8::1]\nbudget = 1s\n' >"$work/a/config.ini"
chmod 600 "$work/a/config.ini"
config >/dev/null
same "what is right is taken" 0 "$?"
wrong "no pair" 'delay 2s\n' 'config.ini:1: not "key = value"'
mkdir "$work/pipe" && mkfifo "$work/pipe/config.ini"
timeout 60 "$kb" config --archive "$work/pipe" >/dev/null 2>"$work/err"
same "a pipe in a file's place is not waited for" 2 "$?"
ok "it is named" grep -qF "'$work/pipe/config.ini' is no regular file" "$work/err"
same "nothing was asked for" 0 "$(requests)"
rm "$user"

# --- what the server sees ---
crt=$(openssl x509 -in "$work/web/crt.pem" -noout -fingerprint -sha256)
other=$(openssl x509 -in "$work/web/ca.pem" -noout -fingerprint -sha256)
http_proxy='gopher://who:s3cret@b.example' "$kb" fetch --archive "$work/none" http://a.example/ 2>"$work/err"
same "a proxy of the environment that is none is a usage error" 2 "$?"
ok "which names the variable" grep -q 'http_proxy wants \[scheme' "$work/err"
same "and not its password" 0 "$(grep -c s3cret "$work/err")"

cat >"$work/proxy.py" <<'EOF'
import socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(9)
print(s.getsockname()[1], flush=True)
while True:
    c, _ = s.accept()
    head = c.recv(65536).decode("latin-1")
    with open(sys.argv[1], "a") as log: log.write(head.split("\r\n")[0] + "\n")
    body = "<html><title>Far</title><article><h1>Far</h1><p>" + "What came through the other gate was read aloud in the yard. " * 20 + "</p></article></html>"
    c.sendall(("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)).encode()); c.close()
EOF
python3 "$work/proxy.py" "$work/proxy.log" >"$work/proxy.port" &
proxy=$!
disown
for _ in $(seq 100); do [ -s "$work/proxy.port" ] && break; sleep 0.05; done
cat >"$work/a/config.ini" <<EOF
user-agent = General/1
[host one.example]
user-agent = Special/1
header = X-Special: yes
header = Authorization: Bearer s3cret-token
cookie = who=s3cret-cookie
[host slow.example]
delay = 400ms
[host strict.example]
robots = obey
[host mine.example]
robots = ignore
[host pin.example]
fingerprint = $crt
[host alien.example]
fingerprint = ${crt#*=}
[host badpin.example]
fingerprint = $other
[host far.example]
proxy = http://127.0.0.1:$(cat "$work/proxy.port")
EOF
chmod 600 "$work/a/config.ini"
fetch http://one.example/p http://www.one.example/p http://two.example/p http://one.example/moved http://one.example/away \
	http://slow.example/{1,2,3} http://plain.example/{1,2,3} http://{strict,mine,plain}.example/closed http://far.example/x
same "fetch takes the settings" 0 "$rc"
kill "$proxy"
own='r["host"].endswith("one.example") and r["target"] != "/robots.txt"'
same "a host's user agent is sent to it and its subdomains" "$(requests "$own")" "$(requests "$own and r['headers']['user-agent'] == 'Special/1'")"
same "the others get the general one" "$(requests "not r['host'].endswith('one.example')")" "$(requests "r['headers']['user-agent'] == 'General/1'")"
same "its header, credentials and cookie are sent there" "$(requests "$own")" "$(requests "r['headers'].get('x-special') == 'yes' and r['headers'].get('authorization') == 'Bearer s3cret-token' and r['headers'].get('cookie') == 'who=s3cret-cookie'")"
same "five pages of it were asked for" 5 "$(requests "$own")"
same "nothing of it is sent elsewhere" 0 "$(requests "not r['host'].endswith('one.example') and ('s3cret' in str(r['headers']) or 'x-special' in r['headers'])")"
same "also where it redirects to another host" 1 "$(requests "r['host'] == 'two.example' and r['target'] == '/from-one'")"
zcat "$work"/a/warc/*.warc.gz >"$work/warc"
ok "the captures have its pages" grep -aq 'WARC-Target-URI: http://one.example/p' "$work/warc"
same "no credentials are in the captures" 0 "$(grep -ac s3cret "$work/warc")"
keeps_gap() {
	python3 -c 'import json, sys
t = sorted(r["t"] for r in map(json.loads, open(sys.argv[1])) if r["host"] == sys.argv[2] and r["target"] in ("/1", "/2", "/3"))
assert len(t) == 3, t
sys.exit(min(b - a for a, b in zip(t, t[1:])) < 0.38)' "$work/requests.jsonl" "$1"
}
ok "a host's pages keep its gap" keeps_gap slow.example
"$kb" fetch --dry-run --refresh --json --archive "$work/a" "${net[@]}" >"$work/plan"
same "the others keep that of the command line" "1200 0" "$(python3 -c 'import json, sys
by = {h["host"]: h["least_ms"] for h in json.loads(open(sys.argv[1]).readline())["by_host"]}
print(by["slow.example"], by["plain.example"])' "$work/plan")"
same "robots.txt is obeyed where the settings say so" "robots 0" "$(outcome http://strict.example/closed) $(requests 'r["host"] == "strict.example" and r["target"] == "/closed"')"
policies="cited; strict.example: obey; mine.example: ignore"
ok "the captures say which policy was whose" grep -aq "^robots: $policies" "$work/warc"
same "so does the snapshot" "$policies" "$("$kb" log --archive "$work/a" --json | python3 -c 'import json, sys
print(json.loads(sys.stdin.readlines()[-1])["robots"])')"
same "it is not even asked for where it is ignored" "1 0" "$(requests 'r["host"] == "mine.example" and r["target"] == "/closed"') $(requests 'r["host"] == "mine.example" and r["target"] == "/robots.txt"')"
same "elsewhere what is cited is fetched" 1 "$(requests 'r["host"] == "plain.example" and r["target"] == "/closed"')"
ok "a host's proxy is asked for it" grep -q '^GET http://far.example/x HTTP/1.1' "$work/proxy.log"
same "and for no other" 0 "$(grep -vc 'far.example' "$work/proxy.log")"
same "what it gave is kept" article "$(outcome http://far.example/x)"

# --- certificates ---
all=("${net[@]}")
net=("${net[@]:2}" --connect-to "alien.example:443:127.0.0.1:${https#https=}")
fetch https://{pin,alien,badpin,nopin}.example/p
# alien.example is no name of the certificate.
same "a certificate is accepted for its fingerprint" "article" "$(outcome https://pin.example/p)"
same "also when it is for another name" "1" "$(requests 'r["host"] == "alien.example" and r["target"] == "/p"')"
same "another certificate than that is refused" "tls" "$(outcome https://badpin.example/p)"
same "without a fingerprint it has to verify" "tls" "$(outcome https://nopin.example/p)"
ok "the fingerprint that was shown is told" sh -c "'$kb' list --archive '$work/a' --json https://badpin.example/p | grep -qF '${crt#*=}'"
net=("${all[@]}")
fetch --refresh https://{badpin,nopin}.example/p
same "a wrong fingerprint refuses what would verify" "tls" "$(outcome https://badpin.example/p)"
same "where none is given it verifies" "article" "$(outcome https://nopin.example/p)"
same "nothing was sent to the refused one" 0 "$(requests 'r["host"] == "badpin.example"')"

# --- the command line wins ---
printf '[fetch]\nuser-agent = File/1\nheader = X-File: 1\nexclude = plain\n' >"$work/a/config.ini"
forget_requests
fetch --refresh http://two.example/p http://plain.example/p
same "a pattern of the files holds" "1 0" "$(requests 'r["target"] == "/p" and r["headers"]["user-agent"] == "File/1" and r["headers"]["x-file"] == "1"') $(requests 'r["host"] == "plain.example"')"
forget_requests
fetch --refresh --user-agent Line/1 --header 'X-Line: 1' --exclude nothing http://two.example/p http://plain.example/p
same "the command line replaces values and lists" 2 "$(requests 'r["target"] == "/p" and r["headers"]["user-agent"] == "Line/1" and r["headers"].get("x-line") == "1" and "x-file" not in r["headers"]')"
ok "the sources are told" sh -c "'$kb' config --archive '$work/a' | grep -qF 'url = http://two.example/p   ($work/a/sources)'"
