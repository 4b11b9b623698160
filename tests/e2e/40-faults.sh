# Goal: a failing disk, network or memory ends in a true exit code, a whole archive, and a next run that mends it.
. "$(dirname "$0")/lib.sh"
mkdir "$work/tmp"
TMPDIR=$work/tmp "$top/scripts/fault" --kb "$kb" --random 6 --seconds 40 --jobs 1 --seed "${KB_SEED:-1}" \
	--results "$work/results.jsonl" >"$work/log" 2>&1
rc=$?
grep '^#' "$work/log"
same "no fault leaves a wrong result" "" "$(grep '^WRONG' "$work/log" | cut -c1-600 | head -10)"
same "the faults end without an error of their own" 0 "$rc"
n=$(sed -n 's/^\([0-9]*\) faults.*/\1/p' "$work/log")
# Where a record begins, gzip and plain ones are told apart.
TMPDIR=$work/tmp "$top/scripts/fault" --kb "$kb" --all --job pack --only read --through warc_reader.c --jobs 1 \
	--results "$work/reads.jsonl" >"$work/reads" 2>&1
same "no record that cannot be read is left out of a pack" "0 with wrong results" "$(sed -n 's/^[1-9].* rounds, //p' "$work/reads")"
# Requests that wait inside libcurl for another one's connection would wait for ever.
TMPDIR=$work/tmp "$top/scripts/fault" --kb "$kb" --all --job requisites --only send --jobs 1 --results "$work/sends.jsonl" >"$work/sends" 2>&1
same "a request that cannot be sent ends" "0 with wrong results" "$(sed -n 's/^[1-9].* rounds, //p' "$work/sends")"
ok "there were faults (${n:-0})" test "${n:-0}" -ge 1
