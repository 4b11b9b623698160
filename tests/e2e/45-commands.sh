# Goal: each command does on the command line what its manual says, in text and in JSON, and says what it was given wrong.
. "$(dirname "$0")/lib.sh"
serve "$top/tests/web"
fetch "$top/tests/notes"
post=https://blog.example/2021/checkpoints.html
gone=https://blog.example/gone

# code WANTED SENTENCE ARGUMENTS…: with the archive; output in $work/out, $work/err
code() {
	local want=$1 what=$2
	shift 2
	KBMIRROR_ARCHIVE=$work/a "$kb" "$@" >"$work/out" 2>"$work/err"
	same "$what" "$want" "$?"
}
# says SENTENCE PATTERN; tells SENTENCE PATTERN: on standard output; on standard error
says() { ok "$1" grep -qE -e "$2" "$work/out"; }
tells() { ok "$1" grep -qE -e "$2" "$work/err"; }
# holds SENTENCE EXPRESSION: of the output's JSON lines, rows; the first is row
holds() {
	ok "$1" python3 -c 'import json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
row = rows[0] if rows else None
assert eval(sys.argv[2]), rows' "$work/out" "$2"
}

# show
code 0 "an article is shown" show "$post"
says "with its title" '^title '
says "with its address" "^address +$post"
says "with its date" '^captured +20'
code 0 "an article is shown as JSON" show --json "$post"
holds "who cites it, captures and text are there" 'row["cited_by"] and row["captures"][0]["status"] == 200 and row["article"]["text"]'
code 0 "where the fields come from is shown" show -v "$post"
code 0 "a loss is shown" show "$gone"
says "with its reason" '^reason .*410'
code 0 "a loss is shown as JSON" show --json "$gone"
holds "it has no article" '"article" not in row and row["outcome"] == "gone"'
code 1 "an address that nobody cites is not there" show https://blog.example/never
code 1 "nor is it to be asked why" why https://blog.example/never
tells "it is named" "knows no 'https://blog.example/never'"
code 2 "show wants an address" show
code 2 "show wants one address" show "$post" "$gone"

# list
code 0 "all that was lost is listed" list --failed
says "the gone page is lost, and what to do is said" "^gone · 1 · .*correct the address"
says "it is told with its note and line" "streams.md:28 +$gone"
ok "no kept page is" sh -c "! grep -q '^article' '$work/out'"
code 0 "a pattern chooses" list '*blog.example/2*'
says "what it means" "$post"
same "and nothing else" 0 "$(grep -c gone "$work/out")"
code 0 "each says when it is looked at next" list --verbose
says "what is kept, and why then" '^ +next look 20[0-9-]+: seen once: every 30 days'
says "what failed, too" '^ +next look 20[0-9-]+: it is dead: again after 7 days'
code 0 "a pattern may have nothing" list nothing-like-this
tells "that is said" 'nothing matches'
code 0 "that is not said with --quiet" list -q nothing-like-this
same "not a word" "" "$(cat "$work/out" "$work/err")"
code 0 "the list as JSON" list --json --all
holds "pictures are in it" 'any(r["outcome"] == "image" for r in rows) and all("url" in r for r in rows)'

# log
fetch --refresh "$top/tests/notes"
code 0 "the log as JSON" log --json
holds "two snapshots, the newest first" 'len(rows) == 2 and rows[0]["date"] > rows[1]["date"]'
first=$(tail -n 1 "$work/out" | cut -d'"' -f4)
code 2 "log takes no operand" log today
tells "that is said" 'log takes no operand'

# A folder of notes that may not be read; root may read all.
weak=()
[ "$(id -u)" != 0 ] || weak=(setpriv "--bounding-set=-dac_override,-dac_read_search")
mkdir -p "$work/mine/shut"
echo '- <https://blog.example/never>' >"$work/mine/a.md"
chmod 0 "$work/mine/shut"
"${weak[@]}" "$kb" refs "$work/mine" >"$work/out" 2>"$work/err"
same "a folder that may not be read is not passed over" 4 "$?"
ok "how to leave it out is told" grep -qF "$work/mine/.gitignore" "$work/err"
echo shut >"$work/mine/.gitignore"
"${weak[@]}" "$kb" refs "$work/mine" >"$work/out" 2>"$work/err"
same "and does" 0 "$?"
chmod 700 "$work/mine/shut"

