#!/usr/bin/env python3
"""Compares the outcomes of the seed notes' references with what a reader expects of them."""
import json, subprocess, sys

PAGES = {"article", "list", "thread", "video"}
TABLE = [  # part of the address, outcomes that are right, must there be pictures
    ("wuchong.me/blog/2016/04/29/flink-internals", {"article"}, False), ("54tianzhisheng.cn/2018", {"article"}, False),
    ("miaowenting.site/2020", {"article"}, True), ("izualzhy.cn/flink-source", {"article"}, True),
    ("jiamaoxiang.top/2020", {"article"}, True), ("developer.aliyun.com/article/225623", {"article"}, True),
    ("developer.aliyun.com/article/719242", {"article"}, True), ("cloud.tencent.com/developer/article", {"article"}, True),
    ("tech.youzan.com/flink-practice", {"article"}, True), ("blog.csdn.net/ffjl1985", {"article"}, True),
    ("github.com/flink-china", {"article"}, False), ("yq.aliyun.com/album/206", {"list"}, False),
    ("flink.apache.org/", {"article", "list"}, False), ("bilibili.com/video", {"video"}, True),
    ("infoq.cn/article/wG3", {"shell"}, False), ("infoq.cn/article/VmL", {"shell"}, False),
    ("mp.weixin.qq.com/s?src=11", {"wall"}, False), ("ververica.cn/developers", {"connect"}, False),
    ("cnblogs.com/good-looking", {"article"}, False), ("douban.com/note", {"article"}, False),
    ("discuss.flarum.org.cn/d/15648", {"article", "thread"}, False), ("discuss.flarum.org.cn/d/15448", {"article", "thread"}, False),
    ("github.blog/2022-05-16", {"article"}, False), ("ruby-china.org/topics", {"article", "thread"}, False),
    ("toutiao.com/article", {"article"}, False), ("mp.weixin.qq.com/s/GOPZ", {"article"}, True),
    ("yuque.com/u22288095", {"article"}, False), ("zhuanlan.zhihu.com/p/22925478480", {"article"}, False),
    ("docs.example/papers/exactly-once.pdf", {"document"}, False), ("docs.example/notes.txt", {"document"}, False),
    ("docs.example/data.zip", {"archive"}, False), ("docs.example/diagram.svg", {"image"}, False),
    ("docs.example/a_(state)", {"article"}, False), ("docs.example/guide", {"article"}, False),
    ("docs.example/%E6%8C%87%E5%8D%97", {"article"}, False), ("xn--fiqs8s.example/", {"article"}, False),
    ("docs.example/gone", {"gone"}, False), ("docs.example/loop", {"redirect-loop"}, False), ("docs.example/inside", {"address"}, False),
    ("docs.example/empty", {"empty"}, False), ("localhost:8081", {"address"}, False), ("192.168.1.10/wiki", {"address"}, False),
    ("no-such-host.example", {"dns"}, False), ("mailto:a@b.example", {"scheme"}, False), ("tel:123", {"scheme"}, False),
    ("javascript:alert(1)", {"scheme"}, False), ("ftp://docs.example/x", {"scheme"}, False), ("docs.example/feed.xml", {"document"}, False),
] + [("jianshu.com/p/" + i, {"article"}, True) for i in
     "3f29b83c2fc7 b39019e1d044 da2369c76609 455de9cac40a 0da1b3e09d28 234e067ba0db a511705e91ef 59070e64eba1".split()] + [
    ("static.lovedata.net/" + i, {"image"}, False) for i in
    "20-08-14-3071 20-08-03-52f3 20-06-30-299d 20-06-30-fbe1 20-06-30-a5ee 20-06-30-7272".split()]

rows = [json.loads(l) for l in open(sys.argv[1])]
by_url = {r["url"]: r for r in rows}


def shown(url):
    out = subprocess.run([sys.argv[2], "show", "--archive", sys.argv[3], "--json", url], capture_output=True)
    return json.loads(out.stdout or b"{}")


for part, right, pictures in TABLE:
    hits = [r for r in rows if part in r["url"] and r["cited"] and not r.get("alias_of")]
    if not hits:
        print("not ok %s is known" % part)
        continue
    r = hits[0]
    v = shown(r["url"]) if r["outcome"] in PAGES else {}
    images = v.get("images", [])
    states = [by_url.get(i, {}).get("outcome") for i in images]
    kept = states.count("image")
    # The recorded web lacks some pictures; what it has must be there.
    lacking = states.count("gone") + states.count("dns")
    good = r["outcome"] in right and kept == len(images) - lacking and (kept or not pictures)
    if r["outcome"] in PAGES and not r.get("title"):
        good = False
    print("%s %s: %s%s" % ("ok" if good else "not ok", part, r["outcome"],
          "; %s; %d words, %d of %d pictures" % (r.get("title", ""), r["words"], kept, len(images)) if r["outcome"] in PAGES else
          "" if good else " (%s)" % r.get("reason", "")))
print("%s one resource for the guide" % ("ok" if sum("docs.example/guide" in r["url"] and not r.get("alias_of") for r in rows) == 1 else "not ok"))
invalid = [r for r in rows if r["outcome"] == "invalid"]
print("%s what is no address is invalid: %s" % ("ok" if [r["url"] for r in invalid] == ["http://"] else "not ok", [r["url"] for r in invalid]))
