# Goal: addresses whose pages name one of them as their own become one when they say the same word for word, and never otherwise.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root" "$work/notes"
# page URL CANONICAL TEXT: a page that says TEXT
: >"$work/root/routes.jsonl"
page() {
	python3 - "$@" >>"$work/root/routes.jsonl" <<'PY'
import json, sys
url, canonical, text = sys.argv[1:]
link = "<link rel=canonical href='%s'>" % canonical if canonical else ""
body = "<!doctype html><html lang=en><title>A ferry</title>%s<article><h1>A ferry</h1>%s</article>" % (
    link, "".join("<p>%s: the ferryman counts the passengers on line %d, and those who wait at the other bank, before he casts off.</p>" % (text, i) for i in range(6)))
print(json.dumps({"url": url, "body": body}))
PY
}
a=https://a.example
page $a/guide $a/guide "The guide"
page "$a/guide?from=menu" $a/guide "The guide"
page https://m.example/guide $a/guide "The guide"
page "https://n.example/guide?utm_medium=mail" $a/guide "The guide"
page "$a/essay?view=print" $a/essay "The essay"
page "$a/essay?view=wide" $a/essay "The essay"
page "$a/essay?view=draft" $a/essay "The draft of the essay"
page $a/ $a/ "The home page"
page $a/north $a/ "The northern pier"
page $a/south $a/ "The southern pier"
page $a/v1 $a/v2 "Version one"
page $a/v2 $a/v2 "Version two"
page https://evil.example/copy $a/south "The southern pier, as a thief tells it"
page $a/alone https://elsewhere.example/alone "A page whose own address nobody cites"
page $a/late $a/first "What is cited later"
page $a/first "" "What is cited later"
printf -- '- <%s>\n' "$a/guide" "$a/guide?from=menu" https://m.example/guide "https://n.example/guide?utm_medium=mail" "$a/essay?view="{print,wide,draft} $a/ $a/north $a/south $a/v1 $a/v2 https://evil.example/copy $a/alone $a/late >"$work/notes/n.md"
serve "$work/root"
# groups: each alias with its leader
groups() {
	"$kb" list --archive "$work/a" --json --all | python3 -c 'import json, sys
print(*sorted("%s=%s" % (v["url"].split("//")[1], v["alias_of"].split("//")[1]) for v in map(json.loads, sys.stdin) if v.get("alias_of")))'
}
at() {
	export KBMIRROR_NOW=$1
	shift
	forget_requests
	fetch "$@"
}
pages() { requests 'r["target"] != "/robots.txt"'; }

at 2026-03-01T08:00:00Z "$work/notes"
same "all are kept" 15 "$("$kb" list --archive "$work/a" --json | grep -c '"outcome":"article"')"
same "the same text under the address that it names is one page" "a.example/essay?view=wide=a.example/essay?view=print a.example/guide?from=menu=a.example/guide m.example/guide=a.example/guide n.example/guide?utm_medium=mail=a.example/guide" "$(groups)"
ok "why names the rule" grep -q 'names https://a.example/guide as its own address (rel=canonical), and both say the same' <("$kb" why --archive "$work/a" https://m.example/guide)
ok "also where nobody cites that address" grep -q "name $a/essay as their own address (rel=canonical), and both say the same" <("$kb" why --archive "$work/a" "$a/essay?view=wide")
ok "the note's links lead to the page that stands for them" test "$(grep -o 'articles/a.example/guide-[0-9a-f]*\.html' "$work/a/site/notes/notes/n.md.html" | sort | uniq -c | awk '{print $1}')" -ge 3
at 2026-03-01T09:00:00Z --refresh
same "only that one is asked for again" 11 "$(pages)"
same "the groups stay" "a.example/essay?view=wide=a.example/essay?view=print a.example/guide?from=menu=a.example/guide m.example/guide=a.example/guide n.example/guide?utm_medium=mail=a.example/guide" "$(groups)"
# The address that a page names is cited later.
echo "- <$a/first>" >>"$work/notes/n.md"
at 2026-03-01T10:00:00Z
same "what is cited later can lead" "a.example/essay?view=wide=a.example/essay?view=print a.example/guide?from=menu=a.example/guide a.example/late=a.example/first m.example/guide=a.example/guide n.example/guide?utm_medium=mail=a.example/guide" "$(groups)"
rm "$work/a/catalog.sqlite"
at 2026-03-01T10:30:00Z
same "a catalog that is made anew has the same groups" "a.example/essay?view=wide=a.example/essay?view=print a.example/guide?from=menu=a.example/guide a.example/late=a.example/first m.example/guide=a.example/guide n.example/guide?utm_medium=mail=a.example/guide" "$(groups)"
same "and nothing is asked for" 0 "$(pages)"
# The guide changes, those that stood behind it do not.
page $a/guide $a/guide "The new guide"
reload
at 2026-03-01T11:00:00Z --refresh
same "one that says something else stands for itself again" "a.example/essay?view=wide=a.example/essay?view=print a.example/late=a.example/first" "$(groups)"
at 2026-03-01T12:00:00Z --refresh
same "and is asked for again" 1 "$(requests 'r["host"] == "m.example" and r["target"] == "/guide"')"
same "nothing of it is lost" "article article" "$(outcome https://m.example/guide) $(outcome "$a/guide?from=menu")"
page "$a/guide?from=menu" $a/guide "The new guide"
reload
at 2026-03-01T13:00:00Z --refresh
same "when it says the same again, it is one again" "a.example/essay?view=wide=a.example/essay?view=print a.example/guide?from=menu=a.example/guide a.example/late=a.example/first" "$(groups)"
