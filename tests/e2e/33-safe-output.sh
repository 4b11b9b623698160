# Goal: Chromium builds from every article the tree that was written, runs nothing and asks for nothing but its pictures.
. "$(dirname "$0")/lib.sh"
command -v chromium >/dev/null || skip "chromium is not installed"
[ -d "$top/build/npm/node_modules/puppeteer-core" ] || skip "the npm packages are not installed"

# Each line of the vectors in the middle of an article of its own.
python3 - "$work" <<'PAGES'
import glob, os, sys
work, text = sys.argv[1], "<p>The keeper, who lives alone, winds the clock each morning, and on Sundays he oils its wheels, slowly.</p>"
pages = sorted(glob.glob("tests/golden/extract/*/in.html"))
vectors, lines = open("tests/browser/vectors.txt").read(), []
for block in vectors.split("\n<"):
    lines.append(("" if block.startswith("<") else "<") + block)
for i, v in enumerate(lines):
    path = "%s/vector-%02d.html" % (work, i + 1)
    open(path, "w").write("<html><head><title>Clock</title></head><body><article>%s%s%s</article></body></html>" % (text * 3, v, text * 3))
    pages.append(path)
open(work + "/list", "w").write("".join("%s\thttps://h.example/d/p\n" % p for p in pages))
PAGES
"$kb" extract --format json --list "$work/list" >"$work/own.jsonl" 2>/dev/null
ok "so it is with our own pages and all known vectors" node "$top/tests/browser/same-tree.mjs" "$work/own.jsonl"
n=$(python3 -c 'import json, sys
print(sum(1 for l in open(sys.argv[1]) if "vector-" in json.loads(l)["file"] and json.loads(l).get("html", "").count("The keeper, who lives alone") == 6))' "$work/own.jsonl")
m=$(ls "$work"/vector-*.html | wc -l)
ok "the text around them is kept ($n of $m)" test "$n" -ge $((m * 9 / 10))

[ -d "$shared/corpus" ] || { echo "skip the pages of the web are not there: $shared/corpus"; exit; }
"$top/scripts/corpus" || exit 1
python3 -c 'import json, sys
for l in open("build/corpus/extract/truth.jsonl"):
    v = json.loads(l)
    print("build/corpus/extract/" + v["file"], v["url"] or "", sep="\t")' >"$work/list"
"$kb" extract --format json --list "$work/list" >"$work/web.jsonl" 2>/dev/null
ok "so it is with pages of the web" node "$top/tests/browser/same-tree.mjs" "$work/web.jsonl"
