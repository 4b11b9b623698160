# Goal: what looks worse than the good copy is held back as suspect and told, a real edit passes, and the user has the last word.
. "$(dirname "$0")/lib.sh"
root=$work/root
mkdir -p "$root/story.example" "$root/soft.example" "$root/strict.example" "$work/notes"
png=$top/tests/web/pictures.example/chart.png
for i in 1 2 3; do cp "$png" "$root/story.example/p$i.png"; done

# story TITLE PICTURES FROM TO: an article of these paragraphs
story() {
	echo "<!doctype html><html lang=en><head><meta charset=utf-8><title>$1</title></head><body><article><h1>$1</h1>"
	n=0
	while IFS= read -r line; do
		n=$((n + 1))
		if [ "$n" -ge "$3" ] && [ "$n" -le "$4" ]; then echo "<p>$line</p>"; fi
		if [ "$n" -le "$2" ]; then echo "<p><img src='/p$n.png' alt='drawing $n'></p>"; fi
	done <<-'TEXT'
	The windmill on the ridge was built by two sisters who had inherited a quarry and no interest in stones. They drew it on the back of a bill of sale.
	Its cap turned on forty rollers of boxwood, which a cooper had made in exchange for a lifetime of free grinding. He lived to be ninety and ate a great deal of bread.
	In the storm of 1876 the sails broke off one after the other and were found in three parishes. The younger sister rebuilt them shorter, and the mill ran better than before.
	A steam engine came in 1901 and left in 1919, because the coal had to be carried up the ridge and the wind arrived by itself. The engine house is a chapel now.
	Since 1987 volunteers have ground flour on every second Saturday. The rollers are still those of the cooper, and one of them squeaks in the same place.
	TEXT
	echo "</article></body></html>"
}
# list TITLE ENTRIES…
list() {
	echo "<!doctype html><html lang=en><head><meta charset=utf-8><title>$1</title></head><body><main><h1>$1</h1><ul>"
	shift
	for entry; do echo "<li><a href='/item/$((RANDOM))'>$entry</a> — told in one sentence, with a date and a place</li>"; done
	echo "</ul></main></body></html>"
}
story "The sisters' windmill" 3 1 5 >"$root/story.example/mill.html"
story "The sisters' windmill" 3 1 5 >"$root/story.example/edited.html"
list "What is on this week" "A walk to the old ford" "Organ music by candle light" "The market moves to the square" "Open day at the fire station" \
	"Chess for beginners" "Jam making in the parish hall" "The river path is closed" "A talk about swifts" >"$root/soft.example/week.html"
