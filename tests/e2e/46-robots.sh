# Goal: robots.txt is kept in the archive: it is asked for again after a day at the latest, conditionally; its rules hold all the while.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root" "$work/notes"
# pages FROM TO: so many cited pages more at each host
pages() {
	python3 - "$work/root/routes.jsonl" "$work/notes/n$1.md" "$1" "$2" <<'PY'
import json, sys
first, last = int(sys.argv[3]), int(sys.argv[4])
text = "<p>" + "The miller counted the sacks that came down the river before noon, and again after it. " * 12 + "</p>"
with open(sys.argv[1], "a") as f, open(sys.argv[2], "w") as note:
    for host in ("a", "b", "moved", "none", "ill"):
        for i in range(first, last + 1):
            url = "http://%s.example/%s%d" % (host, "closed/" if i % 2 else "open/", i)
            f.write(json.dumps({"url": url, "body": "<html><title>A mill %d</title><article><h1>A mill</h1>%s</article></html>" % (i, text)}) + "\n")
            note.write("- [a mill](%s)\n" % url)
PY
}
python3 - "$work/root/routes.jsonl" <<'PY'
import json, sys
rules = {"type": "text/plain", "body": "User-agent: *\nDisallow: /closed\n"}
with open(sys.argv[1], "w") as f:
    f.write(json.dumps({"url": "http://a.example/robots.txt", **rules}) + "\n")
    f.write(json.dumps({"url": "http://b.example/robots.txt", "headers": {"Cache-Control": "max-age=7200"}, **rules}) + "\n")
    f.write(json.dumps({"url": "http://moved.example/robots.txt", "status": 301, "headers": {"Location": "http://a.example/robots.txt"}}) + "\n")
    f.write(json.dumps({"url": "http://ill.example/robots.txt", **rules}) + "\n")
PY
pages 1 2
serve "$work/root"
# at TIME OPERANDS…: a run at that time
at() {
	local now=$1
	shift
	export KBMIRROR_NOW=$now
	forget_requests
	fetch --robots obey "$@"
}
more() { pages "$1" "$2"; reload; }
asked() { python3 -c 'import json, sys
print(*sorted(set("%s:%d" % (r["host"].split(".")[0], r["status"]) for r in map(json.loads, open(sys.argv[1])) if r["target"] == "/robots.txt")))' "$work/requests.jsonl"; }
closed() { requests '"/closed" in r["target"] and r["host"] != "none.example"'; }

at 2026-03-01T08:00:00Z "$work/notes"
same "the first run asks each host for its robots.txt" "a:200 b:200 ill:200 moved:301 none:404" "$(asked)"
same "what it forbids is not asked for" 0 "$(closed)"
told() { KBMIRROR_NOW=2026-03-01T09:00:00Z "$kb" why --archive "$work/a" "$1"; }
ok "why tells that and since when" grep -q 'robots.txt of a.example, 2026-03-01, does not allow it, so it was not asked for' <(told http://a.example/closed/1)
ok "and of others that they are allowed" grep -q 'robots.txt of a.example, 2026-03-01, allows it' <(told http://a.example/open/2)
more 3 4
at 2026-03-01T09:50:00Z "$work/notes"
same "a run soon after asks for none" "" "$(asked)"
same "it knows the rules" "0 6" "$(closed) $(requests)"
more 5 6
at 2026-03-01T10:10:00Z "$work/notes"
same "what a server gives two hours is confirmed after them" "b:304" "$(asked)"
same "the rules that were confirmed hold" "0 6" "$(closed) $(requests 'r["target"] != "/robots.txt"')"
more 7 8
at 2026-03-01T11:00:00Z "$work/notes"
same "a confirmation is good for as long" "" "$(asked)"
same "the rules still hold" 0 "$(closed)"
echo '{"url": "http://ill.example/robots.txt", "status": 500, "body": "out of order"}' >>"$work/root/routes.jsonl"
more 9 10
at 2026-03-02T08:00:30Z "$work/notes"
same "after a day each is asked again, conditionally" "a:304 b:304 ill:500 moved:301 none:404" "$(asked)"
same "rules that cannot be had for now are those that were" "0 1" "$(closed) $(requests 'r["host"] == "ill.example" and "/open" in r["target"]')"
more 11 12
at 2026-03-02T08:10:00Z "$work/notes"
same "what failed is asked for in each run" "ill:500" "$(asked)"
at 2026-03-02T08:20:00Z --refresh
same "a refresh confirms also what is fresh" "a:304 b:304 ill:500 moved:301 none:404" "$(asked)"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
rm "$work"/a/catalog.sqlite*
more 13 14
at 2026-03-02T08:30:00Z "$work/notes"
same "a catalog that is made anew knows as much" "ill:500" "$(asked)"
same "and forbids as much" 0 "$(closed)"
