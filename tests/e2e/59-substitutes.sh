# Goal: a substitute that a run saw through is not taken for the picture by a later run that asks for this one picture alone.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root/trip.example" "$work/root/stand.example" "$work/notes"
{
	echo "<!doctype html><html lang=en><head><meta charset=utf-8><title>Across the pass</title></head><body><article><h1>Across the pass</h1>"
	for i in 1 2 3; do
		echo "<p>On day $i of the walk the weather changed before noon, and whoever had started early sat in the hut, dried the socks, and watched the clouds come up from the valley, slowly at first, then all at once, until nothing was left to be seen.</p>"
		echo "<p><img src='https://stand.example/day-$i.png' alt='day $i'></p>"
	done
	echo "<p><img src='https://stand.example/lost.png' alt='day 4'></p>"
	echo "</article></body></html>"
} >"$work/root/trip.example/pass.html"
cp "$top/tests/web/pictures.example/lead.png" "$work/root/stand.example/no.png"
i=0
for real in chart pipeline barrier; do
	i=$((i + 1))
	cp "$top/tests/web/pictures.example/$real.png" "$work/root/stand.example/real-$i.png"
done
# routes ANSWER: what the third picture gets with a Referer
routes() {
	local i=0 with
	for i in 1 2 3; do
		with="\"file\": \"stand.example/real-$i.png\""
		[ "$i" != 3 ] || with=$1
		echo "{\"url\": \"https://stand.example/day-$i.png\", \"file\": \"stand.example/no.png\", \"no_referer\": {$with}}"
	done >"$work/root/routes.jsonl"
}
echo '[A walk](https://trip.example/pass.html)' >"$work/notes/n.md"
routes '"reset": true'
serve "$work/root"
shown() { local s; s=$(sha256sum <"$work/root/stand.example/$1.png" | cut -c1-64); test -f "$work/a/site/assets/${s:0:2}/$s.png"; }
fetch "$work/notes"
same "two pictures are had with their page as Referer" "image image" \
	"$(outcome https://stand.example/day-1.png) $(outcome https://stand.example/day-2.png)"
# What was taken for the picture at first counts as a substitute.
ok "the third one is not" sh -c "echo $(outcome https://stand.example/day-3.png) | grep -qx 'connect\|placeholder'"
routes '"file": "stand.example/real-3.png"'
reload
forget_requests
fetch --retry-failed "$work/notes"
same "the next run asks for the third one alone" 0 "$(requests '"/day-1" in r["target"] or "/day-2" in r["target"]')"
same "it is an image" image "$(outcome https://stand.example/day-3.png)"
ok "the real one is shown" shown real-3
ok "the substitute is not" sh -c "! ls '$work'/a/site/assets/*/$(sha256sum <"$work/root/stand.example/no.png" | cut -c1-64).png"

# A picture that is not there is asked for with a second Referer by the first run alone.
lost='r["target"] == "/lost.png"'
forget_requests
fetch --refresh
same "a refresh asks once for a picture that is not there" "1 gone" "$(requests "$lost") $(outcome https://stand.example/lost.png)"
{ cat "$work/root/stand.example/real-1.png"; echo; } >"$work/root/stand.example/lost.png"
fetch --refresh
same "one that comes back is had" "image" "$(outcome https://stand.example/lost.png)"
