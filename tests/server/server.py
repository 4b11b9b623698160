#!/usr/bin/env python3
"""A web server for the tests that can misbehave, on raw sockets.

  server.py --root DIR [--routes FILE] [--state DIR] [--log FILE]

DIR/HOST/PATH holds plain files (index.html for a folder); FILE (default
DIR/routes.jsonl) overrides them, one JSON object a line:
  {"url": "http://h/p?q",             "//h/p" answers on http and https
   "status": 200, "headers": {...}, "type": "text/html", "file": "HOST/x" or
   "body": "text" or "zeros": N,      what is sent
   "gzip": true | "bomb": N,          content-coding; a bomb inflates to N bytes
   "chunked": true,                   transfer-coding instead of a length
   "delay": ms, "drip": ms,           before the answer; after each byte
   "lie_length": N,                   Content-Length that is not true
   "cut": N,                          close after N bytes of the body
   "close": true | "reset": true,     no answer at all
   "raw": "bytes",                    instead of a whole answer, verbatim
   "need_referer": "part",            else 403
   "need_auth": "user:password",      else 401 (Basic)
   "no_referer": {…},                 another answer when any Referer is there
   "seq": [{…}, {…}]}                 one answer a request, the last repeats
Answers of 200 carry ETag and Last-Modified unless "validators": false, and
honour If-None-Match and If-Modified-Since.  A line "READY http=P https=P ca=F"
on standard output says that it listens.  The log has one JSON object a request:
t, scheme, host, method, target, headers (lower-case names), status.
A SIGHUP reads the routes again; DIR/loads of --state tells how many times that was done.
"""
import argparse, base64, gzip, hashlib, json, os, signal, socket, ssl, struct, subprocess, threading, time, zlib
from urllib.parse import unquote, urlsplit

TYPES = {"html": "text/html; charset=utf-8", "png": "image/png", "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8",
         "css": "text/css", "js": "text/javascript", "pdf": "application/pdf", "xml": "application/rss+xml", "json": "application/json"}
REASONS = {200: "OK", 206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
           307: "Temporary Redirect", 308: "Permanent Redirect", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 410: "Gone",
           429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}
MODIFIED = "Sun, 13 Sep 2020 12:26:40 GMT"


class Web:
    def __init__(self, root, routes, log):
        self.root, self.path, self.lock, self.count = root, routes, threading.Lock(), {}
        self.log = open(log, "a", buffering=1, encoding="utf-8") if log else None
        self.load()

    def load(self):
        routes = {}
        if os.path.exists(self.path):
            for line in open(self.path, encoding="utf-8"):
                if not line.strip() or line.startswith("#"):
                    continue
                r = json.loads(line)
                u = urlsplit(r["url"])
                target = (u.path or "/") + ("?" + u.query if u.query else "")
                for scheme in [u.scheme] if u.scheme else ["http", "https"]:
                    routes[scheme, u.netloc, target] = r
        self.routes = routes

    def find(self, scheme, host, target):
        r = self.routes.get((scheme, host, target))
        if r and "seq" in r:
            with self.lock:
                n = self.count[id(r)] = self.count.get(id(r), -1) + 1
            r = dict(r, **r["seq"][min(n, len(r["seq"]) - 1)])
        if r:
            return r
        base = os.path.realpath(os.path.join(self.root, host))
        path = os.path.realpath(os.path.join(base, unquote(target.split("?")[0]).lstrip("/")))
        if os.path.isdir(path):
            path = os.path.join(path, "index.html")
        if not path.startswith(base + os.sep) or not os.path.isfile(path):
            return self.routes.get((scheme, host, "/*"),
                                   {"status": 404, "body": "<h1>Not found</h1>", "type": "text/html"})
        return {"file": os.path.relpath(path, self.root)}

    def hosts(self):
        names = {d for d in os.listdir(self.root) if os.path.isdir(os.path.join(self.root, d))}
        return names | {h for _, h, _ in self.routes}


def bomb(n):
    """n MiB of zeros in one gzip member, made in the time that one takes."""
    zeros = bytes(1 << 20)
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = z.compress(zeros) + z.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(n):
        crc = zlib.crc32(zeros, crc)
    return (b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * n + b"\x03\0" +
            struct.pack("<II", crc, (n << 20) & 0xffffffff))


def content(web, r):
    if "file" in r:
        data = open(os.path.join(web.root, r["file"]), "rb").read()
        kind = TYPES.get(r["file"].rsplit(".", 1)[-1], "application/octet-stream")
    else:
        data = b"\0" * r["zeros"] if "zeros" in r else r.get("body", "").encode()
        kind = "text/html; charset=utf-8"
    headers = {}
    if r.get("type", kind):
        headers["Content-Type"] = r.get("type", kind)
    if r.get("gzip"):
        data, headers["Content-Encoding"] = gzip.compress(data, 6, mtime=0), "gzip"
    if r.get("bomb"):
        data = bomb(r["bomb"] >> 20)
        headers["Content-Encoding"] = "gzip"
    return data, headers


