#!/usr/bin/env python3
"""pairs.py PART: prints pairs of pages, one JSON object a line: what a page was, and what came later.

PART is development or held-out; README.md tells what the pairs are and how the parts differ.  The same
PART gives the same bytes, whatever the version of Python: random numbers come from a generator of our own.
"""
import hashlib
import html
import json
import os
import re
import sys

SEEDS = {"development": (11, 12), "held-out": (907, 911, 919)}
CJK = ("zh", "ja")


class Random:
    """xorshift64*: the same everywhere."""

    def __init__(self, *key):
        text = "/".join(map(str, key)).encode()
        self.state = int.from_bytes(hashlib.sha256(text).digest()[:8], "big") | 1

    def below(self, n):
        x = self.state
        x ^= x >> 12
        x = (x ^ (x << 25)) & (2 ** 64 - 1)
        x ^= x >> 27
        self.state = x
        return (x * 0x2545F4914F6CDD1D >> 32 & 0xFFFFFFFF) % n

    def pick(self, items):
        return items[self.below(len(items))]

    def some(self, items, share):
        """As many of them as that share says, in their order."""
        order = list(range(len(items)))
        for i in range(len(order) - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]
        kept = sorted(order[:max(1, round(len(items) * share))])
        return [items[i] for i in kept]


# --- the pages written by hand ---


class Page:
    def __init__(self, kind, lang, rest):
        self.kind, self.lang = kind, lang
        self.host = rest[0] if rest and "." in rest[0] else ""
        self.path = rest[1] if len(rest) > 1 else ""
        self.head, self.blocks, self.rewrite = {}, [], []
        self.pictures = 0

    def copy(self, **changes):
        other = Page(self.kind, self.lang, [])
        other.__dict__.update(self.__dict__)
        other.head, other.blocks = dict(self.head), list(self.blocks)
        for name, value in changes.items():
            if name in ("title", "date"):
                other.head[name] = value
            else:
                setattr(other, name, value)
        return other


def read(name):
    pages = []
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".txt"), encoding="utf-8") as f:
        lines = f.read().split("\n")
    for line in lines:
        if line.startswith("=== "):
            kind, lang, *rest = line[4:].split()
            pages.append(Page(kind, lang, rest))
            continue
        page = pages[-1]
        field = re.match(r"(title|retitle|site|author|date|pictures|rewrite): ?(.*)$", line)
        if field and field[1] == "rewrite":
            page.rewrite.append(("p", field[2]))
        elif field and field[1] == "pictures":
            page.pictures = int(field[2])
        elif field:
            page.head[field[1]] = field[2]
        elif line:
            for mark, kind in (("## ", "h2"), ("- ", "li"), ("* ", "entry"), ("pre: ", "pre"), ("", "p")):
                if line.startswith(mark):
                    page.blocks.append((kind, line[len(mark):]))
                    break
    return pages


# --- a page as HTML ---

MONTHS = "January February March April May June July August September October November December".split()


def date_text(date, style):
    if not date:
        return ""
    y, m, d = (int(x) for x in date.split("-"))
    return ("%s %d, %d" % (MONTHS[m - 1], d, y), "%02d.%02d.%d" % (d, m, y), date,
            "%d年%d月%d日" % (y, m, d), "%d %s %d" % (d, MONTHS[m - 1][:3], y))[style % 5]


def text_block(kind, text):
    return "<pre><code>%s</code></pre>" % html.escape(text) if kind == "pre" else "<%s>%s</%s>" % (
        kind, html.escape(text), kind)


