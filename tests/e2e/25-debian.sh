# Goal: the Debian packages build, lintian finds no error, and the packaged program passes the demo.
. "$(dirname "$0")/lib.sh"
for tool in dpkg-buildpackage dh lintian git; do
	command -v $tool >/dev/null || skip "$tool is not installed"
done
deb=$work/deb
ok "dpkg-buildpackage succeeds" ./scripts/make-deb "$deb"
[ "$bad" = 0 ] || exit
version=$("$kb" --version | cut -d' ' -f2)
changes=$(echo "$deb"/*.changes)
package=$(echo "$deb"/kbmirror_*.deb)
same "the packages have the program's version" "$version" "$(dpkg-deb -f "$package" Version)"
ok "lintian finds no error and no warning" lintian --allow-root --fail-on error,warning "$changes"
ok "source and binary package are in what lintian read" sh -c \
	"grep -q '\.dsc\$' '$changes' && grep -q '_$(dpkg --print-architecture)\.deb\$' '$changes'"
ok "the source package unpacks" dpkg-source -x "$deb/kbmirror_$version.dsc" "$work/source"
same "it holds the sources as they are here" "" \
	"$(git ls-files src scripts docs Makefile | while IFS= read -r f; do
		[ ! -e "$f" ] || cmp -s "$f" "$work/source/$f" || echo "$f"
	done)"
same "nothing that was built is in it" "" "$(cd "$work/source" && find . -name build -o -name '*.o')"

dpkg -x "$package" "$work/root"
dpkg -e "$package" "$work/control"
same "the packaged program runs" "kbmirror $version" "$("$work/root/usr/bin/kbmirror" --version)"
same "it asks for no library that Debian lacks" "" "$(ldd "$work/root/usr/bin/kbmirror" | grep 'not found')"
ok "each command has its manual" sh -c "cd '$work/root/usr/share/man/man1' &&
	for c in $("$kb" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | tr '\n' ' '); do [ -s kbmirror-\$c.1.gz ] || exit 1; done"
# As on a first installation: the unit is not known, and would count as enabled.
mkdir "$work/bin"
cat >"$work/bin/deb-systemd-helper" <<HELPER
#!/bin/sh
echo "\$*" >>'$work/helper.log'
case "\$*" in *debian-installed*) exit 1 ;; esac
HELPER
chmod +x "$work/bin/deb-systemd-helper"
ok "installing it succeeds" env PATH="$work/bin:$PATH" sh "$work/control/postinst" configure
ok "the nightly timer is told to systemd" grep -q 'kbmirror.timer' "$work/helper.log"
same "but nobody gets it unasked" "" "$(grep -w enable "$work/helper.log")"
ok "the packaged program passes the demo" env KBMIRROR="$work/root/usr/bin/kbmirror" DEMO="$work/demo" ./scripts/demo
ok "the demo's archive is whole" "$work/root/usr/bin/kbmirror" verify --deep --archive "$work/demo/archive"
ok "the demo kept articles" sh -c "'$work/root/usr/bin/kbmirror' list --archive '$work/demo/archive' | grep -q '^article'"
