# Goal: every page of the offline copy opens in Chromium from file://, complete, without any request leaving.
. "$(dirname "$0")/lib.sh"
command -v chromium >/dev/null || skip "chromium is not installed"
[ -d "$top/build/npm/node_modules/puppeteer-core" ] || skip "the npm packages are not installed"
serve "$top/tests/web"
fetch "$top/tests/notes"
ok "all pages are complete and quiet" node "$top/tests/browser/offline-check.mjs" "$work/a/site"
