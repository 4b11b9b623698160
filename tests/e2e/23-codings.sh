# Goal: content codings come off as they were put on; broken ones are told as cut off, never kept as pages.
. "$(dirname "$0")/lib.sh"
command -v zstd >/dev/null || skip "zstd is not installed"
d=$work/root/code.example
mkdir -p "$d" "$work/notes"
python3 - "$work" <<'PY'
import gzip, json, subprocess, sys, zlib
work = sys.argv[1]
d = work + "/root/code.example/"

def page(name):
    text = " ".join("Sentence %d of the page about %s, with commas, says enough to be read as an article by anybody." % (i, name) for i in range(12))
    return ("<!doctype html><meta charset=utf-8><title>About %s</title><article><h1>About %s</h1><p>%s</p><p>%s</p></article>" % (name, name, text, text)).encode()

def br(b):
    """One stored meta-block and an empty last one (RFC 7932, 9)."""
    n = (len(b) - 1) << 4 | 1 << 20
    return n.to_bytes(3, "little") + b + b"\x03"

def raw(b):
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    return z.compress(b) + z.flush()

gz = lambda b: gzip.compress(b, 6, mtime=0)
zst = lambda b: subprocess.run(["zstd", "-qc"], input=b, stdout=subprocess.PIPE, check=True).stdout
half = lambda b: b[:len(b) // 2]
p = page
flip = bytearray(gz(p("checksum"))); flip[-5] ^= 1
cases = [
    ("gzip", "gzip", gz(p("gzip")), "article"),
    ("x-gzip", "X-GZIP", gz(p("x-gzip")), "article"),
    ("members", "gzip", gz(half(p("members"))) + gz(p("members")[len(half(p("members"))):]), "article"),
    ("tail", "gzip", gz(p("tail")) + b"\0" * 20, "article"),
    ("zlib", "deflate", zlib.compress(p("zlib")), "article"),
    ("raw", "deflate", raw(p("raw")), "article"),
    ("br", "br", br(p("br")), "article"),
    ("zstd", "zstd", zst(p("zstd")), "article"),
    ("identity", "identity", p("identity"), "article"),
    ("none", "none", p("none"), "article"),
    ("charset", "UTF-8", p("charset"), "article"),
    ("empty", "", p("empty"), "article"),
    ("stack", "gzip, br", br(gz(p("stack"))), "article"),
    ("stack2", "br , gzip", gz(br(p("stack2"))), "article"),
    ("stack3", "identity, gzip", gz(p("stack3")), "article"),
    ("twice", "gzip, gzip", gz(gz(p("twice"))), "article"),
    ("five", "gzip, br, gzip, gzip, br", br(gz(gz(br(gz(p("five")))))), "article"),
    ("six", "gzip, gzip, gzip, gzip, gzip, gzip", gz(gz(gz(gz(gz(gz(p("six"))))))), "truncated"),
    ("lines", "gzip\r\nContent-Encoding: br\r\nContent-Encoding:", br(gz(p("lines"))), "article"),
    ("plain", "gzip", p("plain"), "article"),
    ("cut", "gzip", half(gz(p("cut"))), "truncated"),
    ("cut-br", "br", half(br(p("cut-br"))), "truncated"),
    ("cut-zstd", "zstd", half(zst(p("cut-zstd"))), "truncated"),
    ("cut-stack", "gzip, br", br(half(gz(p("cut-stack")))), "truncated"),
    ("checksum", "gzip", bytes(flip), "truncated"),
    ("wrong", "gzip", br(p("wrong")), "truncated"),
    ("wrong-br", "br", gz(p("wrong-br")), "truncated"),
]
routes, notes, wanted = [], [], []
for name, coding, body, want in cases:
    open(d + name + ".bin", "wb").write(body)
    u = "https://code.example/" + name
    routes.append({"url": u, "file": "code.example/%s.bin" % name, "type": "text/html; charset=utf-8", "headers": {"Content-Encoding": coding}})
    notes.append("- [%s](%s)" % (name, u))
    wanted.append("%s\t%s" % (name, want))
open(work + "/root/routes.jsonl", "w").write("\n".join(map(json.dumps, routes)))
open(work + "/notes/n.md", "w").write("\n".join(notes) + "\n")
open(work + "/wanted", "w").write("\n".join(wanted) + "\n")
PY
serve "$work/root"
fetch "$work/notes"
same "fetch survives all of it" 0 "$rc"
while read -r name want; do
	same "$name: $want" "$want" "$(outcome "https://code.example/$name")"
	[ "$want" = truncated ] && continue
	ok "$name: its whole text is there" sh -c "'$kb' show --archive '$work/a' 'https://code.example/$name' | tr '\n' ' ' | grep -q 'Sentence 11 of the page about $name,'"
done <"$work/wanted"
ok "too many codings are named" sh -c "'$kb' list --archive '$work/a' --json https://code.example/six | grep -q 'more than 5 content-codings'"
ok "what is stored verifies" "$kb" verify --archive "$work/a"