# pack
code 0 "an older snapshot is packed" pack --at "$first" -o "$work/first.tar.zst" --json
holds "what was written is told" 'row["entries"] > 5 and row["bytes"] > 1000 and len(row["tar_sha256"]) == 64'
ok "the pack is there" sh -c "zstd -dc '$work/first.tar.zst' | tar -tf - | grep -q index.html"
code 0 "a pack of records" pack --content warc -o "$work/warc.tar.zst"
says "the file is named" 'warc.tar.zst +.* entries'
ok "it has the records" sh -c "zstd -dc '$work/warc.tar.zst' | tar -tf - | grep -q 'warc.gz$'"
code 1 "a snapshot of no date" pack --at 1999
tells "is named" 1999
code 2 "a wrong content" pack --content all
tells "what there is is told" "site, warc or both, not 'all'"
code 2 "another format" pack --format zip
code 2 "pack takes no operand" pack it
code 2 "pack has no dry run" pack -n
code 2 "a pack is a file, not a folder" pack -o "$work"
code 2 "and has a name" pack -o ""
code 4 "a folder that is none" pack -o "$work/first.tar.zst/p.tar.zst"
tells "is named" "$work/first.tar.zst"

# refs
code 0 "references are listed" refs "$top/tests/notes"
says "with file and line" 'streams.md:[0-9]+'
n=$(wc -l <"$work/out")
code 0 "references as JSON" refs --json "$top/tests/notes"
holds "all of them" "len(rows) == $n and all('line' in r for r in rows)"
code 0 "without notes standard input is read" refs </dev/null
tells "which holds nothing" '^0 references'
code 2 "a note that is not there" refs "$work/no.md"
tells "is named" no.md
mkdir "$work/left"
head -c 4096 /dev/zero >"$work/left/zeros.md"
echo 'https://code.example/no' >"$work/left/one.txt"
code 1 "a note that is left out is no success" refs "$work/left/zeros.md" "$work/left/one.txt"
tells "the reason is told" "^left out: .*zeros.md': not a text"
says "the others are read all the same" 'https://code.example/no'
code 0 "in a folder one may be no text" refs "$work/left"
tells "it is counted" '1 left out'
code 1 "nor is it for fetch" fetch --dry-run --archive "$work/none" "$work/left/zeros.md"
tells "which tells the reason too" "zeros.md': not a text; left out"
code 0 "nor need fetch read all of a folder" fetch --dry-run --archive "$work/none" "$work/left"
code 1 "too many references are told with what to do" refs - < <(seq -f 'https://a.example/%.0f' 200001)
tells "by their number" 'more than 200000 references: make several notes of it'
printf 'https://a.example/one\n' | KBMIRROR_ARCHIVE=$work/a "$kb" refs - >"$work/out"
says "a list on standard input is read" 'https://a.example/one'

# extract
page=tests/golden/extract/plain-article/in.html
for format in text html markdown json; do
	code 0 "extract as $format" extract -f "$format" "$page"
	says "there is an article" '[A-Za-z]{4}'
	cp "$work/out" "$work/$format"
done
ok "the four differ" test "$(sha256sum "$work/text" "$work/html" "$work/markdown" "$work/json" | cut -c1-64 | sort -u | wc -l)" = 4
"$kb" extract - <"$page" >"$work/out"
ok "standard input is a page, too" cmp "$work/text" "$work/out"
code 0 "links become absolute" extract -f html --url https://far.example/a/b.html tests/golden/extract/lazy-images/in.html
says "pictures, too" 'src="https://far.example/'
printf '%s\thttps://far.example/a/\n%s\thttps://far.example/b/\n' "$page" "$work/missing.html" >"$work/pages.tsv"
code 1 "one of a list that is missing" extract --json --list "$work/pages.tsv"
holds "does not stop the others" 'len(rows) == 2 and rows[0]["url"] == "https://far.example/a/" and rows[1]["error"]'
tells "and is named" 'missing.html'
code 0 "what was chosen is explained" extract --explain "$page"
says "in words" '[a-z]{4}'
code 0 "and in JSON" extract --explain --json "$page"
holds "as steps" 'any(r["step"] == "choice" for r in rows)'
code 2 "but not as a page" extract --explain -f html "$page"
code 2 "extract wants a file" extract
code 2 "a wrong format" extract -f pdf "$page"
tells "is named" pdf
code 2 "one address is for one file" extract --url https://a.example/ "$page" "$page"
code 2 "a list and files at once" extract --list "$work/pages.tsv" "$page"
code 2 "an address that is none" extract --url 'http://[' "$page"
code 1 "a list that is not there" extract --list "$work/no.tsv"
tells "is named" no.tsv
code 2 "a folder of rules that is not there" extract --rules "$work/none" "$page"
printf '<!doctype html><title>t</title><article><h1>T</h1><p>%s</p></article>' "$(printf 'a long line with \033]0;a title\007 in it, and then more words, %.0s' 1 2 3 4 5 6 7 8 9)" >"$work/escape.html"
code 0 "a page that speaks to the terminal" extract "$work/escape.html"
on_tty() { script -qec "$kb extract $work/escape.html" /dev/null </dev/null; }
on_tty >"$work/tty"
same "is not let through" "1 0" "$(grep -c 'a long line with' "$work/tty") $(grep -c "$(printf '\033]')" "$work/tty")"

