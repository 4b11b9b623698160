# Goal: --requisites keeps all that a browser would load, once and conditionally, and the WARC replays as the page looked.
. "$(dirname "$0")/lib.sh"
font=$(find /usr/share/fonts -name '*.ttf' 2>/dev/null | sort | head -1)
mkdir -p "$work/notes"
echo '[All of it](http://page.example/) [the same sheet](http://page.example/second.html)' >"$work/notes/n.md"
python3 - "$work/web" "$font" <<'PY'
import os, shutil, struct, sys, zlib

web, font = sys.argv[1:]
count = 0


def put(path, text):
    path = os.path.join(web, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())


def picture(path):
    """A small picture like no other."""
    global count
    count += 1

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + bytes([count * 9, 80, 200]) * 40) * 40
    put(path, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0)) +
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


words = "The keeper of the light writes down each evening who went past, how the wind stood, and what the lamp has used. " * 6
put("page.example/index.html", f"""<!doctype html><html><head><meta charset=utf-8><title>The lamp and its book</title>
<base href="/base/"><link rel=stylesheet href=main.css><link rel="shortcut icon" href=/icon.png>
<link rel=manifest href=/app.json><link rel=preload as=image href=/img/preload.png>
<link rel=modulepreload href=/js/module.js><script src=/js/page.js></script><script type=application/ld+json src=/no.js></script>
<style>@import url(/css/inner.css) screen; .note {{ background: url("/img/note.png") }}</style></head><body><article>
<h1>The lamp and its book</h1><p class=note>{words}</p><p style="background: url(&quot;/img/attribute.png&quot;)">{words}</p>
<p><img src=/img/figure.png alt="a lamp" width=400 height=400></p><p>{words}</p>
<picture><source srcset="/img/a.png 1x, /img/b.png 2x" media="(min-width: 1px)"><img src=/img/c.png alt=sizes></picture>
<p>{words}</p></article><img data-src=/img/lazy.png alt=lazy src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
<video src=/film.mp4 poster=/img/poster.png></video><iframe src=/frame.html></iframe><iframe src="about:blank"></iframe>
<iframe srcdoc="&lt;img src=/img/srcdoc.png&gt;"></iframe><svg><image href=/img/drawn.png /></svg>
</body></html>""")
put("page.example/second.html", f"<!doctype html><title>Second</title><link rel=stylesheet href=/base/main.css><article><h1>Second"
    f"</h1><p>{words}</p><p>{words}</p></article><script src=/js/gone.js></script><iframe src=/frame2.html></iframe>")
put("page.example/base/main.css", "@charset \"utf-8\";@import 'deep/theme.css';@import url(main.css);"
    "@font-face { font-family: Lamp; src: url(//cdn.example/lamp.ttf) } h1, p { font-family: Lamp }"
    "/* url(/no.png) */ i::after { content: 'url(/no2.png)' } b { background: url(#no3) }")
