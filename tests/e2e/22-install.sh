# Goal: "make install" puts everything where it belongs, "make uninstall" takes exactly that away.
. "$(dirname "$0")/lib.sh"
commands=$("$kb" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
wanted=$(sort <<LIST
usr/bin/kbmirror
usr/lib/systemd/user/kbmirror.service
usr/lib/systemd/user/kbmirror.timer
usr/share/bash-completion/completions/kbmirror
usr/share/doc/kbmirror/LICENSE
usr/share/doc/kbmirror/README.md
usr/share/doc/kbmirror/README.zh.md
usr/share/doc/kbmirror/archive-format.md
usr/share/doc/kbmirror/inputs.md
$(for f in src/article/rules/*.txt; do echo "usr/share/doc/kbmirror/rules/${f##*/}"; done)
usr/share/fish/vendor_completions.d/kbmirror.fish
usr/share/man/man1/kbmirror.1
$(printf 'usr/share/man/man1/kbmirror-%s.1\n' $commands)
usr/share/man/man5/kbmirror-archive.5
usr/share/man/man5/kbmirror-rules.5
usr/share/man/man5/kbmirror.conf.5
usr/share/zsh/site-functions/_kbmirror
LIST
)
root=$work/root
files() { (cd "$root" && find . ! -type d | sed 's,^\./,,' | sort); }
install_there() { make -s "$1" DESTDIR="$root" PREFIX=/usr; }

mkdir -p "$root/usr/share/man/man1" "$root/usr/bin"
: >"$root/usr/bin/somebody-elses"
: >"$root/usr/share/man/man1/kbmirror-of-somebody-else.1"
others=$(files)
ok "make install succeeds" install_there install
same "everything is there, and nothing else" "$wanted" "$(comm -23 <(files) <(echo "$others"))"
same "the program is executable" 755 "$(stat -c %a "$root/usr/bin/kbmirror")"
same "nothing else is" "" "$(find "$root" -type f -perm /111 ! -path '*/usr/bin/kbmirror')"
same "everybody may read all of it" "" "$(find "$root" ! -perm -444)"
same "nothing in it is empty" "" "$(find "$root" -type f -empty ! -name '*somebody*')"
same "the installed program runs" "$("$kb" --version)" "$(cd / && "$root/usr/bin/kbmirror" --version)"
ok "it finds its workers where it is installed" sh -c \
	"cd / && '$root/usr/bin/kbmirror' extract '$top/tests/golden/extract/footnotes/in.html' | grep -q ."
same "the unit starts the installed program" "/usr/bin/kbmirror" \
	"$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$root/usr/lib/systemd/user/kbmirror.service")"
ok "no placeholder is left" sh -c "! grep -rIl '@[A-Z]*@' '$root'"
if command -v systemd-analyze >/dev/null; then
	# The program has to be where the unit says, and its manual known.
	mkdir "$work/units"
	cp "$root"/usr/lib/systemd/user/kbmirror.* "$work/units"
	sed -i "s,/usr/bin/,$root/usr/bin/," "$work/units/kbmirror.service"
	ok "systemd takes the units" env XDG_RUNTIME_DIR="$work" systemd-analyze --user --man=no verify \
		"$work/units/kbmirror.service" "$work/units/kbmirror.timer"
	same "and has nothing to say about them" "" "$(cat "$work/ok.out")"
else
	echo "skip systemd-analyze is not installed"
fi
if command -v man >/dev/null; then
	for c in $commands; do
		ok "man finds kbmirror-$c" sh -c "man -M '$root/usr/share/man' kbmirror-$c | grep -q 'kbmirror $c'"
	done
else
	echo "skip man is not installed"
fi
ok "make uninstall succeeds" install_there uninstall
same "nothing but other people's files is left" "$others" "$(files)"
same "no folder of its own is left" "" "$(find "$root" -type d -name 'kbmirror*')"
ok "uninstalling again is no error" install_there uninstall
