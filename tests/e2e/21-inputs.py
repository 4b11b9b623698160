"""Prints what "kbmirror refs --json" found, one tab-separated line each; the
date only where the note tells it."""
import json
import sys

for line in sys.stdin:
    r = json.loads(line)
    print(r["file"], "%d:%d" % (r["line"], r["column"]), r["kind"], r["url"],
          r["text"], r["heading"],
          "-" if r.get("dated") in (None, "git", "file") else r["date"],
          sep="\t")
