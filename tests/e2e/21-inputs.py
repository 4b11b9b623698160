"""Prints what "kbmirror refs --json" found, one tab-separated line each."""
import json
import sys

for line in sys.stdin:
    r = json.loads(line)
    print(r["file"], "%d:%d" % (r["line"], r["column"]), r["kind"], r["url"],
          r["text"], r["heading"], r.get("date", "-"), sep="\t")
