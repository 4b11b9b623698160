# Goal: nothing that a second fetch brings can damage or hide a good copy (ten ways to try).
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root/news.example" "$work/notes"
page() {
	echo "<!doctype html><html lang=en><head><meta charset=utf-8><title>$1</title></head><body><article><h1>$1</h1>"
	for i in 1 2 3 4; do
		echo "<p>Paragraph $i of the story about the bridge, long enough to be taken for what it is: the part of the page that somebody wrote and others came to read, with commas, and with sentences. It goes on for a while, as stories do.</p>"
	done
	echo "<p><img src='/bridge.png' srcset='/bridge.png 1x, /bridge-2.png 2x' alt='the bridge'></p></article></body></html>"
}
page "The bridge" >"$work/root/news.example/bridge.html"
cp "$top/tests/web/pictures.example/chart.png" "$work/root/news.example/bridge.png"
cp "$top/tests/web/pictures.example/chart.png" "$work/root/news.example/bridge-2.png"
cp "$top/tests/web/pictures.example/lead.png" "$work/root/news.example/map.png"
cp "$top/tests/web/papers.example/markers.pdf" "$work/root/news.example/plan.pdf"
echo '<!doctype html><title>News</title><h1>News of the day</h1><p>Home page.</p>' >"$work/root/news.example/index.html"
echo 'See [the bridge](https://news.example/bridge.html), ![its map](https://news.example/map.png) and [its plan](https://news.example/plan.pdf).' >"$work/notes/n.md"
routes=$work/root/routes.jsonl
: >"$routes"
serve "$work/root"
fetch "$work/notes"
same "the first fetch keeps the article" article "$(outcome https://news.example/bridge.html)"
"$kb" show --archive "$work/a" https://news.example/bridge.html | grep -v '^last try\|^next look' >"$work/good"
try() {
	echo "{\"url\": \"https://news.example/bridge.html\", \"validators\": false, $2}" >"$routes"
	reload
	fetch --refresh --max-time 3s
	same "after $1: the article is still current" article "$(outcome https://news.example/bridge.html)"
	"$kb" show --archive "$work/a" https://news.example/bridge.html | grep -v '^last try\|^next look\|^           ' >"$work/now"
	ok "after $1: its text is the same" diff "$work/good" "$work/now"
	ok "after $1: its picture is still there" grep -rq 'assets/' "$work/a/site/articles/news.example"
}
try "404" '"status": 404, "body": "no such page"'
try "500" '"status": 500, "body": "oops"'
try "200 without a body" '"body": ""'
page "The bridge" | grep -v 'Paragraph 4' >"$work/root/news.example/part.html"
try "a part that nobody asked for" '"status": 206, "headers": {"Content-Range": "bytes 0-1499/2000"}, "file": "news.example/part.html"'
try "a short body" '"file": "news.example/bridge.html", "lie_length": 9000'
try "a cut gzip" '"file": "news.example/bridge.html", "gzip": true, "cut": 200'
try "no status line" '"close": true'
try "403" '"status": 403, "body": "<h1>Forbidden</h1>"'
try "a CAPTCHA page" '"body": "<title>Just a moment</title><h1>Verify you are human</h1><p>Please complete the CAPTCHA to continue.</p>"'
try "a redirect to the home page" '"status": 301, "headers": {"Location": "/"}'
try "a broken chunk" '"raw": "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"'
try "a text that shrank" '"body": "<title>The bridge</title><article><h1>The bridge</h1><p>This story has moved to the archive of our paper, it can be read there by those who pay. Thank you for your visit.</p></article>"'
ok "a text that shrank is told as suspect" sh -c "'$kb' show --archive '$work/a' https://news.example/bridge.html | grep -q suspect"
try "a plain text" '"type": "text/plain", "body": "The service is down."'
try "a picture instead" '"file": "news.example/map.png"'
try "pictures that are gone" '"file": "news.example/bridge.html"}
{"url": "https://news.example/bridge.png", "validators": false, "status": 404, "body": "no"}
{"url": "https://news.example/bridge-2.png", "validators": false, "status": 404, "body": "no"'
ok "no picture of the article is missing" sh -c "grep -q '<img[^>]*assets/[^>]*alt=.the bridge' '$work'/a/site/articles/news.example/*"
# Files have good copies, too.
try_file() {
	echo "{\"url\": \"https://news.example/$2\", \"validators\": false, $4}" >"$routes"
	reload
	fetch --refresh --max-time 3s
	same "after $1: $2 is still current" "$3" "$(outcome "https://news.example/$2")"
	sum=$(sha256sum <"$work/root/news.example/$2" | cut -c1-64)
	ok "after $1: the offline copy has its bytes" sh -c "ls '$work'/a/site/assets/*/$sum.*"
}
pixel='GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000,\u0000\u0000\u0000\u0000\u0001\u0000\u0001\u0000\u0000\u0002\u0000;'
try_file "a page" map.png image '"body": "<title>Sign in</title><p>Please sign in.</p>"'
try_file "a pixel" map.png image "\"type\": \"image/gif\", \"body\": \"$pixel\""
try_file "404" map.png image '"status": 404, "body": "no"'
try_file "a page" plan.pdf document '"file": "news.example/bridge.html"'
try_file "a message" plan.pdf document '"type": "text/plain", "body": "quota exceeded"'
try_file "404" plan.pdf document '"status": 404, "body": "no"'
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
: >"$routes"
rm "$work/notes/n.md"
echo 'Nothing is cited here.' >"$work/notes/m.md"
reload
fetch
ok "a resource that is cited no more stays kept" sh -c "'$kb' list --all --archive '$work/a' bridge.html | grep -q '^article'"
