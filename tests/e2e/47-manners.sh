# Goal: a run keeps its gaps, plans them, tells what robots.txt did not allow and how to change that; a long wait is left to the next run.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root" "$work/notes"
python3 - "$work/root/routes.jsonl" "$work/notes/a.md" <<'PY'
import json, sys
text = "<p>" + "The ferryman waits for the last cart, and then he waits for the moon to rise. " * 12 + "</p>"
with open(sys.argv[1], "w") as f, open(sys.argv[2], "w") as note:
    def page(url, **more):
        f.write(json.dumps({"url": url, "body": "<html><title>A ferry</title><article><h1>A ferry</h1>%s</article></html>" % text, **more}) + "\n")
        note.write("- [a ferry](%s)\n" % url)
    for host in range(12):
        page("http://short%d.example/1" % host)
    for i in range(12):
        page("http://long.example/%d" % i)
    for i in range(40):
        url = "http://pictures.example/%d.png" % i
        f.write(json.dumps({"url": url, "type": "image/png", "body": "\x89PNG picture %d" % i}) + "\n")
        note.write("![a ferry](%s)\n" % url)
    for host in ("strict", "other"):
        f.write(json.dumps({"url": "http://%s.example/robots.txt" % host, "type": "text/plain", "body": "User-agent: *\nDisallow: /closed\n"}) + "\n")
        for i in range(2 if host == "strict" else 1):
            page("http://%s.example/closed%d" % (host, i))
    page("http://later.example/1", status=429, headers={"Retry-After": "Wed, 01 Apr 2026 11:00:00 GMT"})
    page("http://later.example/2")
PY
serve "$work/root"
net+=(--delay 200ms --image-delay 50ms)
export KBMIRROR_NOW=2026-04-01T08:00:00Z

"$kb" fetch --dry-run --archive "$work/a" "${net[@]}" "$work/notes" >"$work/out" 2>"$work/err"
same "a dry run asks nothing" 0 "$(requests)"
row() { grep " $1\$" "$work/out" | tr -s ' ' | sed 's/^ //'; }
same "it has each host's requests, and how long they take" "12 0 0:02 long.example|0 40 0:02 pictures.example" "$(row long.example)|$(row pictures.example)"
"$kb" fetch --dry-run --json --archive "$work/a" "${net[@]}" "$work/notes" >"$work/out" 2>"$work/err"
same "its figures are queue times gap" "2400 2400 2000 69 86" "$(python3 -c 'import json, sys
p = json.loads(open(sys.argv[1]).readline())
by = {h["host"]: h["least_ms"] for h in p["by_host"]}
print(p["least_ms"], by["long.example"], by["pictures.example"], p["due"], p["requests"])' "$work/out")"

fetch "$work/notes"
same "the run ends with 0" 0 "$rc"
# gaps HOST: how many requests came to a host, without those of its robots.txt, and how many ms the last one after the first
gaps() { python3 -c 'import json, sys
t = sorted(r["t"] for r in map(json.loads, open(sys.argv[1])) if r["host"] == sys.argv[2] and r["target"] != "/robots.txt")
unit = 1000 if t[0] < 1e12 else 1
print(len(t), round((t[-1] - t[0]) * unit))' "$work/requests.jsonl" "$1"; }
# A busy machine notices a request late.
read -r n spread < <(gaps long.example)
ok "pages keep their gap ($spread ms)" test "$n" = 12 -a "$spread" -ge 1800
ok "and no more than that ($spread ms)" test "$spread" -le 5000
read -r n spread < <(gaps pictures.example)
ok "pictures keep theirs ($spread ms)" test "$n" = 40 -a "$spread" -ge 1800
same "who asks for hours is asked no more, and what was not asked has not failed" "1 busy untried" "$(requests 'r["host"] == "later.example" and r["target"] != "/robots.txt"') $(outcome http://later.example/1) $(outcome http://later.example/2)"
ok "and the next run is said to try again" grep -q "later.example asked to wait 180 minutes; the next run tries again" "$work/out"
ok "what was not asked for is told, too" grep -q "^1 was not asked for, as their hosts asked to wait" "$work/out"
ok "what robots.txt does not allow was fetched and told" grep -A4 "robots.txt does not allow 3 addresses on 2 hosts; the notes cite them" "$work/out"
ok "with the hosts" grep -q "^  strict.example 2, other.example 1" "$work/out"
forget_requests
KBMIRROR_NOW=2026-04-01T09:30:00Z fetch
same "the next run asks first for what was not asked for" "/2 /1" "$(python3 -c 'import json, sys
print(*(r["target"] for r in map(json.loads, open(sys.argv[1])) if r["host"] == "later.example" and r["target"] != "/robots.txt"))' "$work/requests.jsonl")"
same "and has it" "busy article" "$(outcome http://later.example/1) $(outcome http://later.example/2)"

fetch --archive "$work/b" --robots obey "$work/notes"
ok "what was refused is told" grep -q "robots.txt does not allow 3 addresses on 2 hosts; they were not asked for" "$work/out"
# The lines of the report, as they stand.
sed -n '/^ *\[host /,/^ *robots = /p' "$work/out" >"$work/b/config.ini"
same "the lines to paste are two" "[host strict.example] robots = ignore" "$(tr -s ' \n' ' ' <"$work/b/config.ini" | sed 's/^ //; s/ $//')"
fetch --archive "$work/b" --robots obey --retry-failed
kept() { "$kb" list --archive "$work/b" --all --json | python3 -c 'import json, sys
print(*(v["url"].split("/", 2)[2] + "=" + v["outcome"] for v in map(json.loads, sys.stdin) if "closed" in v["url"]))'; }
same "they have it that way" "other.example/closed0=robots strict.example/closed0=article strict.example/closed1=article" "$(kept)"
fetch --archive "$work/b" --robots obey --retry-failed --json
same "events have the counts" "other.example obey 1 0" "$(python3 -c 'import json, sys
for v in map(json.loads, open(sys.argv[1])):
    if v["event"] == "robots": print(v["host"], v["policy"], v["refused"], v["overridden"])' "$work/out")"
fetch --archive "$work/c" --robots ignore http://strict.example/closed0
ok "that robots.txt was not asked for is told" grep -q "^robots.txt was not asked for, as robots = ignore says" "$work/out"