def send(sock, r, data, head):
    sock.sendall(head)
    body = data[:r["cut"]] if "cut" in r else data
    if r.get("chunked"):
        for i in range(0, len(body), 4096):
            piece = body[i:i + 4096]
            sock.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        if "cut" not in r:
            sock.sendall(b"0\r\n\r\n")
    elif r.get("drip"):
        for i in range(len(body)):
            sock.sendall(body[i:i + 1])
            time.sleep(r["drip"] / 1000)
    else:
        sock.sendall(body)


def read_request(f):
    line = f.readline(65536).decode("latin-1").split()
    if len(line) < 3:
        return None
    headers = {}
    while True:
        h = f.readline(65536).decode("latin-1").strip()
        if not h:
            return line[0], line[1], headers
        name, _, value = h.partition(":")
        headers[name.lower()] = value.strip()


def answer(web, sock, scheme, request):
    method, target, headers = request
    host = headers.get("host", "").split(":")[0].lower()
    r = web.find(scheme, host, target)
    if "no_referer" in r and headers.get("referer"):
        r = dict({k: v for k, v in r.items() if k not in ("file", "body")}, **r["no_referer"])
    if "need_referer" in r and r["need_referer"] not in headers.get("referer", ""):
        r = {"status": 403, "body": "no", "type": "text/plain"}
    if "need_auth" in r and headers.get("authorization") != "Basic " + base64.b64encode(r["need_auth"].encode()).decode():
        r = {"status": 401, "headers": {"WWW-Authenticate": 'Basic realm="x"'}, "body": "no", "type": "text/plain"}
    time.sleep(r.get("delay", 0) / 1000)
    status, data, extra = r.get("status", 200), b"", {}
    if not (r.get("close") or r.get("reset") or "raw" in r):
        data, extra = content(web, r)
        etag = '"%s"' % hashlib.sha256(data).hexdigest()[:16]
        if status == 200 and r.get("validators", True):
            extra.update({"ETag": etag, "Last-Modified": MODIFIED})
            match = headers.get("if-none-match")
            if match == etag or (match is None and headers.get("if-modified-since") == MODIFIED):
                status, data = 304, b""
    if web.log:
        entry = {"t": round(time.time(), 4), "scheme": scheme, "host": host, "method": method, "target": target,
                 "headers": headers, "status": 0 if r.get("close") or r.get("reset") else status}
        with web.lock:
            web.log.write(json.dumps(entry, ensure_ascii=False) + "\n")
    if r.get("reset"):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if r.get("close") or r.get("reset"):
        return False
    if "raw" in r:
        sock.sendall(r["raw"].encode("latin-1"))
        return False
    extra.update(r.get("headers", {}))
    if r.get("chunked") and status != 304:
        extra["Transfer-Encoding"] = "chunked"
    elif status != 304:
        extra["Content-Length"] = str(r.get("lie_length", len(data)))
    head = "HTTP/1.1 %d %s\r\n" % (status, REASONS.get(status, "Status"))
    head += "".join("%s: %s\r\n" % kv for kv in extra.items()) + "\r\n"
    send(sock, r, b"" if method == "HEAD" else data, head.encode("latin-1"))
    return "cut" not in r and "lie_length" not in r


def serve(web, sock, scheme, context):
    try:
        if context:
            sock = context.wrap_socket(sock, server_side=True)
        f = sock.makefile("rb")
        while True:
            request = read_request(f)
            if request is None or not answer(web, sock, scheme, request):
                break
    except (OSError, ValueError):
        pass
    finally:
        sock.close()


def listen(web, scheme, context):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", 0))
    s.listen(256)

    def loop():
        while True:
            c, _ = s.accept()
            threading.Thread(target=serve, args=(web, c, scheme, context), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()
    return s.getsockname()[1]


def certificates(state, hosts):
    """A CA of our own and one certificate for all hosts."""
    def run(*a):
        subprocess.run(a, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    p = lambda n: os.path.join(state, n)
    os.makedirs(state, exist_ok=True)
    open(p("ext"), "w").write("basicConstraints=CA:FALSE\nsubjectAltName=" + ",".join("DNS:" + h for h in sorted(hosts)))
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=test CA", "-keyout", p("ca.key"), "-out", p("ca.pem"))
    run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test web", "-keyout", p("key.pem"), "-out", p("csr.pem"))
    run("openssl", "x509", "-req", "-in", p("csr.pem"), "-CA", p("ca.pem"), "-CAkey", p("ca.key"), "-CAcreateserial", "-days", "30",
        "-extfile", p("ext"), "-out", p("crt.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(p("crt.pem"), p("key.pem"))
    return context


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--root", required=True)
    p.add_argument("--routes")
    p.add_argument("--state", required=True)
    p.add_argument("--log")
    a = p.parse_args()
    os.makedirs(a.state, exist_ok=True)
    web = Web(a.root, a.routes or os.path.join(a.root, "routes.jsonl"), a.log)
    loads = 0

    def reload(*_):
        nonlocal loads
        web.load()
        loads += 1
        with open(os.path.join(a.state, "loads"), "w") as f:
            f.write("%d\n" % loads)

    signal.signal(signal.SIGHUP, reload)
    context = certificates(a.state, web.hosts())
    http, https = listen(web, "http", None), listen(web, "https", context)
    print("READY http=%d https=%d ca=%s" % (http, https, os.path.join(a.state, "ca.pem")), flush=True)
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