cp "$root/soft.example/week.html" "$root/soft.example/lost.html"
cp "$root/soft.example/week.html" "$root/strict.example/week.html"
cp "$root/soft.example/week.html" "$root/strict.example/other.html"
printf 'User-agent: *\nDisallow: /\n' >"$root/strict.example/robots.txt"
cat >"$work/notes/n.md" <<'END'
[mill](https://story.example/mill.html) [edited](https://story.example/edited.html)
[week](https://soft.example/week.html) [lost](https://soft.example/lost.html) [strict](https://strict.example/week.html) [other](https://strict.example/other.html)
END
routes=$root/routes.jsonl
: >"$routes"
serve "$root"
fetch "$work/notes"
mill=https://story.example/mill.html
for url in $mill https://story.example/edited.html; do same "$url is an article at first" article "$(outcome $url)"; done
good=$(sha256sum <"$root/story.example/mill.html" | cut -c1-64)

# now FILE URL: what the address shows from now on
now() {
	cp "$work/$1" "$root/${2#https://}"
	reload
}
# field URL NAME, as the archive has it
field() {
	"$kb" show --archive "$work/a" --json "$1" | python3 -c 'import json,sys
print(json.load(sys.stdin).get(sys.argv[1], ""))' "$2"
}
# held WHAT REASON: the mill's page is suspect for that reason, and still there
held() {
	fetch --refresh
	same "$1: the article stays current" article "$(outcome $mill)"
	same "$1: the new answer is suspect" suspect "$(field $mill last)"
	same "$1: for a reason" "$2" "$(field $mill last_reason)"
	ok "$1: the offline copy shows the good one" grep -rq "boxwood" "$work/a/site/articles/story.example"
}
story "The sisters' windmill" 0 1 5 >"$work/bare"
now bare $mill
held "pictures lost" "its pictures are gone"
{ story "The sisters' windmill" 3 1 2 | sed 's,</article>.*,,'; echo "<p>The rest of it costs a little: read the full story with a free trial.</p></article></body></html>"; } >"$work/teaser"
now teaser $mill
held "a paywall" "the text ends early, in an offer to log in or to pay for the rest"
since=$(field $mill last_since)
head -c $(($(wc -c <"$root/story.example/edited.html") * 60 / 100)) "$root/story.example/edited.html" >"$work/cut"
now cut $mill
held "a cut" "the text breaks off in the middle of a sentence"
same "it is told since when" "$since" "$(field $mill last_since)"
story "The sisters' windmill" 3 1 5 >"$work/back"
now back $mill
fetch --refresh
same "the page as it was is no more suspect" "article " "$(field $mill last) $(field $mill last_since)"
ok "… and nothing is said above it" sh -c "! grep -q 'shows something worse' '$work'/a/site/articles/story.example/mill*"
cat >"$work/login" <<'END'
<!doctype html><html lang=en><head><meta charset=utf-8><title>Welcome back</title></head><body><main><h1>Welcome back</h1>
<p>Log in to read this page. Members of the society may read everything that was ever printed here, from the first leaflet to the latest letter.</p>
<p>An account is free of charge for the first year and ends by itself, so that nobody has to remember it. Each month a letter tells what is new, and who wrote it.</p>
<p>Have you forgotten the password? Ask for another one, and it will arrive by post within a few days, in a plain envelope that no neighbour will wonder about.</p>
<p>Those who have no account yet can ask for one with the form below; the treasurer answers in the evenings, and likes to be asked about stamps at the same time.</p>
</main></body></html>
END
now login $mill
held "a log-in page" "the page asks to log in"
ok "list says so" sh -c "'$kb' list --archive '$work/a' mill | grep -q '^ *suspect since 20..-..-..: the page asks to log in'"
ok "show says so" sh -c "'$kb' show --archive '$work/a' $mill | grep -q '^last try  *suspect, since 20'"
ok "why says so" sh -c "'$kb' why --archive '$work/a' $mill | grep -q 'it stays, as the last try got no better (suspect since 20.*: the page asks to log in)'"
ok "why says when it is looked at again" sh -c "'$kb' why --archive '$work/a' $mill | grep -q 'due .*what came is no page to keep: again after 7 days'"
ok "log says so" sh -c "'$kb' log --archive '$work/a' | head -1 | grep -q ', 6 kept, 1 of them suspect'"
ok "the end of fetch says so" grep -q "1 of them suspect" "$work/out"
ok "the end of fetch gives the reason" grep -q "the page asks to log in" "$work/out"
ok "the offline copy says since when" sh -c "grep -q 'Since <time[^>]*>20..-..-..</time> the address shows something worse: the page asks to log in. This is the good copy of' '$work'/a/site/articles/story.example/mill*"
since=$(field $mill last_since)
"$kb" verify --rebuild --archive "$work/a" >/dev/null
same "the manifest has it, too" "suspect $since" "$(field $mill last) $(field $mill last_since)"
ok "a pack has the good copy" sh -c "'$kb' pack --archive '$work/a' -o '$work/p.tar.zst' && zstd -dc '$work/p.tar.zst' | grep -aq boxwood"
"$kb" accept --archive "$work/a" $mill >"$work/out"
ok "accept lets it through" grep -q "1 of 1 accepted" "$work/out"
same "what was accepted is current" "Welcome back" "$(field $mill article | python3 -c 'import ast,sys; print(ast.literal_eval(sys.stdin.read())["title"])')"
same "what was accepted is no more suspect" article "$(field $mill last)"
code() { "$kb" accept --archive "$work/a" "$1" >/dev/null 2>&1; echo $?; }
same "nothing is left to accept" 1 "$(code $mill)"
same "what nobody knows cannot be accepted" 1 "$(code https://story.example/never)"
ok "the good copy is still in the archive" sh -c "'$kb' show --archive '$work/a' --json $mill | grep -q $good"

# A real edit.
{ story "Two sisters and their windmill" 2 1 4 | sed 's/forty rollers/forty-two rollers/; s/1901/1903/'; } >"$work/edit"
now edit https://story.example/edited.html
fetch --refresh
same "an edit passes" "Two sisters and their windmill" "$("$kb" list --archive "$work/a" --json edited | python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["title"])')"

# A host that says 200 to everything: one question tells what is a page there.
list "What is on this week" "Harvest supper in the long barn" "Bell ringers look for two more hands" "The library sells its doubles" "Cider pressing, bring your own apples" \
	"Moonlight row to the weir" "First aid for gardeners" "A film about the dam" "Puppets for small and tall" >"$work/fresh"
list "Here is what others read" "Ten hats and what they tell" "Why the clock tower leans" "Stew for thirty people" "Letters that came too late" \
	"Our favourite benches" "Snow on the harbour wall" "How to whistle with two fingers" "Rope and its uses" >"$work/soft"
sed 's#<head>#<head><link rel="stylesheet" href="https://story.example/other.css">#' "$work/soft" >"$work/styled"
now fresh https://soft.example/week.html
now soft https://soft.example/lost.html
now fresh https://strict.example/week.html
now styled https://strict.example/other.html
cp "$work/soft" "$root/soft.example/soft.html"
echo '{"url": "https://soft.example/*", "file": "soft.example/soft.html", "validators": false}' >"$routes"
reload
forget_requests
fetch --refresh --requisites
title() { "$kb" list --archive "$work/a" --json "$1" | python3 -c 'import json,sys; d = json.loads(sys.stdin.readline()); print(d["last"], d["words"] > 0)'; }
same "a list with new entries passes" "list True" "$(title soft.example/week)"
ok "… and is what is shown" grep -rq "Harvest supper" "$work/a/site/articles/soft.example"
same "what the host says to any address is suspect" "suspect True" "$(title soft.example/lost)"
same "… and why" "the host gives the same page for an address that cannot exist" "$(field https://soft.example/lost.html last_reason)"
random='r["host"] == "soft.example" and r["target"] not in ("/robots.txt", "/week.html", "/lost.html")'
same "the host was asked for one random address" 1 "$(requests "$random")"
same "… beside the page, of its kind" 1 "$(requests "$random and __import__('re').fullmatch('/[0-9a-f]{24}[.]html', r['target'])")"
same "robots.txt forbids to ask a host for such" 0 "$(requests 'r["host"] == "strict.example" and r["target"] not in ("/robots.txt", "/week.html", "/other.html")')"
same "… whose lists pass" "list True list True" "$(title strict.example/week) $(title strict.example/other)"
same "… and what they need is asked for in the same run" 1 "$(requests 'r["target"] == "/other.css"')"
forget_requests
fetch --refresh
same "what is confirmed needs no probe" 1 "$(requests "$random")"
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