put("page.example/base/deep/theme.css", "@import \"../../css/last.css\"; body { background: url(../../img/body.png) } h4 { background: url(/img/\\65 scaped.png) }")
put("page.example/css/last.css", "h1 { color: rgb(1, 2, 3) } h2 { background: image-set('/img/set.png' 1x) }")
put("page.example/css/inner.css", "@import url(inner2.css);")
put("page.example/css/inner2.css", "@import url(inner.css); h3 { cursor: url(/img/cursor.png), auto }")
put("page.example/js/page.js", "document.documentElement.dataset.script = 'ran';")
put("page.example/js/module.js", "")
put("page.example/app.json", "{}")
put("page.example/film.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
put("page.example/frame.html", "<!doctype html><title>f</title><link rel=stylesheet href=/css/frame.css><img src=/img/framed.png>")
put("page.example/frame2.html", "<!doctype html><title>f</title><iframe src=/inner.html></iframe>")
put("page.example/inner.html", "Frames within frames are not followed.")
put("page.example/css/frame.css", "body { background: url(/img/framebody.png) }")
for name in ("preload note attribute figure a b c lazy poster srcdoc drawn body escaped set cursor framed framebody").split():
    picture(f"page.example/img/{name}.png")
picture("page.example/icon.png")
if font:
    os.makedirs(os.path.join(web, "cdn.example"))
    shutil.copy(font, os.path.join(web, "cdn.example/lamp.ttf"))
else:
    put("cdn.example/lamp.ttf", b"\0\1\0\0none")
with open(os.path.join(os.path.dirname(web), "wanted"), "w", encoding="utf-8") as f:
    for folder, _, names in os.walk(web):
        for n in names:
            f.write(os.path.relpath(os.path.join(folder, n), web).replace("index.html", "") + "\n")
PY
serve "$work/web"
# What was answered with 200, once for each address.
answered() {
	python3 -c 'import json, sys
for r in map(json.loads, open(sys.argv[1])):
    if r["status"] == 200: print(r["host"] + r["target"])' "$work/requests.jsonl" | sort
}
fetch "$work/notes"
same "without it, only the article's picture comes with a page" 4 "$(requests 'r["status"] == 200')"
cp -r "$work/a/site" "$work/site.before"
forget_requests
fetch --requisites
same "fetch --requisites ends with 0" 0 "$rc"
same "pages that are kept are not asked for again" 0 "$(requests 'r["target"] in ("/", "/second.html")')"
undated() { find "$1" -name '*.html' -exec sed -i -E 's/<time[^>]*>[^<]*<\/time>//g; s/[0-9T:-]{17,}Z//g' {} +; }
undated "$work/site.before"
cp -r "$work/a/site" "$work/site.after"
undated "$work/site.after"
ok "the offline copy is the same" diff -r "$work/site.before" "$work/site.after"
rm -rf "$work/a"
forget_requests
fetch --requisites "$work/notes"
same "a new archive is made with it" 0 "$rc"
answered >"$work/got"
sort "$work/wanted" | grep -v 'inner\.html' >"$work/all"
ok "all that the pages load was asked for, once, and nothing else" diff "$work/all" "$work/got"
same "a sheet names those it needs in its own name" 1 "$(requests 'r["target"] == "/css/last.css" and r["headers"].get("referer") == "http://page.example/base/deep/theme.css" and r["headers"]["accept"].startswith("text/css")')"
same "what is missing does its page no harm" "article" "$(outcome http://page.example/second.html)"
same "a frame is no article" 2 "$("$kb" list --archive "$work/a" --json | wc -l)"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
forget_requests
fetch --requisites
same "the next run asks nothing" 0 "$(requests)"
rm "$work/a/catalog.sqlite"
fetch --requisites
same "nor does it with a catalog that was made anew" 0 "$(requests)"
fetch --requisites --refresh
same "what there is is only asked for conditionally" 0 "$(requests 'r["status"] == 200')"
same "each once" "$(wc -l <"$work/all")" "$(requests 'r["status"] == 304')"
warc=$(find "$work/a/warc" -name '*-00001-*.warc.gz')
cat >"$work/a/config.ini" <<'INI'
[host page.example]
requisites = yes
INI
rm -rf "$work/b"
mkdir "$work/b"
mv "$work/a/config.ini" "$work/b/"
forget_requests
"$kb" fetch --archive "$work/b" "${net[@]}" "$work/notes" >"$work/out" 2>"$work/err"
answered >"$work/got"
ok "a section of the configuration switches it on for its host" diff "$work/all" "$work/got"
ok "config tells it" grep -q '^requisites = yes   (.*config.ini:2)' <("$kb" config --archive "$work/b")
sed -i 's/yes/no/' "$work/b/config.ini"
forget_requests
"$kb" fetch --archive "$work/b" --requisites --refresh "${net[@]}" >"$work/out" 2>"$work/err"
same "and off" 4 "$(requests 'r["status"] == 304')"
# What was kept without them is looked at by a run, not by its plan.
"$kb" fetch --archive "$work/dry" "${net[@]}" http://page.example/ >/dev/null 2>&1
ok "a plan over pages that were kept without them" "$kb" fetch --archive "$work/dry" "${net[@]}" --requisites --dry-run
"$kb" fetch --archive "$work/dry" "${net[@]}" --requisites >"$work/out" 2>"$work/err"
ok "the plan says that what it needs is looked for" grep -q 'nothing is due; what 1 kept page needs is looked for, and comes on top$' "$work/err"
"$kb" fetch --archive "$work/dry" "${net[@]}" --requisites >"$work/out" 2>"$work/err"
ok "once that is known nothing is left to say" grep -q 'nothing is due$' "$work/err"

command -v chromium >/dev/null || skip "chromium is not installed"
[ -f "$top/build/npm/node_modules/@webrecorder/wabac/dist/sw.js" ] || skip "the npm packages are not installed"
ok "nothing that the replayed page asks for is missing, and nothing leaves" node "$top/tests/browser/replay-check.mjs" "$warc" http://page.example/
cp "$work/ok.out" "$work/replay"
shown() { grep -q -- "$1" "$work/replay"; }
ok "a sheet imported by an imported one gives the heading its colour" shown '"heading":"rgb(1, 2, 3)"'
ok "the picture behind the page comes from a sheet" shown '"background":"url([^)]*body.png'
ok "its script ran" shown '"script":"ran"'
ok "no picture is broken" shown '"broken":\[\]'
[ -z "$font" ] || ok "the font is loaded" shown 'Lamp loaded'
ok "the frame has its picture" shown 'framebody.png'
