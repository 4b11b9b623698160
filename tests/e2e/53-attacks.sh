# Goal: whatever a hostile server answers ends as its own outcome, reaches nobody else, and harms nothing else of the run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/attacks.sh"
besiege
# A name that is somebody inside, as a resolver may say.
net+=(--resolve "inside.test:$trap:127.0.0.2")
attacks http | cut -f5 |
	sed 's,//login-\(across-hosts\|downgrade\),//anna:hunter2@login-\1,; s,^,- <,; s,$,>,' >"$work/notes/n.md"
echo "- <http://smuggled-answer.example/first>" >>"$work/notes/n.md"
attacked -j 64 --max-per-host 1 --requisites "$work/notes"
ends http
unharmed 500

# What waits on the way counts as sent.
for flood in chunked-flood endless-body huge-length trailer-flood header-flood header-line-flood interim-flood; do
	most=$(case $flood in chunked-flood|endless-body) echo 44 ;; *) echo 20 ;; esac)
	ok "$flood: it is cut off before $most MB" python3 -c 'import json, sys
sent = [r["bytes"] for r in map(json.loads, open(sys.argv[1])) if r["host"] == sys.argv[2] and r["target"] == "#sent"]
print(sent)
sys.exit(not sent or sum(sent) > int(sys.argv[3]) << 20)' "$work/requests.jsonl" "$flood.example" "$most"
done
same "redirect-endless: it is followed 20 times" 21 "$(requests 'r["host"] == "redirect-endless.example" and r["target"] != "/robots.txt"')"
ok "smuggled-answer: the next page is the server's own" sh -c "'$kb' show --archive '$work/a' http://smuggled-answer.example/second | grep -q 'harbour of second'"
for name in lying-length cut-chunks cut-gzip two-lengths; do
	same "$name: what came is no copy" 0 "$(text "$name" 2>/dev/null | grep -c 'Sentence 1 ')"
done
same "html-as-picture: it is no picture" placeholder "$(outcome http://html-as-picture.example/a.png)"
ok "markup-as-text: it is kept as text" sh -c "grep -rl 'harbour of text' '$work/a/site/assets' | grep '\.txt$'"
same "nul-in-body: nothing in the copy runs" 0 "$(cat "$work"/a/site/articles/nul-in-body.example/*.html | grep -caE '<script|javascript:|onerror')"
ok "nul-in-body: its text is there" sh -c "'$kb' show --archive '$work/a' http://nul-in-body.example/page | grep -q 'Sentence 14 '"

same "split: no field and no request is injected" 0 "$(requests '"x-injected" in r["headers"] or r["target"].startswith("/smuggled") or r["host"] == "inside.example"')"
same "cookie-for-others: the server's own comes back to it" 1 "$(requests 'r["host"] == "cookie-for-others.example" and r["target"] == "/own" and r["headers"].get("cookie") == "g=own"')"
same "cookie-for-others: no other host is sent one" 0 "$(requests '"stray" in r["headers"].get("cookie", "") or r["host"] == "cookie-victim.example" and "cookie" in r["headers"]')"
ok "cookie-flood: no request has more than 16 KB of cookies" test "$(requests 'len(r["headers"].get("cookie", "")) > 16384')" = 0
login='r["headers"].get("authorization") == "Basic YW5uYTpodW50ZXIy"'
same "login-across-hosts: the login goes to the host that it is for" "1 1" "$(requests "$login and r['host'] == 'login-across-hosts.example'") $(requests "$login and r['host'] == 'login-downgrade.example' and r['scheme'] == 'https'")"
same "login-across-hosts: and to no other" 0 "$(requests "'authorization' in r['headers'] and r['host'] not in ('login-across-hosts.example', 'login-downgrade.example')")"
same "login-downgrade: nor to the same in the clear" "1 0" "$(requests 'r["target"] == "/plain"') $(requests "'authorization' in r['headers'] and r['scheme'] == 'http' and r['host'] == 'login-downgrade.example'")"
same "login-across-hosts: it is stored nowhere" 0 "$({ cat "$work/out" "$work/err" "$work/a/sources"; zcat "$work"/a/warc/*.gz; zstdcat "$work"/a/snapshots/*.zst; cat "$work/a/catalog.sqlite"; } | grep -cai 'hunter2\|YW5uYTpodW50ZXIy')"

# pictures FIRST: how many of six pictures are there, and whether that of words is
pictures() { python3 -c 'import glob, hashlib, os, sys
sys.path.insert(0, sys.argv[1])
import attacks
kept = {os.path.basename(f).split(".")[0] for f in glob.glob(sys.argv[2] + "/a/site/assets/*/*.png")}
digest = lambda n: hashlib.sha256(attacks.picture(n)).hexdigest()
first = int(sys.argv[3])
print(sum(digest(n) in kept for n in range(first, first + 6)), digest(200) in kept or digest(201) in kept)' "$top/tests/server" "$work" "$1"; }
same "wechat-substitute: the pictures are there, and not that of words" "6 False" "$(pictures 0)"
same "wechat-substitute: they are asked for without a Referer" "6 0" "$(requests 'r["host"] == "wechat-pictures.example" and "/640" in r["target"]') $(requests 'r["host"] == "wechat-pictures.example" and "referer" in r["headers"]')"
same "referer-ladder: the pictures are there" "6 False" "$(pictures 10)"
same "referer-ladder: one lesson is enough for a host" "1 6" "$(requests 'r["host"] == "ladder-pictures.example" and "/640" in r["target"] and "referer" not in r["headers"]') $(requests 'r["host"] == "ladder-pictures.example" and "/640" in r["target"] and "referer" in r["headers"]')"
same "one-picture-for-three: that is told" "6" "$(python3 -c 'import json, sys
print(sum(v["outcome"] == "placeholder" and "same-pictures" in v["url"] for v in map(json.loads, open(sys.argv[1]))))' "$work/list.jsonl")"

forget_requests
fetch --refresh http://split-validator.example/page
same "split-validator: what comes back is one field" "1 0" "$(requests 'r["host"] == "split-validator.example" and r["target"] == "/page"') $(requests '"x-injected" in r["headers"]')"
rm "$work/a/catalog.sqlite"
ok "warc-in-body: the archive is read again from its records" "$kb" verify --rebuild --archive "$work/a"
same "warc-in-body: no record was forged" "" "$("$kb" list --archive "$work/a" --all forged.example 2>/dev/null)"
