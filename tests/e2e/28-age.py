#!/usr/bin/env python3
"""Makes an archive look as an earlier version left it: 28-age.py ARCHIVE CHANGES

CHANGES (JSON): "lost": addresses whose records never came; "unknown": addresses
that the manifest does not know; "pages": address -> what its article was:
  {"drop": "text"}     without the paragraph in which this stands
  {"times": N}         its text N times over
  {"shell": true}      none at all
An article so changed has no version, no next page and no pictures.
"""
import gzip, hashlib, io, json, os, re, subprocess, sys, zlib

root, changes = sys.argv[1], json.loads(sys.argv[2])
lost, unknown, pages = changes["lost"], changes["unknown"], changes["pages"]
moved, listed, words = {}, {}, {}


def members(data):
    at = 0
    while at < len(data):
        d = zlib.decompressobj(31)
        yield at, d.decompress(data[at:])
        at = len(data) - len(d.unused_data)


def older(article, change):
    for key in ("extractor", "next", "images", "lead_image"):
        article.pop(key, None)
    if "drop" in change:
        n = len(article["html"])
        article["html"] = re.sub(r"<p[^>]*>(?:(?!</p>).)*%s.*?</p>" % re.escape(change["drop"]), "", article["html"], flags=re.S)
        assert len(article["html"]) < n
    times = change.get("times", 1)
    article["html"] = re.sub(r"<img[^>]*>", "", article["html"]) * times
    article["text"] = re.sub(r"<[^>]+>", " ", article["html"])
    article["words"] = len(article["text"].split())
    return article


def field(head, name):
    m = re.search(rb"^%s: (.*?)\r$" % name, head, re.M)
    return m.group(1).decode() if m else ""


def changed(record):
    """The record as it was then; None: there was none."""
    head, block = record.split(b"\r\n\r\n", 1)
    url = field(head, b"WARC-Target-URI")
    if url in lost:
        return None
    if field(head, b"WARC-Type") != "conversion" or url not in pages:
        return record
    if "shell" in pages[url]:
        return None
    article = older(json.loads(block[:-4]), pages[url])
    words[url] = article["words"]
    block = json.dumps(article, ensure_ascii=False).encode()
    digest = b"sha256:" + hashlib.sha256(block).hexdigest().encode()
    head = re.sub(rb"(?m)^(WARC-(?:Block|Payload)-Digest: ).*?\r$", lambda m: m.group(1) + digest + b"\r", head)
    head = re.sub(rb"(?m)^Content-Length: .*?\r?$", b"Content-Length: %d\r" % len(block), head).rstrip(b"\r")
    return head + b"\r\n\r\n" + block + b"\r\n\r\n"


for name in sorted(os.listdir(root + "/warc")):
    path, out = root + "/warc/" + name, io.BytesIO()
    with open(path, "rb") as f:
        data = f.read()
    for at, record in members(data):
        record = changed(record)
        if record is None:
            continue
        to = out.tell()
        out.write(gzip.compress(record, mtime=0))
        moved[name, at] = [to, out.tell() - to]
    listed[name] = [len(out.getvalue()), hashlib.sha256(out.getvalue()).hexdigest()]
    with open(path, "wb") as f:
        f.write(out.getvalue())

for name in os.listdir(root + "/snapshots"):
    path, lines, names = root + "/snapshots/" + name, [], []
    for line in subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout.decode().splitlines():
        v = json.loads(line)
        url = v.get("url")
        if v["type"] == "snapshot":
            v["extractor"] = 1
            for s in v["segments"]:
                names.append(s["name"])
                s["size"], s["sha256"] = listed[s["name"]]
        if v["type"] == "resource" and url in unknown + lost or v["type"] == "image" and v["page"] in [*pages, *unknown, *lost]:
            continue
        if v["type"] == "resource" and url in pages:
            for key in ("extractor", "next", "lead_image"):
                v.pop(key, None)
            if "shell" in pages[url]:
                for key in ("article", "title", "byline", "words"):
                    v.pop(key, None)
                v.update(outcome="shell", last="shell", reason="there is only a program", last_reason="there is only a program")
            else:
                v["words"] = words[url]
        for key in ("capture", "article", "at"):
            if key in v:
                v[key] = [v[key][0], *moved[names[v[key][0]], v[key][1]]]
        lines.append(json.dumps(v, ensure_ascii=False))
    text = "".join(l + "\n" for l in lines).encode()
    with open(path, "wb") as f:
        f.write(subprocess.run(["zstd", "-q", "--check", "-c"], input=text, capture_output=True, check=True).stdout)
os.remove(root + "/catalog.sqlite")
