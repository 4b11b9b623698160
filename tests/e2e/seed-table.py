#!/usr/bin/env python3
"""Compares the outcomes of the seed notes' references with what a reader expects of them."""
import json, subprocess, sys

PAGES = {"article", "list", "thread", "video"}
TABLE = [  # part of the address, outcomes that are right, least share of pictures kept
    ("wuchong.me/blog/2016/04/29/flink-internals", {"article"}, 0), ("54tianzhisheng.cn/2018", {"article"}, 0),
    ("miaowenting.site/2020", {"article"}, .99), ("izualzhy.cn/flink-source", {"article"}, .99),
    ("jiamaoxiang.top/2020", {"article"}, .99), ("developer.aliyun.com/article/225623", {"article"}, .99),
    ("developer.aliyun.com/article/719242", {"article"}, .99), ("cloud.tencent.com/developer/article", {"article"}, .99),
    ("tech.youzan.com/flink-practice", {"article"}, .99), ("blog.csdn.net/ffjl1985", {"article"}, .99),
    ("github.com/flink-china", {"article"}, 0), ("yq.aliyun.com/album/206", {"list"}, 0),
    ("flink.apache.org/", {"article", "list"}, 0), ("bilibili.com/video", {"video"}, .99),
    ("infoq.cn/article/wG3", {"shell"}, 0), ("infoq.cn/article/VmL", {"shell"}, 0),
    ("mp.weixin.qq.com/s?src=11", {"wall"}, 0), ("ververica.cn/developers", {"connect"}, 0),
    ("cnblogs.com/good-looking", {"article"}, 0), ("douban.com/note", {"article"}, 0),
    ("discuss.flarum.org.cn/d/15648", {"article", "thread"}, 0), ("discuss.flarum.org.cn/d/15448", {"article", "thread"}, 0),
    ("github.blog/2022-05-16", {"article"}, 0), ("ruby-china.org/topics", {"article", "thread"}, 0),
    ("toutiao.com/article", {"article"}, 0), ("mp.weixin.qq.com/s/GOPZ", {"article"}, .99),
    ("yuque.com/u22288095", {"article"}, 0), ("zhuanlan.zhihu.com/p/22925478480", {"article"}, 0),
    ("docs.example/papers/exactly-once.pdf", {"document"}, 0), ("docs.example/notes.txt", {"document"}, 0),
    ("docs.example/data.zip", {"archive"}, 0), ("docs.example/diagram.svg", {"image"}, 0),
    ("docs.example/a_(state)", {"article"}, 0), ("docs.example/guide", {"article"}, 0),
    ("docs.example/%E6%8C%87%E5%8D%97", {"article"}, 0), ("xn--fiqs8s.example/", {"article"}, 0),
    ("docs.example/gone", {"gone"}, 0), ("docs.example/loop", {"redirect-loop"}, 0), ("docs.example/inside", {"address"}, 0),
    ("docs.example/empty", {"empty"}, 0), ("localhost:8081", {"address"}, 0), ("192.168.1.10/wiki", {"address"}, 0),
    ("no-such-host.example", {"dns"}, 0), ("mailto:a@b.example", {"scheme"}, 0), ("tel:123", {"scheme"}, 0),
    ("javascript:alert(1)", {"scheme"}, 0), ("ftp://docs.example/x", {"scheme"}, 0), ("docs.example/feed.xml", {"document"}, 0),
] + [("jianshu.com/p/" + i, {"article"}, .99) for i in
     "3f29b83c2fc7 b39019e1d044 da2369c76609 455de9cac40a 0da1b3e09d28 234e067ba0db a511705e91ef 59070e64eba1".split()] + [
    ("static.lovedata.net/" + i, {"image"}, 0) for i in
    "20-08-14-3071 20-08-03-52f3 20-06-30-299d 20-06-30-fbe1 20-06-30-a5ee 20-06-30-7272".split()]

rows = [json.loads(l) for l in open(sys.argv[1])]
by_url = {r["url"]: r for r in rows}


def shown(url):
    out = subprocess.run([sys.argv[2], "show", "--archive", sys.argv[3], "--json", url], capture_output=True)
    return json.loads(out.stdout or b"{}")


for part, right, share in TABLE:
    hits = [r for r in rows if part in r["url"] and r["cited"] and not r.get("alias_of")]
    if not hits:
        print("not ok %s is known" % part)
        continue
    r = hits[0]
    v = shown(r["url"]) if r["outcome"] in PAGES else {}
    images = v.get("images", [])
    kept = sum(by_url.get(i, {}).get("outcome") == "image" for i in images)
    good = r["outcome"] in right and (not images or kept >= share * len(images)) and not (share and not images)
    if r["outcome"] in PAGES and not r.get("title"):
        good = False
    print("%s %s: %s%s" % ("ok" if good else "not ok", part, r["outcome"],
          "; %s; %d words, %d of %d pictures" % (r.get("title", ""), r["words"], kept, len(images)) if r["outcome"] in PAGES else
          "" if good else " (%s)" % r.get("reason", "")))
print("%s one resource for the guide" % ("ok" if sum("docs.example/guide" in r["url"] and not r.get("alias_of") for r in rows) == 1 else "not ok"))
invalid = [r for r in rows if r["outcome"] == "invalid"]
print("%s what is no address is invalid: %s" % ("ok" if [r["url"] for r in invalid] == ["http://"] else "not ok", [r["url"] for r in invalid]))
