#!/usr/bin/env python3
"""A fast web server that makes up pages, for measuring.

  plenty.py [--pictures]

http://ANY-HOST/p/N is an article, the same for the same N on each request; with
--pictures it shows /i/N, a small PNG of its own.  Everything else is 404, also
robots.txt.  Answers carry an ETag and Last-Modified, and If-None-Match gives 304.
"READY PORT" on standard output says that it listens; SIGUSR1 prints a line of
JSON: how many requests came since the last one, of them conditional ones, and
how many were answered with 304.
"""
import argparse
import asyncio
import json
import random
import signal
import struct
import sys
import zlib

WORDS = ("river stone garden measure window copper letter quiet market season bridge paper harbour method signal orchard "
         "ladder winter engine meadow candle record island thread village kernel lantern pattern anchor basket").split()
MODIFIED = "Sun, 13 Sep 2020 12:26:40 GMT"
COUNT = {"requests": 0, "conditional": 0, "not_modified": 0}


def sentence(r):
    words = [r.choice(WORDS) for _ in range(r.randint(9, 18))]
    return " ".join(words).capitalize() + ", and so it goes."


def article(n, pictures):
    r = random.Random(n)
    paragraphs = ["<p>%s</p>" % " ".join(sentence(r) for _ in range(4)) for _ in range(4)]
    if pictures:
        paragraphs.insert(1, '<figure><img src="/i/%d" width="160" height="120" alt="Figure %d"></figure>' % (n, n))
    return ('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Report %d on the %s</title></head><body><nav>'
            '<a href="/">Home</a></nav><article><h1>Report %d</h1>%s</article></body></html>'
            % (n, r.choice(WORDS), n, "".join(paragraphs))).encode()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(n):
    """160 × 120, 16 grey levels: one kilobyte of noise, so that no two are the same."""
    r = random.Random(-n - 1)
    noise = r.randbytes(1000) + bytes(160 * 120 // 2 - 1000)
    rows = b"".join(b"\0" + noise[y * 80:y * 80 + 80] for y in range(120))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 160, 120, 4, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


class Server(asyncio.Protocol):
    pictures = False

    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""

    def data_received(self, data):
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            self.transport.write(self.answer(head.decode("latin-1")))

    def answer(self, head):
        target = head.split(" ", 2)[1]
        COUNT["requests"] += 1
        kind, _, number = target[1:].partition("/")
        if kind not in ("p", "i") or not number.isdigit():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        etag, lower = '"%s-%s"' % (kind, number), head.lower()
        fields = "Date: %s\r\nETag: %s\r\nLast-Modified: %s\r\n" % (MODIFIED, etag, MODIFIED)
        if "\r\nif-none-match:" in lower or "\r\nif-modified-since:" in lower:
            COUNT["conditional"] += 1
            if etag in head:
                COUNT["not_modified"] += 1
                return ("HTTP/1.1 304 Not Modified\r\n%s\r\n" % fields).encode()
        body = article(int(number), self.pictures) if kind == "p" else picture(int(number))
        return ("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n" % (
            "text/html; charset=utf-8" if kind == "p" else "image/png", len(body), fields)).encode() + body


def report():
    print(json.dumps(COUNT), flush=True)
    for name in COUNT:
        COUNT[name] = 0


async def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--pictures", action="store_true")
    Server.pictures = a.parse_args().pictures
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", 0, backlog=1024)
    loop.add_signal_handler(signal.SIGUSR1, report)
    print("READY %d" % server.sockets[0].getsockname()[1], flush=True)
    try:
        await server.serve_forever()
    except asyncio.CancelledError:
        sys.exit(0)


asyncio.run(main())
