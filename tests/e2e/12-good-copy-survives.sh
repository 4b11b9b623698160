# Goal: nothing that a second fetch brings can damage or hide a good copy (ten ways to try).
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root/news.example" "$work/notes"
page() {
	echo "<!doctype html><html lang=en><head><meta charset=utf-8><title>$1</title></head><body><article><h1>$1</h1>"
	for i in 1 2 3 4; do
		echo "<p>Paragraph $i of the story about the bridge, long enough to be taken for what it is: the part of the page that somebody wrote and others came to read, with commas, and with sentences. It goes on for a while, as stories do.</p>"
	done
	echo "<p><img src='/bridge.png' alt='the bridge'></p></article></body></html>"
}
page "The bridge" >"$work/root/news.example/bridge.html"
cp "$top/tests/web/pictures.example/chart.png" "$work/root/news.example/bridge.png"
echo '<!doctype html><title>News</title><h1>News of the day</h1><p>Home page.</p>' >"$work/root/news.example/index.html"
echo 'See [the bridge](https://news.example/bridge.html).' >"$work/notes/n.md"
routes=$work/root/routes.jsonl
: >"$routes"
serve "$work/root"
fetch "$work/notes"
same "the first fetch keeps the article" article "$(outcome https://news.example/bridge.html)"
"$kb" show --archive "$work/a" https://news.example/bridge.html | grep -v '^last try' >"$work/good"
try() {
	echo "{\"url\": \"https://news.example/bridge.html\", \"validators\": false, $2}" >"$routes"
	kill -HUP "$server"
	sleep 0.1
	fetch --refresh --max-time 3s
	same "after $1: the article is still current" article "$(outcome https://news.example/bridge.html)"
	"$kb" show --archive "$work/a" https://news.example/bridge.html | grep -v '^last try\|^           ' >"$work/now"
	ok "after $1: its text is the same" diff "$work/good" "$work/now"
	ok "after $1: its picture is still there" grep -rq 'assets/' "$work/a/site/articles/news.example"
}
try "404" '"status": 404, "body": "no such page"'
try "500" '"status": 500, "body": "oops"'
try "200 without a body" '"body": ""'
try "a short body" '"file": "news.example/bridge.html", "lie_length": 9000'
try "a cut gzip" '"file": "news.example/bridge.html", "gzip": true, "cut": 200'
try "no status line" '"close": true'
try "403" '"status": 403, "body": "<h1>Forbidden</h1>"'
try "a CAPTCHA page" '"body": "<title>Just a moment</title><h1>Verify you are human</h1><p>Please complete the CAPTCHA to continue.</p>"'
try "a redirect to the home page" '"status": 301, "headers": {"Location": "/"}'
try "a broken chunk" '"raw": "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"'
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
: >"$routes"
rm "$work/notes/n.md"
echo 'Nothing is cited here.' >"$work/notes/m.md"
kill -HUP "$server"
fetch
ok "a resource that is cited no more stays kept" sh -c "'$kb' list --all --archive '$work/a' bridge.html | grep -q '^article'"
