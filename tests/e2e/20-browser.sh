# Goal: every page of the offline copy opens in Chromium from file://, complete, without any request leaving.
. "$(dirname "$0")/lib.sh"
command -v chromium >/dev/null || skip "chromium is not installed"
[ -d "$top/build/npm/node_modules/puppeteer-core" ] || skip "the npm packages are not installed"
serve "$top/tests/web"
fetch "$top/tests/notes"
ok "all pages are complete and quiet" node "$top/tests/browser/offline-check.mjs" "$work/a/site"
KB_SAMPLE_SITE="$work/sample" "$top/build/release/unit/site_build" >"$work/out" 2>&1
ok "so are those with everything that a page can have" node "$top/tests/browser/offline-check.mjs" "$work/sample"