# What a browser reads, and what nobody asks for.
code 0 "show says where a page is read" show --json "$post"
holds "in a file that is there" '__import__("os").path.exists(rows[0]["offline"])'
code 0 "as text, too" show "$post"
ok "with its path" grep -q "^offline  .*/a/site/articles/.*\.html$" "$work/out"
printf '<mailto:keeper@blog.example>\n' >"$work/mail.md"
fetch "$work/mail.md"
code 0 "what is no page is known" why mailto:keeper@blog.example --json
holds "no rules of robots are told of it, and no points" 'not {"robots", "budget"} & set(rows[0]["decisions"])'

# forget
code 2 "forget wants an address" forget
code 1 "what nobody knows cannot be accepted" accept https://blog.example/never
code 1 "nor extracted again" reextract https://blog.example/never
code 1 "nor a page that is no file" extract "$work/no.html"
code 1 "what nobody knows cannot be forgotten" forget https://blog.example/never
code 0 "forgetting may be tried" forget -n "$gone"
code 0 "and changes nothing then" show "$gone"
code 0 "as JSON, too" forget -n --json "$gone"
holds "which says what would be done" 'rows == [{"forgotten": 1, "of": 1, "dry_run": True}]'
code 1 "what is good needs no accepting" accept --json "$post"
holds "and is not counted as accepted" 'rows == [{"accepted": 0, "of": 1, "dry_run": False}]'
code 0 "a loss is forgotten" forget "$gone"
code 1 "and is not known any more" show "$gone"
ok "older snapshots are as they were" "$kb" verify --deep --archive "$work/a"

# config, verify
code 0 "settings as JSON" config --json
holds "with their origin" 'all("key" in r or "name" in r for r in rows)'
code 2 "config takes no operand" config delay
code 0 "verification as JSON" verify --deep --json
holds "says what it saw" 'row'
code 2 "verify takes no operand" verify it
code 2 "a rebuild has no dry run" verify --rebuild -n

# what is given wrong
KBMIRROR_NOW=tomorrow code 2 "a time for tests that is none" list
tells "it says what is wanted" "KBMIRROR_NOW wants a time such as"
while IFS='|' read -r pattern arguments; do
	read -ra words <<<"$arguments"
	code 2 "wrong: $arguments" "${words[@]}"
	tells "it says what" "$pattern"
done <<'TABLE'
neither an http or https address|fetch ftp://a.example/x
no such note or folder|fetch nothing.md
--robots wants|fetch --robots never http://a.example/
--max-age|fetch --max-age soon http://a.example/
--delay|fetch --delay -1s http://a.example/
--limit-rate|fetch --limit-rate fast http://a.example/
--fail-on|fetch --fail-on some http://a.example/
--color wants|list --color blue
--connect-to|fetch --connect-to a:b http://a.example/
--resolve wants|fetch --resolve zz http://a.example/
--resolve wants|fetch --resolve a.example:80:1.2.3 http://a.example/
--resolve wants|fetch --resolve a.example:80:192.0.2.1,b.example http://a.example/
--proxy wants|fetch --proxy gopher://b.example http://a.example/
--allow-net wants|fetch --allow-net 10.0.0.0/33 http://a.example/
--budget wants a time above 0|fetch --budget 0 http://a.example/
--jobs wants 1 to|fetch --jobs 0 http://a.example/
--max-per-host wants 1 to|fetch --max-per-host 0 http://a.example/
request header|fetch --header NoColon http://a.example/
--archive|list --archive
unknown option|log --at 2026
did you mean list|lists
TABLE
ok "nothing was made of a wrong word" test ! -e "$top/archive/catalog.sqlite"
