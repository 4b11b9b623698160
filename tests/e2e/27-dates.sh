# Goal: each reference has the date at which it was cited, from the best that tells it, and keeps it.
. "$(dirname "$0")/lib.sh"
command -v git >/dev/null || skip "git is not installed"
mkdir -p "$work/root/one.example" "$work/notes"
serve "$work/root"
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
cd "$work/notes" || exit 1
git init -q .
printf '# A\n\n<http://one.example/>\n' >a.md
printf -- '---\ndate: 2019-02-03\n---\n<http://two.example/>\n' >b.md
printf '<http://three.example/>\n' >2018-04-05.md
printf '<!DOCTYPE netscape-bookmark-file-1><dl><a href="http://four.example/" add_date="1500000000">x</a></dl>\n' >c.html
git add . && GIT_AUTHOR_DATE='2021-06-07T08:09:10Z' git commit -qm one
printf '<http://five.example/>\n' >new.md
touch -d 2022-01-02T03:04:05Z ./*
cd "$top" || exit 1
dates() { python3 -c 'import json, sys
for l in sys.stdin:
    v = json.loads(l)
    if v.get("type", "reference") == "reference": print(v.get("file", v.get("note", "")).split("/")[-1], v["url"], v.get("date", "")[:10], v.get("dated", ""))' | sort; }
# shellcheck disable=SC2012 # names of ours
manifest() { zstdcat "$(ls "$work"/a/snapshots/*.zst | tail -1)"; }
wanted="2018-04-05.md http://three.example/ 2018-04-05 name
a.md http://one.example/ 2021-06-07 git
b.md http://two.example/ 2019-02-03 front-matter
c.html http://four.example/ 2017-07-14 add-date
new.md http://five.example/ 2022-01-02 file"
same "refs tells each date and what tells it" "$wanted" "$("$kb" refs -q --json "$work/notes" | dates)"
same "of one note as well" "a.md http://one.example/ 2021-06-07 git" "$("$kb" refs -q --json "$work/notes/a.md" | dates)"
# The program does what it does without git, too.
mkdir "$work/bin"
same "without git the file does" "a.md http://one.example/ 2022-01-02 file" "$(PATH=$work/bin "$kb" refs -q --json "$work/notes/a.md" | dates)"
fetch --robots=ignore "$work/notes"
same "the manifest has them" "$wanted" "$(manifest | dates)"
ok "show tells it" sh -c "'$kb' show --archive '$work/a' --json http://one.example/ | grep -q '\"date\":\"2021-06-07T08:09:10Z\",\"dated\":\"git\"'"
manifest | grep '"type":"reference"' >"$work/before"
printf '<http://six.example/>\n' >>"$work/notes/a.md"
touch -d 2022-05-06T00:00:00Z "$work"/notes/*
fetch
same "what is new has the new date" "a.md http://six.example/ 2022-05-06 file" "$(manifest | dates | grep six)"
same "what was there keeps the one it had" "$wanted" "$(manifest | dates | grep -v six)"
manifest | grep '"type":"reference"' | grep -v six >"$work/after"
ok "no other reference has changed" cmp "$work/before" "$work/after"
rm "$work/a/catalog.sqlite"
fetch
manifest | grep '"type":"reference"' | grep -v six >"$work/after"
ok "nor after the catalog was made anew" cmp "$work/before" "$work/after"
ok "the archive verifies" "$kb" verify --archive "$work/a"
# A commit of what is there already changes nothing.
git -C "$work/notes" add . && git -C "$work/notes" commit -qm two
cp -r "$work/a/snapshots" "$work/s"
fetch
same "nor by a commit" "$(manifest | dates)" "$(zstdcat "$(find "$work/s" -name '*.zst' | sort | tail -1)" | dates)"
