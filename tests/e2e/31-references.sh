# Goal: every destination that another CommonMark reader finds in real knowledge bases is found.
. "$(dirname "$0")/lib.sh"
[ -d "$shared/corpus" ] || skip "the knowledge bases are not there: $shared/corpus"
"$top/scripts/corpus" || exit 1
ok "no destination of the oracles is missing" "$top/scripts/refs-oracle"
