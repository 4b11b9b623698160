# Goal: the sample notes are mirrored: every reference has the right outcome, and the right requests were sent.
. "$(dirname "$0")/lib.sh"
cp -r "$top/tests/notes" "$work/notes"
(cd "$work/notes" && sha256sum -- *) >"$work/before"
serve "$top/tests/web"
fetch "$work/notes"
same "fetch ends with 0" 0 "$rc"
same "nothing but progress is said on standard error" "" "$(grep -v '^ *fetching\|references in\|^  \(gone\|address\|shell\|connect\) ' "$work/err")"
while read -r want url; do
	same "$url is $want" "$want" "$(outcome "$url")"
done <<'TABLE'
article https://blog.example/2021/checkpoints.html
article https://blog.example/p/7
article https://blog.example/private/draft.html
document https://papers.example/markers.pdf
thread https://forum.example/thread/7.html
article https://wen.example/archives/links.html
article https://old.example/encoding.htm
gone https://blog.example/gone
shell https://app.example/
connect https://closed.example/
address http://192.168.1.1/status
list https://links.example/
image https://cdn.example/real-1.png
image https://cdn.example/real-2.png
image https://cdn.example/real-3.png
image https://pictures.example/pipeline.png
image https://pictures.example/barrier.png
image https://pictures.example/chart.png
image https://pictures.example/lead.png
TABLE
same "the shared address is the same resource and was not asked for" 0 "$(requests '"utm_source" in r["target"]')"
same "an address in code is no reference" 0 "$(requests '"not-a-reference" in r["target"]')"
same "robots.txt is the first request to a host" /robots.txt "$(python3 -c 'import json,sys
print(next(r["target"] for r in map(json.loads, open(sys.argv[1])) if r["host"] == "blog.example"))' "$work/requests.jsonl")"
same "the program names itself" True "$(python3 -c 'import json,sys
print(all(r["headers"].get("user-agent", "").startswith("kbmirror/") for r in map(json.loads, open(sys.argv[1]))))' "$work/requests.jsonl")"
same "no page is asked for twice" 1 "$(requests 'r["host"] == "wen.example" and r["target"] == "/archives/links.html"')"
for n in 1 2 3; do
	sum=$(sha256sum <"$top/tests/web/cdn.example/real-$n.png" | cut -c1-64)
	ok "picture $n is the real one, not the substitute" test -f "$work/a/site/assets/${sum:0:2}/$sum.png"
done
ok "the notes are as they were" sh -c "cd '$work/notes' && sha256sum -c --quiet '$work/before'"
ok "the summary counts what was kept" grep -q 'kept: .*articles.*not kept' "$work/out"
ok "a lost reference is named with note and line" sh -c "sed -n '/^gone · 1 · /,/^[^ ]/p' '$work/out' | grep -q 'streams.md:28.*blog.example/gone.*410'"
ok "the old page is read in its real encoding" sh -c "'$kb' show --archive '$work/a' https://old.example/encoding.htm | grep -q '朱镕基的“镕”字'"
ok "a field of the metadata says where it came from" sh -c "'$kb' show --verbose --archive '$work/a' https://blog.example/2021/checkpoints.html | grep -q '^  from  *h1'"
ok "code keeps its spaces" sh -c "'$kb' show --archive '$work/a' https://wen.example/archives/links.html | grep -qF '        print(\"再见\", link)'"
ok "navigation is not part of the article" sh -c "! '$kb' show --archive '$work/a' https://blog.example/2021/checkpoints.html | grep -q 'Privacy\|You may also like'"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
forget_requests
fetch
same "a second run without anything due succeeds" 0 "$rc"
same "a second run without anything due asks nothing" 0 "$(requests)"
same "both runs are in the log" 2 "$("$kb" log --archive "$work/a" | wc -l)"
