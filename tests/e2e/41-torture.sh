# Goal: whatever moment a run is killed at, nothing that it reported as kept is lost or asked for again.
. "$(dirname "$0")/lib.sh"
mkdir "$work/tmp"
TMPDIR=$work/tmp "$top/scripts/torture" --kb "$kb" --rounds 10 --pages 300 --seconds 40 --seed "${KB_SEED:-1}" >"$work/log" 2>&1
rc=$?
grep '^#\|^round' "$work/log"
same "no kill leaves a wrong result" "" "$(grep '^WRONG' "$work/log" | cut -c1-600 | head -10)"
same "the rounds end without an error of their own" 0 "$rc"
n=$(sed -n 's/^[0-9]* rounds, \([0-9]*\) kills.*/\1/p' "$work/log")
ok "there were kills (${n:-0})" test "${n:-0}" -ge 1
