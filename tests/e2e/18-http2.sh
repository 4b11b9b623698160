# Goal: pages that come over HTTP/2 are kept like others, and other programs can read their records.
. "$(dirname "$0")/lib.sh"
command -v nghttpd >/dev/null || skip "nghttpd is not installed"
mkdir -p "$work/root/2021"
cp "$top/tests/web/blog.example/2021/checkpoints.html" "$work/root/2021/index.html"
sed -i 's|https://pictures.example/|/|g' "$work/root/2021/index.html"
cp "$top"/tests/web/pictures.example/*.png "$work/root/"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=h2.example -addext subjectAltName=DNS:h2.example \
	-keyout "$work/key.pem" -out "$work/crt.pem" 2>/dev/null
for port in $(shuf -i 20000-40000 -n 5); do
	nghttpd -a 127.0.0.1 -d "$work/root" "$port" "$work/key.pem" "$work/crt.pem" >"$work/h2.log" 2>&1 &
	server=$!
	disown
	sleep 0.5
	kill -0 "$server" 2>/dev/null && break
done
net=(--cacert "$work/crt.pem" --allow-net 127.0.0.1/32 --delay 0 --image-delay 0 --connect-to "h2.example:443:127.0.0.1:$port")
fetch https://h2.example/2021/
same "fetch ends with 0" 0 "$rc"
same "the page is kept" article "$(outcome https://h2.example/2021/)"
for p in pipeline barrier lead; do same "$p.png is kept" image "$(outcome https://h2.example/$p.png)"; done
zcat "$work"/a/warc/*.warc.gz >"$work/plain"
ok "the records name the protocol" grep -aq '^WARC-Protocol: h2' "$work/plain"
ok "their status lines are those of HTTP/1.1" grep -aq '^HTTP/1.1 200' "$work/plain"
ok "no status line is that of HTTP/2" sh -c "! grep -aq '^HTTP/2' '$work/plain'"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
if [ -d "$top/build/npm/node_modules/warcio" ]; then
	ok "warcio reads every record" node "$top/tests/warc-check.mjs" "$work"/a/warc/*.warc.gz
fi
