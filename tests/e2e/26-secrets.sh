# Goal: what the user tells of logins, keys and cookies reaches the servers it is for, and nothing that is written.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root" "$work/notes"
python3 - "$work/root/routes.jsonl" <<'EOF'
import json, sys, zlib, struct
text = "<p>" + "The ferry stopped at noon, and the men on the pier counted the barrels once more before they signed. " * 12 + "</p>"
def chunk(kind, data): return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 400, 300, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + bytes((x * y) % 251 for x in range(400)) for y in range(300)))) + chunk(b"IEND", b"")
open(sys.argv[1].replace("routes.jsonl", "pier.png"), "wb").write(png)
with open(sys.argv[1], "w") as f:
    def page(url, more="", **rest):
        f.write(json.dumps({"url": url, "body": "<html><title>A pier</title><article><h1>A pier</h1>%s%s</article></html>" % (text, more), **rest}) + "\n")
    page("//wiki.example/pier", '<img src="/pier.png" width="400" height="300"><img src="http://cdn.example/pier.png">', need_auth="anna:hunter2")
    for host in ("wiki", "cdn"):
        f.write(json.dumps({"url": "//%s.example/pier.png" % host, "file": "pier.png", "type": "image/png", **({"need_auth": "anna:hunter2"} if host == "wiki" else {})}) + "\n")
    page("//wiki.example/old", status=302, headers={"Location": "/pier"}, need_auth="anna:hunter2")
    page("//wiki.example/away", status=302, headers={"Location": "http://other.example/away"}, need_auth="anna:hunter2")
    page("//other.example/away")
    page("//other.example/echo", status=302, headers={"Location": "http://eve:hunter8@other.example/landed"})
    page("//other.example/landed")
    page("//shop.example/list", need_auth="b@b:p/w")
EOF
serve "$work/root"
cat >"$work/notes/pier.md" <<'EOF'
# The pier

