# Goal: notes of every format are read: each reference with its place, folder and date, and its page is kept.
. "$(dirname "$0")/lib.sh"
"$kb" refs --json --quiet "$top/tests/inputs" | python3 "$top/tests/e2e/21-inputs.py" >"$work/table"
same "refs ends with 0" 0 "${PIPESTATUS[0]}"
ok "every reference of every format is as the table says" diff "$top/tests/e2e/21-inputs.tsv" "$work/table"
mkdir "$work/notes"
cp -r "$top"/tests/inputs/{bookmarks.html,atom.xml,plan.org,guide.rst,pocket.csv,package.json,logseq,vault,weir.png} "$work/notes/"
serve "$top/tests/web"
fetch "$work/notes"
same "fetch ends with 0" 0 "$rc"
for url in https://blog.example/2021/checkpoints.html https://wen.example/archives/links.html; do
	same "the page is kept: $url" article "$(outcome "$url")"
done
same "the thread is kept that a feed cites" thread "$(outcome https://forum.example/thread/7.html)"
dates() {
	"$kb" show --archive "$work/a" --json https://blog.example/2021/checkpoints.html |
		python3 -c 'import json,sys
print(*sorted(c["date"] + " " + c["note"].split("/", 1)[1] for c in json.load(sys.stdin)["cited_by"]))'
}
wanted='2017-07-14T02:40:00Z bookmarks.html 2017-07-14T02:40:00Z pocket.csv'
same "the archive knows when a page was cited" "$wanted" "$(dates)"
targets() {
	python3 -c 'import sqlite3,sys
for row in sqlite3.connect(sys.argv[1]).execute("select url, target, substr(key, instr(key, \"/\") + 1) from ref where kind in (\"wiki\", \"embed\") or url like \"%.png\" order by note, position"): print(*row)' "$work/a/catalog.sqlite"
}
same "wikilinks find aliases, embeds find attachments, those of the root first" "pics/weir.png nothing 
River Lane note logseq/pages/lane.md
../assets/weir.png file logseq/assets/weir.png
./weir.png file weir.png
weir.png file weir.png
Beta note vault/notes/beta.md
The One note vault/notes/Alpha.md" "$(targets)"
rm "$work/a/catalog.sqlite"
same "a manifest keeps the dates" "$wanted" "$(dates)"
"$kb" pack --archive "$work/a" -o "$work/p.tar.zst" >/dev/null 2>&1
tar -C "$work" -xf "$work/p.tar.zst"
page() { find "$work" -name "$1.html" | head -1; }
ok "the bookmarks have a page with their folders" grep -q '<strong>Old &amp; new</strong>' "$(page bookmarks.html)"
ok "a feed's item has its own content on its page" grep -q 'Cold <em>water</em>' "$(page atom.xml)"
ok "an Org note has its headings and links" grep -q '<a [^>]*>the dam</a>' "$(page plan.org)"
ok "a reST note has its code" grep -q '^   curl https://code.example/no' "$(page guide.rst)"
