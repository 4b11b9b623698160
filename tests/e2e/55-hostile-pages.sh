# Goal: whatever a page is named, says or costs, the offline copy is quiet, its names are fit for every system, and the other pages are kept.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/attacks.sh"
besiege
attacks page | cut -f5 | sed 's,^,- <,; s,$,>,' >"$work/notes/n.md"
# Names are safe by themselves: no sandbox holds them back.
attacked --no-sandbox --requisites --image-delay 0 "$work/notes"
ends page >"$work/said"
cat "$work/said"
for name in title-path title-escapes title-bidi title-markup title-endless author-escapes; do text "$name" 2>&1 | head -n 8; done >>"$work/out"
unharmed 700

same "path: nothing is written where an address points" "" "$(find "$work" -name '*kb-owned*' -not -path "$work/a/site/*"; find /tmp -maxdepth 1 -name 'kb-owned*')"
same "path: all names of the archive are fit for Windows and macOS" "" "$(python3 - "$work/a" <<'PY'
import os, re, sys, unicodedata
device = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])$", re.I)
for folder, below, files in os.walk(sys.argv[1]):
    seen = {}
    for n in below + files:
        p = os.path.join(folder, n)
        if re.search(r'[<>:"|?*\\\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|[. ]$|^ ', n) or device.match(n.split(".")[0].rstrip()):
            print("no name for Windows:", p)
        if len(n.encode()) > 255 or len(n.encode("utf-16-le")) > 510 or len(os.path.relpath(p, sys.argv[1])) > 200:
            print("too long:", p)
        if os.path.islink(p) or not (os.path.isfile(p) or os.path.isdir(p)):
            print("no file:", p)
        if p.endswith((".sh", ".exe")) or os.path.isfile(p) and os.stat(p).st_mode & 0o111:
            print("can be run:", p)
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", n).casefold())
        if key in seen:
            print("the same name for macOS:", p, seen[key])
        seen[key] = n
PY
)"
for name in dots escaped-dots absolute device signs ends case long; do
	same "path-$name: each address has its page" "$(grep -c "^path-$name	" "$work/list.page")" \
		"$(find "$work/a/site/articles" -path "*/path-$name.example*" -type f | wc -l)"
done

# Every page of the copy, by a parser that has nothing to do with ours.
cat >"$work/quiet.py" <<'PY'
import glob, html.parser, re, sys

RUNS = {"script", "style", "iframe", "frame", "object", "embed", "applet", "form", "button", "textarea", "base", "portal", "template", "noscript", "svg",
        "video", "audio", "source", "track", "animate", "set", "use", "foreignobject", "xmp", "plaintext", "select", "meta-refresh"}
LOADS = {"src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "xlink:href", "lowsrc", "style", "srcdoc", "autofocus"}


class Quiet(html.parser.HTMLParser):
    def tell(self, what):
        print("%s:%d: %s" % (self.path.split("/a/site/")[1], self.getpos()[0], what))

    def handle_starttag(self, tag, attrs):
        values = {k: v or "" for k, v in attrs}
        if tag in RUNS:
            self.tell("<%s>" % tag)
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.has_policy = "default-src 'none'" in values["content"]
        elif tag == "meta" and "http-equiv" in values:
            self.tell("<meta http-equiv=%s>" % values["http-equiv"])
        for k, v in values.items():
            if k.startswith("on") or k in LOADS - {"src"}:
                self.tell("<%s %s>" % (tag, k))
            elif k == "src" and (tag != "img" or not re.match(r"(\.\./)*assets/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z]+$", v)):
                self.tell("<%s src=%s>" % (tag, v[:80]))
            elif k == "href" and tag == "a" and not re.match(r"https?://|mailto:|#|\.{0,2}/?[^:]*$", v):
                self.tell("<a href=%s>" % v[:80])
            elif k == "href" and tag != "a" and ":" in v:
                self.tell("<%s href=%s>" % (tag, v[:80]))


for path in sorted(glob.glob(sys.argv[1] + "/site/articles/**/*.html", recursive=True)):
    text = open(path, encoding="utf-8").read()
    q = Quiet()
    q.path, q.has_policy = path, False
    q.feed(text)
    if not q.has_policy:
        q.tell("no policy")
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", re.search(r"<title>(.*?)</title>", text, re.S)[1]):
        q.tell("a control character in the title")
PY
same "offline: no page runs or asks for anything" "" "$(python3 "$work/quiet.py" "$work/a" 2>&1 | head -20)"
ok "title-markup: it is shown as it was said" grep -rq '&lt;script&gt;ran=1&lt;/script&gt;' "$work/a/site/articles/title-markup.example"
ok "mutations: the text around them is there" test "$(text mutations | tr '\n' ' ' | grep -o 'Sentence [0-9]* about the harbour of vectors' | sort -u | wc -l)" -ge 85
assets() { find "$work/a/site/assets" -type f "$@"; }
same "svg-script, svg-entities: drawings have shapes and nothing else" "" "$(assets -name '*.svg' -exec grep -liE '<script|foreignObject|<style|<a |<animate|<set|href|onload|<!ENTITY|<!DOCTYPE|root:|url\(' {} +)"
same "svg-script: it is kept as a drawing" 1 "$(assets -name '*.svg' -exec grep -l '<image' {} + | wc -l)"
same "svg-entities: nothing is read in its name" 0 "$(grep -rla 'lollollol\|root:x:' "$work/a/site" | wc -l)"
same "polyglot: what is kept has the name of what it is, and no other" "" "$(assets ! -name '*.png' ! -name '*.gif' ! -name '*.svg' ! -name '*.pdf')"
same "polyglot-pdf-html: it is a document, no page" "" "$(find "$work/a/site/articles" -path '*polyglot-pdf-html*' -exec grep -l 'ran=1' {} +)"
same "css-calls-home: only the addresses that pages link to are left" "" "$(grep -rhoE "127\.0\.0\.2:[0-9]+/[a-z]+" "$work/a/site/articles" | grep -v '/base' | sort -u)"
same "html-wide: it costs its worker, and nobody else's page" "1 0" "$(grep -c '^ok html-wide: worker' "$work/said") $(grep -c '^not ok' "$work/said")"
