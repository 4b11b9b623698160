# Goal: a user's site rules take effect without compiling, where the manual says they are read; what is wrong in them is told with its place and ends nothing.
. "$(dirname "$0")/lib.sh"
user=$XDG_CONFIG_HOME/kbmirror/rules
mkdir -p "$work/root" "$work/a/rules" "$user/shared" "$work/own"
python3 - "$work/root/routes.jsonl" "$work/page.html" <<'EOF'
import json, sys
long = "<p>" + "The keeper of the old lamp climbed the stairs every evening, and wrote down who passed below. " * 8 + "</p>"
page = "<html><title>A tower</title><div class=side>%s</div><div id=one><p>Eight steps.</p></div><div id=two><p>Nine steps.</p></div></html>" % long
open(sys.argv[2], "w").write(page)
with open(sys.argv[1], "w") as f:
    for host in "one.example", "www.one.example", "two.example":
        f.write(json.dumps({"url": "//%s/p" % host, "body": page}) + "\n")
EOF
net_page() { "$kb" extract --archive "$work/a" "$@" "$work/page.html" 2>"$work/err"; }
text() { net_page --url "http://$1/p" "${@:2}" | head -1; }

same "without a rule the scores choose" "The keeper of the" "$(text one.example | cut -c1-17)"
echo 'body: //*[@id="one"]' >"$user/shared/one.example.txt"
same "a file in the user's folder is read, also in one below" "Eight steps." "$(text one.example)"
same "it is for www. as well" "Eight steps." "$(text www.one.example)"
same "for no other host" "The keeper of the" "$(text two.example | cut -c1-17)"
echo 'body: //*[@id="two"]' >"$work/a/rules/one.example.txt"
same "the archive's own folder comes before it" "Nine steps." "$(text one.example)"
echo 'body: //*[@id="one"]' >"$work/own/.example.txt"
same "what the command line names comes first" "Eight steps." "$(text one.example --rules "$work/own")"
same "one file may be named" "Eight steps." "$(text one.example --rules "$work/own/.example.txt")"
same "off means none" "The keeper of the" "$(text one.example --rules off | cut -c1-17)"
printf 'rules = off\n' >"$work/a/config.ini"
same "also in the settings" "The keeper of the" "$(text one.example | cut -c1-17)"
printf 'rules = ../own\n' >"$work/a/config.ini"
same "where a folder is relative to the file that names it" "Eight steps." "$(text two.example)"
net_page --rules "$work/none" --url http://one.example/p >/dev/null
same "a folder that is not there is a usage error" 2 "$?"
ok "and named" grep -qF "'$work/none'" "$work/err"
rm "$work/a/config.ini"

printf '# mine\ntitle: //h1[\nbody: //*[@id="two"]\nhttp_header(user-agent): x\n' >"$work/a/rules/one.example.txt"
same "a wrong line does not take the others with it" "Nine steps." "$(text one.example)"
ok "it is told with its place" grep -qF "$work/a/rules/one.example.txt:2: no XPath 1.0" "$work/err"
same "nothing else is told" 1 "$(grep -c . "$work/err")"
text one.example -v >/dev/null
ok "what has no effect is told to who asks" grep -qF "one.example.txt:4: 'http_header' has no effect" "$work/err"
ok "the explanation names the rule and its line" sh -c \
	"'$kb' extract --archive '$work/a' --explain --url http://one.example/p '$work/page.html' 2>/dev/null | grep -q 'one.example.txt:3, body'"

serve "$work/root"
fetch http://one.example/p http://two.example/p
same "fetch takes the rules" 0 "$rc"
zcat "$work"/a/warc/*.warc.gz >"$work/warc"
ok "the article of the one is what its rule says" grep -aq '"text":"Nine steps.' "$work/warc"
ok "that of the other is not" grep -aq '"text":"The keeper of the' "$work/warc"