See [http://anna:hunter2@wiki.example/pier](http://anna:hunter2@wiki.example/pier) and <http://anna:hunter2@wiki.example/old>,
[away](http://anna:hunter2@wiki.example/away), [echo](http://other.example/echo), behind it [plain](http://wiki.example/pier).
The same in code: `curl http://anna:hunter2@wiki.example/pier`.
EOF
printf '\377\376' >"$work/notes/wide.txt"
printf 'http://anna:hunter2@wiki.example/pier wide\n' | iconv -t UTF-16LE >>"$work/notes/wide.txt"
cp -r "$work/notes" "$work/notes.before"
fetch -v --header 'X-Api-Key: hunter3' --header 'X-Shop: hunter4' --header 'Accept-Language: de' --cookie 'sid=hunter5' "$work/notes" 'http://b%40b:p%2Fw@shop.example/list'
same "fetch ends well" 0 "$rc"
same "the login of the address opens the page" article "$(outcome http://wiki.example/pier)"
same "the identity is the address without it" "http://other.example/echo http://shop.example/list http://wiki.example/away http://wiki.example/old http://wiki.example/pier" \
	"$("$kb" list --archive "$work/a" --json | python3 -c 'import json, sys; print(*sorted(json.loads(l)["url"] for l in sys.stdin))')"
same "a redirect within its origin takes it along" article "$(outcome http://wiki.example/old)"
same "so do pictures beside the page" 1 "$(requests 'r["target"] == "/pier.png" and r["host"] == "wiki.example" and r["status"] == 200')"
auth='"authorization" in r["headers"]'
same "no other host is told" 0 "$(requests "$auth and r['host'] not in ('wiki.example', 'shop.example')")"
same "the other host is asked all the same" "1 article" "$(requests 'r["host"] == "other.example" and r["target"] == "/away"') $(outcome http://wiki.example/away)"
same "escapes in it are undone; its own cookie and key go along" article "$(outcome http://shop.example/list)"
key='r["headers"].get("x-api-key") == "hunter3" and r["headers"].get("cookie") == "sid=hunter5"'
same "a field whose name says key goes to what is cited" True "$([ "$(requests "$key")" -gt 3 ] && echo True)"
same "and to nobody else" 0 "$(requests "('x-api-key' in r['headers'] or 'cookie' in r['headers']) and r['host'] == 'cdn.example'")"
same "robots.txt is asked for without secrets" 0 "$(requests "($auth or 'x-api-key' in r['headers'] or 'cookie' in r['headers']) and r['target'] == '/robots.txt'")"
ok "the notes are as they were" diff -r "$work/notes" "$work/notes.before"

"$kb" pack --archive "$work/a" -q >"$work/pack.out" 2>&1
ok "a pack is made" test -n "$(find "$work/a/packs" -name '*.tar.zst')"
# Everything the run wrote, unpacked, in any of the spellings.
spill() {
	find "$work/a" -type f ! -name '*.gz' ! -name '*.zst' -exec cat {} +
	for f in "$work"/a/warc/*.gz; do zcat "$f"; done
	for f in "$work"/a/snapshots/*.zst "$work"/a/packs/*.zst; do zstdcat "$f"; done
	cat "$work/out" "$work/err" "$work/pack.out"
}
spill | tr -d '\000' >"$work/spill"
ok "the spill has what it should have" grep -aq 'WARC-Target-URI: http://wiki.example/pier' "$work/spill"
ok "the fields of a request are there without their values" grep -aqi '^x-shop: REDACTED' "$work/spill"
ok "what browsers send is there with it" grep -aqi '^accept-language: de' "$work/spill"
# hunter8 is what a server sent to everybody, in its head.
same "no secret is in anything that was written" "" "$(grep -ao 'hunter[2-57]\|YW5uYTpodW50ZXIy\|p%2Fw\|p/w@\|anna' "$work/spill" | sort -u)"
same "a redirect's own login is in no address" 0 "$(grep -ac '^WARC-Target-URI:.*hunter' "$work/spill")"
ok "the copy of the note hides it, as long as it was" grep -aq 'See .http://xxxx:xxxxxxx@wiki.example/pier..http://xxxx:xxxxxxx@wiki.example/pier' "$work/spill"
ok "the offline note leads to the copy" sh -c "grep -rq 'href=\"../../articles/wiki.example/pier' '$work/a/site/notes'"
ok "the archive verifies" "$kb" verify --archive "$work/a"
forget_requests
fetch
same "a second run finds nothing new" "0 0" "$rc $(requests 'r["target"] != "/robots.txt"')"
for address in 'http://anna:hunter2@wiki.example:port/' 'http://anna:hunt/er2@wiki.example/'; do
	fetch "$address"
	same "an address that is none is told without its login" "2 0" "$rc $(grep -c 'anna\|hunt' "$work/err")"
done

# Versions before had the login in the address: the snapshot and the list of sources, as they wrote them.
newest=$(find "$work/a/snapshots" -name '*.zst' | sort | tail -1)
for address in wiki.example/pier shop.example/list; do
	zstdcat "$newest" | sed "/\"\(url\|page\|key\)\":\"http:..${address/\//.}\"/s,\"http://$address\",\"http://anna:hunter6@$address\",g" | zstd -q >"$work/old.zst"
	mv "$work/old.zst" "$newest"
done
sed -i 's,^http://shop,http://anna:hunter6@shop,' "$work/a/sources"
rm "$work/a/catalog.sqlite"
ok "such an archive is read" "$kb" verify --rebuild --archive "$work/a"
same "it has the copy under that address" article "$(outcome http://anna:hunter6@wiki.example/pier)"
kill "$server"
fetch
same "the copies stay with the addresses that are cited" "article article" "$(outcome http://wiki.example/pier) $(outcome http://shop.example/list)"
ok "and with their pictures" sh -c "'$kb' show --json --archive '$work/a' http://wiki.example/pier | grep -q 'images.:.\"http://wiki.example/pier.png'"
same "nothing new has the login" 0 "$(cat "$work/a/sources" "$work/err" <(zstdcat "$(find "$work/a/snapshots" -name '*.zst' | sort | tail -1)") | grep -c hunter)"
ok "the archive verifies afterwards" "$kb" verify --deep --archive "$work/a"
