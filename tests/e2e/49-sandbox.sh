# Goal: once it speaks to the network, the program reaches no file but the archive's and the system's.
. "$(dirname "$0")/lib.sh"
serve "$top/tests/web"
cc -D_GNU_SOURCE -Wall -Werror -shared -fPIC -o "$work/shim.so" "$top/tests/sandbox/shim.c" || { echo "not ok the shim builds"; bad=1; exit; }
echo secret >"$work/secret"
cp -r "$top/tests/notes" "$work/notes"

# tried ARCHIVE OPTIONS…: fetches with the shim, and says how its last tries ended, when the offline copy was written.
tried() {
	local archive=$1
	shift
	rm -f "$work/log"
	SANDBOX_LOG=$work/log SANDBOX_READ=$work/secret SANDBOX_WRITE=$work/made LD_PRELOAD=$work/shim.so \
		"$kb" fetch --archive "$archive" "${net[@]}" "$@" "$work/notes" >"$work/out" 2>"$work/err"
	echo "exit code $?"
	tail -n 1 "$work/log"
}

same "without a sandbox the shim can do both" "exit code 0
read 0 write 0" "$(tried "$work/open" --no-sandbox)"
"$kb" fetch -v --archive "$work/probe" "${net[@]}" "$work/notes" >"$work/out" 2>&1
refused="read 13 write 13"
if grep -q "cannot confine" "$work/out"; then
	echo "ok this kernel has no Landlock, or this build leaves it out, and that is told"
	refused="read 0 write 0"
fi
rm -rf "$work/probe"
same "nothing outside can be read or made" "exit code 0
$refused" "$(tried "$work/closed")"
same "the setting does the same" "exit code 0
read 0 write 0" "$(mkdir -p "$XDG_CONFIG_HOME/kbmirror"; echo "no-sandbox = yes" >"$XDG_CONFIG_HOME/kbmirror/config.ini"; tried "$work/setting"; rm "$XDG_CONFIG_HOME/kbmirror/config.ini")"
ok "the archive is whole" "$kb" verify --deep --archive "$work/closed"
same "and holds what the other holds" "$("$kb" list --all --archive "$work/open" | sort)" "$("$kb" list --all --archive "$work/closed" | sort)"

# Where a user may have put things: the archive behind a link, one of its folders on another disk.
mkdir "$work/disk" "$work/other"
ln -s "$work/disk" "$work/link"
ok "an archive behind a link" "$kb" fetch -q --archive "$work/link/a" "${net[@]}" "$work/notes"
mv "$work/link/a/warc" "$work/other/warc"
ln -s "$work/other/warc" "$work/disk/a/warc"
ok "captures on another disk" "$kb" fetch -q --refresh --archive "$work/link/a" "${net[@]}" "$work/notes"
ok "they are whole" "$kb" verify --deep --archive "$work/link/a"
