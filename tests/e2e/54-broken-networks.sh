# Goal: each way in which a network fails ends as its own outcome, in time, and says what can be done; no host holds up another.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/attacks.sh"
besiege
cc -D_GNU_SOURCE -Wall -Werror -shared -fPIC -o "$work/names.so" "$top/tests/server/names.c" || { echo "not ok the resolver builds"; bad=1; exit; }

for group in tls broken rebinding; do attacks "$group"; done | cut -f5 >"$work/notes/n.txt"
NAMES=$(python3 "$hostile" --names) LD_PRELOAD=$work/names.so attacked "$work/notes"
ends tls
ends broken
ends rebinding
unharmed 400
ok "tls: the report says how one can be allowed" sh -c "grep -A1 '^tls · 6' '$work/out' | grep -q 'cacert.*fingerprint in .host NAME. of'"
same "tls: nothing was asked of a server that is not trusted" 0 "$(requests 'r["host"].startswith("tls-") and r["scheme"] == "https"')"
{
	for host in expired wrong self; do
		printf '[host tls-%s.example]\nfingerprint = %s\n' "$(case $host in wrong) echo wrong-host ;; self) echo self-signed ;; *) echo "$host" ;; esac)" \
			"$(openssl x509 -in "$work/web/$host.pem" -noout -fingerprint -sha256)"
	done
} >"$work/a/config.ini"
fetch --retry-failed --cacert "$work/web/nobody.pem" https://tls-{expired,wrong-host,self-signed,unknown-issuer,old}.example/page
same "tls: what is allowed that way is fetched" "article article article article tls" \
	"$(for host in expired wrong-host self-signed unknown-issuer old; do outcome "https://tls-$host.example/page"; done | xargs)"
rm "$work/a/config.ini"

attacks slow | cut -f5 >"$work/notes/n.txt"
archive=$work/b
attacked --max-time 3s --connect-timeout 2s "$work/notes"
ends slow
unharmed 400

# Hosts that hold what they are asked for as long as they can; there are only as many requests at a time as to leave one for the others.
for i in 1 2 3 4 5; do for host in silent tarpit half-open; do echo "http://$host.example/page?$i"; done; done >"$work/notes/n.txt"
for i in $(seq 20); do echo "http://neighbour.example/$i"; done >>"$work/notes/n.txt"
forget_requests
"$kb" fetch --archive "$work/c" "${net[@]}" -j 4 --max-time 100s "$work/notes" >"$work/out" 2>"$work/err" &
pid=$!
came() { requests 'r["host"] == "neighbour.example" and r["target"] != "/robots.txt"'; }
for _ in $(seq 900); do [ "$(came)" -ge 20 ] && break; sleep 0.1; done
same "one-bad-host: the others are asked meanwhile" "20 0" "$(came) $(kill -0 "$pid"; echo $?)"
ok "one-bad-host: it holds one request at a time" test "$(requests 'r["host"] == "silent.example" and r["target"] != "/robots.txt"')" -le 1
kill -INT "$pid"
wait "$pid"
same "one-bad-host: they are kept when the run is stopped" "130 20" "$? $("$kb" list --archive "$work/c" neighbour.example | grep -c '^article')"
