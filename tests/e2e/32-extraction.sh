# Goal: the article is found as well as ever: no set falls below its floor.
. "$(dirname "$0")/lib.sh"
[ -d "$shared/corpus" ] || skip "the pages with ground truth are not there: $shared/corpus"
"$top/scripts/corpus" || exit 1
python3 "$shared/corpus/score.py" --data build/corpus/extract --program "$kb" --json "$work/score.json" >"$work/table" 2>&1
cat "$work/table"
# A little under what was reached, for a loss to show.
while read -r name floor; do
	got=$(python3 -c 'import json,sys
v = json.load(open(sys.argv[1]))[sys.argv[2]]
print("%.3f" % (v["F"] if isinstance(v, dict) else v))' "$work/score.json" "$name")
	ok "$name reaches $floor ($got)" python3 -c "import sys; sys.exit(not $got >= $floor)"
done <<'FLOORS'
aeb .950
trafilatura .925
wcxb-article .952
wcxb-documentation .940
wcxb-forum .837
zh .973
magic-article .924
magic-forum .818
seedhosts .990
platform .965
code .99
FLOORS

KB_PAGES=build/corpus/extract "$top/build/release/unit/article_properties" >"$work/properties" 2>&1
properties=$?
grep -aE '^(are|too few are) ' "$work/properties"
ok "the properties hold for all pages but the share that is known" test "$properties" = 0

# All processors at once, or one worker a page: the same bytes.
python3 -c 'import json, sys
rows = [json.loads(l) for l in open("build/corpus/extract/truth.jsonl")]
for v in rows[::20]: print("build/corpus/extract/" + v["file"], v["url"] or "", sep="\t")' >"$work/list"
"$kb" extract --format json --list "$work/list" >"$work/many" 2>/dev/null
while IFS="	" read -r file url; do
	"$kb" extract --format json ${url:+--url "$url"} "$file" 2>/dev/null
done <"$work/list" >"$work/single"
ok "the number of workers changes nothing" cmp "$work/many" "$work/single"
