# Goal: other programs read the WARC: every record, every digest.
. "$(dirname "$0")/lib.sh"
[ -d "$top/build/npm/node_modules/warcio" ] || skip "the npm packages are not installed"
serve "$top/tests/web"
fetch "$top/tests/notes"
fetch --refresh
ok "warcio reads every record and agrees with every digest" node "$top/tests/warc-check.mjs" "$work"/a/warc/*.warc.gz
ok "no address has angle brackets" sh -c "! zcat '$work'/a/warc/*.warc.gz | grep -a '^WARC-Target-URI: <'"
ok "there are revisits" sh -c "zcat '$work'/a/warc/*.warc.gz | grep -aq '^WARC-Type: revisit'"
