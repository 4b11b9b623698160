# Goal: a host that wants TLS is asked over TLS from then on, under the addresses that the notes cite, logins included.
. "$(dirname "$0")/lib.sh"
mkdir -p "$work/root"
python3 - "$work/root/routes.jsonl" <<'EOF'
import json, sys
text = "<p>" + "The lock keeper wrote the level of the water on a slate, and wiped it off when the next barge had passed. " * 12 + "</p>"
with open(sys.argv[1], "w") as f:
    def page(url, **more):
        f.write(json.dumps({"url": url, "body": "<html><title>A lock</title><article><h1>A lock</h1>%s</article></html>" % text, **more}) + "\n")
    page("https://lock.example/first", headers={"Strict-Transport-Security": "max-age=31536000"})
    for scheme in ("http", "https"):
        page(scheme + "://lock.example/second")
        page(scheme + "://lock.example/login", need_auth="anna:pw")
    page("https://lock.example/down", status=302, headers={"Location": "http://lock.example/down"})
    page("https://plain.example/first")
    page("http://plain.example/second")
EOF
serve "$work/root"
fetch https://lock.example/first http://lock.example/second http://anna:pw@lock.example/login https://lock.example/down \
	https://plain.example/first http://plain.example/second
same "fetch ends well" 0 "$rc"
same "the host is asked over TLS" "1 0" "$(requests 'r["target"] == "/second" and r["host"] == "lock.example" and r["scheme"] == "https"') $(requests 'r["host"] == "lock.example" and r["scheme"] == "http" and r["target"] != "/robots.txt"')"
same "the address stays the one that was cited" article "$(outcome http://lock.example/second)"
same "its login goes along" article "$(outcome http://lock.example/login)"
same "a host that sends back from TLS is in a circle at once" "redirect-loop 1" "$(outcome https://lock.example/down) $(requests 'r["target"] == "/down"')"
same "another host is asked as it is cited" 1 "$(requests 'r["host"] == "plain.example" and r["target"] == "/second" and r["scheme"] == "http"')"
forget_requests
fetch --refresh http://lock.example/second
same "a later run does not remember it" 1 "$(requests 'r["target"] == "/second" and r["scheme"] == "http"')"
