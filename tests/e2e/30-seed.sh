# Goal: the user's own notes: every reference ends with the right outcome, and the articles have their pictures.
. "$(dirname "$0")/lib.sh"
[ -d "$shared/seedweb" ] || skip "the recorded web of the seed notes is not there: $shared/seedweb"
serve "$shared/seedweb" "$shared/seedweb/serve.py"
fetch "$shared/seed"
same "fetch ends with 0" 0 "$rc"
"$kb" list --archive "$work/a" --json --all >"$work/list.jsonl"
python3 "$top/tests/e2e/seed-table.py" "$work/list.jsonl" "$kb" "$work/a" >"$work/table"
cat "$work/table"
grep -q '^not ok' "$work/table" && bad=1
ok "the archive is whole" "$kb" verify --deep --archive "$work/a"
same "no request went to the addresses that the guard refuses" 0 "$(requests 'r["host"] in ("localhost", "192.168.1.10", "169.254.169.254")')"
forget_requests
fetch
same "a second run asks nothing" 0 "$(requests)"
