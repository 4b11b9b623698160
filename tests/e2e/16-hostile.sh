# Goal: hostile answers end as their own outcome, in bounded time, and harm nothing.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root/evil.example" "$work/notes"
cat >"$work/root/routes.jsonl" <<'R'
{"url": "https://evil.example/bomb", "bomb": 268435456, "type": "text/html"}
{"url": "https://evil.example/loop", "status": 302, "headers": {"Location": "/loop2"}}
{"url": "https://evil.example/loop2", "status": 302, "headers": {"Location": "/loop"}}
{"url": "https://evil.example/file", "status": 302, "headers": {"Location": "file:///etc/passwd"}}
{"url": "https://evil.example/metadata", "status": 302, "headers": {"Location": "http://169.254.169.254/latest/"}}
{"url": "https://evil.example/mapped", "status": 302, "headers": {"Location": "http://[::ffff:10.0.0.1]/"}}
{"url": "https://evil.example/octal", "status": 302, "headers": {"Location": "http://0x7f.2/"}}
{"url": "https://evil.example/short", "body": "<p>half</p>", "lie_length": 5000}
{"url": "https://evil.example/reset", "reset": true}
{"url": "https://evil.example/slow", "body": "<p>slow</p>", "delay": 20000}
{"url": "https://evil.example/headers", "raw": "HTTP/1.1 200 OK\r\nX: HUGE\r\nContent-Length: 0\r\n\r\n"}
{"url": "https://evil.example/deep", "file": "evil.example/deep.html"}
{"url": "https://evil.example/title", "file": "evil.example/title.html"}
{"url": "https://evil.example/huge", "file": "evil.example/huge.html", "gzip": true}
{"url": "https://evil.example/folded", "raw": "HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=utf-8\r\nContent-Length: 12\r\n\r\n<p>short</p>"}
{"url": "https://evil.example/svg", "type": "image/svg+xml", "body": "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10' onload='alert(1)'><script>alert(2)</script><image href='http://tracker.example/x.png'/><rect width='10' height='10' fill='red'/></svg>"}
{"url": "https://evil.example/html.png", "type": "image/png", "body": "<!doctype html><script>alert(1)</script>not a picture"}
R
python3 - "$work/root/evil.example" <<'PY'
import sys
d = sys.argv[1]
import random
random.seed(1)
words = ["".join(random.choices("abcdefghijklmnop", k=7)) for _ in range(5000)]
with open(d + "/huge.html", "w") as f:
    f.write("<!doctype html><title>huge</title>")
    for _ in range(24000):
        f.write("<p>" + " ".join(random.choices(words, k=120)) + "</p>")
open(d + "/deep.html", "w").write("<!doctype html><title>deep</title>" + "<div>" * 200000 + "x")
body = "".join("<p>A paragraph with enough words, and commas, to be taken for an article by anyone who looks at it for longer than a moment, number %d.</p>" % i for i in range(5))
open(d + "/title.html", "w").write("<!doctype html><meta charset=utf-8><title>Title \x1b]0;owned\x07 \u202e evil</title><article><h1>Title \x1b[2J evil</h1>" + body +
    "<p><a href='java&#9;script:alert(1)'>a</a><img src=x onerror=alert(1)><svg><style><img src=y onerror=alert(2)></style></svg><math><mtext><table><mglyph><style><img src=z onerror=alert(3)></style></table></mtext></math></p></article>")
PY
for p in huge folded bomb loop file metadata mapped octal short reset headers deep title svg; do echo "- [$p](https://evil.example/$p)"; done >"$work/notes/n.md"
echo '![](https://evil.example/html.png)' >>"$work/notes/n.md"
serve "$work/root"
python3 - "$work/root/routes.jsonl" <<'PY'
import sys
t = open(sys.argv[1]).read().replace("HUGE", "h" * 400000)
open(sys.argv[1], "w").write(t)
PY
reload
fetch "$work/notes"
same "fetch survives all of it" 0 "$rc"
# A short deadline is for what never comes: all else may take its time on a busy machine.
"$kb" fetch --archive "$work/b" "${net[@]}" --max-time 3s https://evil.example/slow >"$work/slow.out" 2>&1
same "so it does with a host that does not answer" 0 "$?"
same "no answer in time: timeout" timeout "$("$kb" list --archive "$work/b" https://evil.example/slow | cut -d' ' -f1)"
check() { same "$1: $3" "$3" "$(outcome "$2")"; }
check "a gzip bomb" https://evil.example/bomb too-large
check "a page larger than the parser takes" https://evil.example/huge too-large
check "a folded field" https://evil.example/folded article
check "a redirect loop" https://evil.example/loop redirect-loop
check "a redirect to a file" https://evil.example/file scheme
check "a redirect to link-local" https://evil.example/metadata address
check "a redirect to IPv4 in IPv6" https://evil.example/mapped address
check "a redirect to an odd loopback notation" https://evil.example/octal address
check "a lying length" https://evil.example/short truncated
check "a reset" https://evil.example/reset connect
check "HTML as a picture" https://evil.example/html.png placeholder
check "an SVG with a script" https://evil.example/svg image
ok "no control character reaches the terminal" sh -c "! cat '$work/out' '$work/err' | grep -q \"\$(printf '\\033')\""
"$kb" list --archive "$work/a" >"$work/list"
ok "nor from list" sh -c "! grep -q \"\$(printf '\\033')\" '$work/list'"
ok "nothing in the offline copy can run" sh -c "! grep -rliE '<script|onerror=|onload=|javascript:' '$work/a/site/articles' '$work/a/site/notes' '$work/a/site/assets'"
ok "nothing in the offline copy loads from outside" sh -c "! grep -rliE 'src=\"(https?:)?//' '$work/a/site'"