def body_blocks(page, view):
    out, run = [], []
    n = 0
    every = max(1, len(page.blocks) // (page.pictures + 1))
    for i, (kind, text) in enumerate(page.blocks):
        if kind == "entry":
            slug = hashlib.sha256(text.encode()).hexdigest()[:8]
            run.append('<li><a href="%s/%s">%s</a> <span class="when">%s</span></li>' % (
                page.path, slug, html.escape(text), date_text("2021-03-%02d" % (i + 1), view.style)))
            continue
        if kind == "li":
            run.append("<li>%s</li>" % html.escape(text))
            continue
        if run:
            out.append("<ul>%s</ul>" % "".join(run))
            run = []
        if page.kind == "thread" and kind == "p":
            out.append('<div class="post"><div class="author">user%d</div><div class="body"><p>%s</p></div></div>' % (
                i % 3, html.escape(text)))
        else:
            out.append(text_block(kind, text))
        if n < page.pictures and i % every == 0:
            out.append(view.picture(n))
            n += 1
    if run:
        out.append("<ul>%s</ul>" % "".join(run))
    while n < page.pictures and page.kind != "thread":
        out.append(view.picture(n))
        n += 1
    return out


class View:
    """How a site shows its pages at a time."""

    def __init__(self, page, template, others, rng, **changes):
        self.page, self.template, self.others = page, template, others
        self.style = rng.below(3)
        self.nonce = rng.below(10 ** 9)
        self.pictures_at = "/img/%s-%%d.jpg" % hashlib.sha256(page.path.encode()).hexdigest()[:6]
        self.lazy = self.banner = self.login_box = self.comments = False
        self.next = ""
        self.separator = " | "
        self.extra_head = ""
        for name, value in changes.items():
            setattr(self, name, value)

    def picture(self, i):
        src = self.pictures_at % i
        alt = "Figure %d" % (i + 1)
        if self.lazy:
            return '<figure><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="%s" alt="%s" width="800" ' \
                'height="500"><figcaption>%s</figcaption></figure>' % (src, alt, alt)
        return '<figure><img src="%s" alt="%s" width="800" height="500"><figcaption>%s</figcaption></figure>' % (
            src, alt, alt)

    def aside(self):
        return "".join('<li><a href="/more/%d">%s</a></li>' % (i, html.escape(t)) for i, t in enumerate(self.others))

    def render(self, page=None):
        p = page or self.page
        site = p.head.get("site") or self.page.head.get("site", "")
        title = p.head.get("title", "")
        full = title + self.separator + site if site and site != title else title
        when = date_text(p.head.get("date", ""), self.style)
        parts = {
            "lang": p.lang, "full": html.escape(full), "title": html.escape(title), "site": html.escape(site),
            "by": html.escape(p.head.get("author", "")), "when": when, "nonce": str(self.nonce),
            "body": "\n".join(body_blocks(p, self)), "aside": self.aside(), "head": self.extra_head,
            "banner": '<div class="cookie-banner" role="dialog"><p>We use cookies. <button>Accept all</button> '
                      '<button>Settings</button></p></div>' if self.banner else "",
            "login": '<form class="login" action="/login"><label>User <input name="u"></label><label>Password '
                     '<input type="password" name="p"></label><button>Log in</button></form>' if self.login_box else "",
            "next": '<p class="pagination"><a rel="next" href="%s">Next page</a></p>' % self.next if self.next else "",
            "comments": '<section id="comments"><h3>Comments</h3><div class="comment"><p>Very interesting, thank you.'
                        '</p></div><div class="comment"><p>Please log in to comment.</p></div></section>'
            if self.comments else "",
        }
        return TEMPLATES[self.template] % parts


TEMPLATES = {
    "article": """<!DOCTYPE html><html lang="%(lang)s"><head><meta charset="utf-8"><title>%(full)s</title>
<meta property="og:title" content="%(title)s"><meta property="og:site_name" content="%(site)s">%(head)s
<script>var t=%(nonce)s;</script></head><body>%(banner)s<header><a href="/">%(site)s</a><nav><a href="/about">About</a>
<a href="/archive">Archive</a></nav>%(login)s</header><main><article><h1>%(title)s</h1><p class="meta"><span
 class="author">%(by)s</span> <time>%(when)s</time></p>
%(body)s
%(next)s</article>%(comments)s</main><aside><h3>More</h3><ul>%(aside)s</ul></aside>
<footer><p>© %(site)s. Page %(nonce)s</p></footer></body></html>""",
    "blog": """<!DOCTYPE html>
<html lang="%(lang)s"><head><meta charset="utf-8"><title>%(full)s</title>%(head)s<link rel="stylesheet" href="/s.css">
</head><body class="single">%(banner)s<div id="page"><div id="masthead"><p class="site-title"><a href="/">%(site)s</a></p>
<ul class="menu"><li><a href="/a">Home</a></li><li><a href="/b">Topics</a></li></ul></div>
<div id="primary"><div class="post"><h2 class="entry-title">%(title)s</h2><div class="entry-meta">%(when)s %(by)s</div>
<div class="entry-content">
%(body)s
</div>%(next)s</div>%(comments)s</div><div id="secondary" class="widget-area"><div class="widget"><h3>Recent Posts</h3>
<ul>%(aside)s</ul></div>%(login)s</div><div id="colophon">Proudly made by hand, %(nonce)s</div></div></body></html>""",
    "soup": """<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>%(full)s</title>%(head)s
</head><body>%(banner)s<div class="w"><div class="top"><a href="/">%(site)s</a> %(login)s</div><div class="row"><div
 class="c8"><div class="headline"><h1>%(title)s</h1></div><div class="info">%(by)s · %(when)s</div><div class="txt">
%(body)s
</div>%(next)s%(comments)s</div><div class="c4"><div class="box">Most read</div>
<ul>%(aside)s</ul></div></div><div class="bottom">Imprint · Privacy · %(nonce)s</div></div></body></html>""",
    "table": """<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head><meta charset="utf-8">
<title>%(full)s</title>%(head)s</head><body bgcolor="#ffffff">%(banner)s<table width="100%%"><tr><td colspan="2"><b>
<a href="/">%(site)s</a></b> %(login)s</td></tr><tr><td width="160" valign="top"><ul>%(aside)s</ul></td><td valign="top">
<h1>%(title)s</h1><p><i>%(by)s %(when)s</i></p>
%(body)s
%(next)s%(comments)s</td></tr><tr><td colspan="2"><small>last change %(nonce)s</small></td></tr></table></body></html>""",
}

# --- sentences ---


def sentences(text, lang):
    if lang in CJK:
        return [s for s in re.split(r"(?<=[。！？])", text) if s]
    return [s for s in re.split(r"(?<=[.!?:]) +", text) if s]


def join(parts, lang):
    return ("" if lang in CJK else " ").join(parts)


def each_sentence(page, change):
    """change(list of sentences) gives what stays of a paragraph."""
    blocks = []
    for kind, text in page.blocks:
        if kind == "p":
            left = change(sentences(text, page.lang))
            if not left:
                continue
            text = join(left, page.lang)
        blocks.append((kind, text))
    return blocks


def thin(page, rng, share):
    """Sentences are left out here and there."""
    flat = [(i, s) for i, (kind, text) in enumerate(page.blocks) if kind == "p" for s in sentences(text, page.lang)]
    kept = rng.some(flat, share)
    blocks = []
    for i, (kind, text) in enumerate(page.blocks):
        if kind != "p":
            blocks.append((kind, text))
            continue
        left = [s for j, s in kept if j == i]
        if left:
            blocks.append((kind, join(left, page.lang)))
    return blocks


def first_part(page, share):
    """The beginning, by characters, cut at a sentence."""
    total = sum(len(t) for _, t in page.blocks)
    blocks, n = [], 0
    for kind, text in page.blocks:
        room = total * share - n
        if room <= 0 and blocks:
            break
        if kind == "p" and len(text) > room:
            left, used = [], 0
            for s in sentences(text, page.lang):
                if left and used + len(s) > room:
                    break
                left.append(s)
                used += len(s)
            blocks.append((kind, join(left, page.lang)))
            break
        blocks.append((kind, text))
        n += len(text)
    return blocks


# --- the pairs ---


class World:
    def __init__(self, part):
        pages = read(part)
        self.part = part
        self.bases = [p for p in pages if p.kind in ("article", "list", "thread")]
        self.kinds = {}
        for p in pages:
            self.kinds.setdefault(p.kind, []).append(p)
        self.templates = ("article", "blog") if part == "development" else ("soup", "table")

    def other_template(self, template):
        return self.templates[1 - self.templates.index(template)]

    def extra(self, page):
        return [t for p in self.kinds["extra"] if p.lang == page.lang for _, t in p.blocks] or \
            [t for p in self.kinds["extra"] if p.lang == "en" for _, t in p.blocks]

    def teasers(self, lang):
        return [t for p in self.kinds["teaser"] if p.lang == lang for _, t in p.blocks]

    def aside(self, page, rng):
        """Titles of other pages of the site."""
        pool = [p.head["title"] for p in self.bases if p.lang == page.lang and p is not page] + self.extra(page)
        return rng.some(pool, 0.6)


class Pair:
    """One page of the world and what becomes of it."""

    def __init__(self, world, page, seed):
        self.world, self.page, self.seed = world, page, seed
        self.rng = Random(world.part, page.path, seed)
        self.template = world.templates[(seed + len(page.path)) % 2]
        self.view = View(page, self.template, world.aside(page, self.rng), self.rng)
        self.url = "https://" + page.host + page.path
        self.later = {}		# how the site shows its pages later

    def new_view(self, page=None, template=None, **changes):
        rng = Random("later", self.world.part, self.page.path, self.seed)
        return View(page or self.page, template or self.template, self.world.aside(self.page, rng), rng, **changes)

    def emit(self, name, is_good, new, old=None, url=None, probe=None, titles=()):
        print(json.dumps({
            "name": name, "good": is_good, "base": self.page.host, "seed": self.seed, "url": self.url,
            "old": old if old is not None else self.view.render(), "new": new, "final": url or self.url,
            "probe": new if probe == "new" else probe, "titles": list(titles)}, ensure_ascii=False))


def good_pairs(w, pair):
    """What people do to their pages.  The host answers a random address with 404."""
    p, rng = pair.page, pair.rng
    extra = w.extra(p)
    is_text = p.kind == "article"

    def good(name, page=None, old=None, url=None, probe=None, template=None, **changes):
        pair.emit(name, True, pair.new_view(page, template, **changes).render(), old, url, probe)

    good("new chrome")
    good("redesigned", template=w.other_template(pair.template), separator=" – ", pictures_at="https://cdn.example/x/%d.webp")
    good("cookie banner added", banner=True)
    good("log-in box and comments added", login_box=True, comments=True)
    good("retitled", p.copy(title=p.head["retitle"]))
    good("moved to another address", url="https://www." + p.host + "/neu" + p.path)
    good("moved to a home page", url="https://" + p.host.split(".")[0] + "-project.example/")
    if p.kind == "list":
        list_pairs(w, pair, good)
        return
    good("site name in the title changed", separator=" :: ")
    good("extended at the end", p.copy(blocks=p.blocks + [("p", t) for t in extra]))
    good("updated on top", p.copy(blocks=[("p", extra[0])] + p.blocks))
    if p.kind == "thread":
        good("answers added", p.copy(blocks=p.blocks + [("p", t) for t in extra] * 2))
        good("an answer deleted", p.copy(blocks=p.blocks[:-1]))
        return
    many = [t for q in w.bases if q.lang == p.lang and q is not p and q.kind == "article" for t in q.blocks]
    half = len(p.blocks) // 2
    good("doubled in length", p.copy(blocks=p.blocks[:half] + [("p", t) for t in extra] + many[:len(p.blocks)] +
                                     p.blocks[half:]))
    good("a tenth left out", p.copy(blocks=thin(p, rng, 0.9)))
    good("a third left out", p.copy(blocks=thin(p, rng, 0.67)))
    good("half left out", p.copy(blocks=thin(p, rng, 0.5)))
    good("last section left out", p.copy(blocks=p.blocks[:-1]))
    good("first section left out", p.copy(blocks=p.blocks[1:]))
    good("paragraphs reordered", p.copy(blocks=p.blocks[half:] + p.blocks[:half]))
    good("sentences edited", p.copy(blocks=each_sentence(p, lambda s: s[:1] + [rng.pick(extra)] + s[2:]
                                                         if rng.below(2) else s)))
    good("date in another form", style=pair.view.style + 1)
    good("dated anew", p.copy(date="2024-02-29"), style=4)
    good("all figures changed", p.copy(blocks=[(k, re.sub(r"\d", lambda m: str((int(m[0]) + 3) % 10), t))
                                               for k, t in p.blocks]))
    good("paragraphs became a list", p.copy(blocks=[("li", t) if k == "p" else (k, t) for k, t in p.blocks]))
    good("headings added", p.copy(blocks=[b for i, b in enumerate(p.blocks) for b in
                                          ([("h2", extra[i % len(extra)][:30])] if i % 2 else []) + [b]]))
    good("typography changed", p.copy(blocks=[(k, t.replace(" - ", " – ").replace("'", "’").replace(": ", " : "))
                                              for k, t in p.blocks]))
    good("a picture added", p.copy(pictures=p.pictures + 1))
    good("pictures made lazy", lazy=True)
    if p.pictures > 1:
        good("a picture left out", p.copy(pictures=p.pictures - 1))
    if p.pictures == 1:
        good("its only picture left out", p.copy(pictures=0))
    if p.rewrite:
        good("rewritten", p.copy(blocks=p.rewrite))
        good("rewritten and retitled", p.copy(blocks=p.rewrite, title=p.head["retitle"]))
        good("rewritten and redesigned", p.copy(blocks=p.rewrite), template=w.other_template(pair.template))
    for teaser in w.teasers(p.lang)[:1]:
        old = p.copy(blocks=first_part(p, 0.3) + [("p", teaser)])
        good("a paywall opened", old=pair.view.render(old))
    good("split into pages", p.copy(blocks=first_part(p, 0.45)), next=p.path + "?page=2")
    good("a wall for the rest of the site", probe=None, login_box=True, banner=True)
    first = View(p, pair.template, [], Random("soft", p.path), separator=" | ")
    good("soft 404 for the rest of the site, edited", p.copy(blocks=thin(p, rng, 0.8) + [("p", extra[0])]),
         probe=first.render(instance(w.kinds["notfound"][0], p)))


def list_pairs(w, pair, good):
    p, rng = pair.page, pair.rng
    fresh = [("entry", t) for t in fresh_entries(w, p)]
    soft = View(p, pair.template, [], Random("soft", p.path)).render(instance(w.kinds["notfound"][0], p))
    for share in (0.25, 0.5, 0.75):
        n = int(len(p.blocks) * share)
        good("entries came and went", p.copy(blocks=fresh[:n] + p.blocks[:len(p.blocks) - n]))
    good("all entries new", p.copy(blocks=fresh))
    good("all entries new, soft 404 elsewhere", p.copy(blocks=fresh), probe=soft)
    good("half as many entries", p.copy(blocks=rng.some(p.blocks, 0.5)))
    good("twice as many entries", p.copy(blocks=p.blocks + fresh))


def fresh_entries(w, p):
    """Sentences of other pages in the language, cut to headlines."""
    pool = [t for q in w.bases if q.lang == p.lang and q is not p for _, t in q.blocks]
    pool += [q.head["title"] for q in w.bases if q.lang == p.lang and q is not p]
    return [t[:24 if p.lang in CJK else 60] for t in pool][:20]


def instance(form, page):
    """A form (wall, parking …) at a host: its site and domain are filled in, and it shows nothing else."""
    def fill(text):
        return text.replace("DOMAIN", page.host).replace("SITE", page.head.get("site", page.host))
    blocks = [(("h1" if i == 0 and k == "p" else k), fill(t)) for i, (k, t) in enumerate(form.blocks)]
    out = Page("form", form.lang, [])
    out.head = {"title": fill(form.head.get("title", "")), "site": ""}
    out.blocks, out.path, out.host = blocks, page.path, page.host
    return out


def bad_pairs(w, pair):
    """What befalls pages."""
    p, rng = pair.page, pair.rng

    def bad(name, page=None, new=None, url=None, probe=None, template=None, titles=(), **changes):
        pair.emit(name, False, new if new is not None else pair.new_view(page, template, **changes).render(),
                  None, url, probe, titles)

    bare = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>%(full)s</title></head><body>%(body)s</body></html>"""

    def forms(kind, url="", **more):
        form = instance(rng.pick(w.kinds[kind]), p)
        if rng.below(2):
            page = bare % {"full": html.escape(form.head["title"]), "body": "\n".join(
                body_blocks(form, pair.view))}
        else:
            page = pair.new_view(form).render()
        return {"new": page, "url": "https://" + p.host + url if url else None, **more}

    bad("log-in page", **forms("login"))
    bad("redirect to a log-in", **forms("login", rng.pick(("/login?next=" + p.path, "/account/signin", "/users/sign_in"))))
    bad("CAPTCHA", **forms("captcha"))
    bad("consent page", **forms("consent"))
    bad("redirect to a consent page", **forms("consent", "/consent?return=" + p.path))
    bad("parked domain", **forms("parking"))
    bad("parked domain, soft", **forms("parking", probe="new"))
    bad("failure with status 200", **forms("failure"))
    for form in w.kinds["notfound"]:
        page = pair.new_view(instance(form, p)).render()
        other = View(p, pair.template, pair.view.others, Random("probe", p.path)).render(instance(form, p))
        bad("soft 404", new=page, probe=other)
    home = p.copy(kind="list", title=p.head["site"], date="", pictures=0,
                  blocks=[("entry", t) for t in fresh_entries(w, p)] or [("entry", t) for t in w.extra(p)])
    bad("redirect to the home page", home, url="https://" + p.host + rng.pick(("/", "/index.html", "/en/")))
    page = pair.new_view(home).render()
    bad("home page at its address", new=page, probe=page)
    over = rng.pick(w.kinds["takeover"])
    bad("domain taken over", p.copy(kind="article", lang=over.lang, title=over.head["title"], blocks=over.blocks, date="",
                                    pictures=1), template=w.other_template(pair.template))
    if p.kind == "list":
        return
    parent = p.path.rsplit("/", 1)[0] + "/"
    bad("redirect to the folder above", home.copy(title=p.head["site"]), url="https://" + p.host + parent)
    others = [q for q in w.bases if q.lang == p.lang and q.kind == "article" and q is not p] or \
        [q for q in w.bases if q.lang == "en" and q.kind == "article" and q is not p]
    other = rng.pick(others)
    bad("another article", p.copy(title=other.head["title"], blocks=other.blocks, pictures=other.pictures, date=""))
    bad("site-wide title, other text", p.copy(title=p.head["site"], blocks=[("p", t) for t in w.extra(p)] * 2, pictures=0),
        titles=(p.head["site"],))
    bad("emptied", p.copy(blocks=[], pictures=0))
    for share in (30, 45, 60):
        whole = pair.view.render()
        start, end = whole.find(html.escape(p.blocks[0][1])), whole.rfind(html.escape(p.blocks[-1][1]))
        bad("cut off", new=whole[:start + (end - start) * share // 100])
    if p.kind == "thread":
        return
    for teaser in w.teasers(p.lang):
        share = rng.pick((0.15, 0.3, 0.5))
        bad("behind a paywall", p.copy(blocks=first_part(p, share) + [("p", teaser)]))
    bad("only the first part", p.copy(blocks=first_part(p, 0.35)))
    if p.pictures > 1:
        bad("pictures lost", p.copy(pictures=0))
        bad("pictures lost, redesigned", p.copy(pictures=0), template=w.other_template(pair.template))
    if p.lang in CJK + ("ru",):
        bad("garbled", new=pair.new_view().render().encode("utf-8").decode("latin-1"))


def main():
    part = sys.argv[1]
    w = World(part)
    for seed in SEEDS[part]:
        for page in w.bases:
            good_pairs(w, Pair(w, page, seed))
            bad_pairs(w, Pair(w, page, seed))


sys.stdout.reconfigure(encoding="utf-8")
main()
