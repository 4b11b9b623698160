"""peer.py LIST OUT: trafilatura over the pages of LIST (FILE<tab>URL<tab>NAME lines, UTF-8), as peer.mjs does it."""
import json
import logging
import resource
import sys

import trafilatura

logging.disable(logging.CRITICAL)
pages = [(name.rstrip("\n"), url, open(file, encoding="utf-8").read())
         for file, url, name in (line.split("\t") for line in open(sys.argv[1], encoding="utf-8"))]
answers = []
before = resource.getrusage(resource.RUSAGE_SELF)
for name, url, html in pages:
    found = trafilatura.bare_extraction(html, url=url or None, with_metadata=True)
    answers.append({"file": name, "text": found.text if found else "", "title": (found.title or "") if found else ""})
after = resource.getrusage(resource.RUSAGE_SELF)
with open(sys.argv[2], "w", encoding="utf-8") as f:
    f.writelines(json.dumps(a) + "\n" for a in answers)
print((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000 / len(pages))
