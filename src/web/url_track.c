#include "web/url.h"

/*
 * Parameters that only say who shared a link, where and when.  Two different
 * pages must never become one group, hence: names that nobody uses for
 * anything else hold on every host, ordinary words only on the hosts known
 * for them, or with the values known for them.  A change of this table is a
 * new URL_TRACKING_VERSION.
 */
static const struct rule {
	const char *host;	/* it and what is below it; NULL: any */
	const char *name;	/* lower case; "x*": all that begin with x */
	const char *values;	/* "a|b": only these; NULL: any */
} rules[] = {
	/* Campaigns and advertisements. */
	{ NULL, "utm_*", NULL },
	{ NULL, "gclid", NULL }, { NULL, "gclsrc", NULL },
	{ NULL, "dclid", NULL }, { NULL, "gbraid", NULL },
	{ NULL, "wbraid", NULL }, { NULL, "srsltid", NULL },
	{ NULL, "_ga", NULL }, { NULL, "_gl", NULL },
	{ NULL, "fbclid", NULL }, { NULL, "igshid", NULL },
	{ NULL, "yclid", NULL }, { NULL, "ymclid", NULL },
	{ NULL, "msclkid", NULL }, { NULL, "twclid", NULL },
	{ NULL, "ttclid", NULL }, { NULL, "mc_cid", NULL },
	{ NULL, "mc_eid", NULL }, { NULL, "mkt_tok", NULL },
	{ NULL, "wt.mc_id", NULL }, { NULL, "_hsenc", NULL },
	{ NULL, "_hsmi", NULL }, { NULL, "hsctatracking", NULL },
	{ NULL, "vero_id", NULL }, { NULL, "oly_enc_id", NULL },
	{ NULL, "oly_anon_id", NULL },
	{ NULL, "hmsr", NULL }, { NULL, "hmpl", NULL },
	{ NULL, "hmcu", NULL }, { NULL, "hmkw", NULL },
	{ NULL, "hmci", NULL },
	/* Positions on a page, always with dots: "1001.2014.3001.5501". */
	{ NULL, "spm", "*.*" }, { NULL, "scm", "*.*" },
	{ NULL, "spm_id_from", NULL },
	/* What WeChat adds to any link that is passed on. */
	{ NULL, "from", "timeline|singlemessage|groupmessage|appmessage|"
	    "message" },
	{ NULL, "isappinstalled", "0|1" },
	{ NULL, "nsukey", NULL },
	{ NULL, "share_source", NULL }, { NULL, "share_medium", NULL },
	{ NULL, "share_plat", NULL }, { NULL, "share_session_id", NULL },
	{ NULL, "share_tag", NULL }, { NULL, "share_times", NULL },
	{ NULL, "share_from", NULL }, { NULL, "share_channel", NULL },
	/* Sites. */
	{ "mp.weixin.qq.com", "scene", NULL },
	{ "mp.weixin.qq.com", "subscene", NULL },
	{ "mp.weixin.qq.com", "ascene", NULL },
	{ "mp.weixin.qq.com", "sharer_*", NULL },
	{ "mp.weixin.qq.com", "chksm", NULL },
	{ "mp.weixin.qq.com", "srcid", NULL },
	{ "mp.weixin.qq.com", "mpshare", NULL },
	{ "mp.weixin.qq.com", "key", NULL },
	{ "mp.weixin.qq.com", "uin", NULL },
	{ "mp.weixin.qq.com", "pass_ticket", NULL },
	{ "mp.weixin.qq.com", "exportkey", NULL },
	{ "mp.weixin.qq.com", "devicetype", NULL },
	{ "mp.weixin.qq.com", "version", NULL },
	{ "mp.weixin.qq.com", "nettype", NULL },
	{ "mp.weixin.qq.com", "abtest_cookie", NULL },
	{ "mp.weixin.qq.com", "wx_header", NULL },
	{ "mp.weixin.qq.com", "fontscale", NULL },
	{ "mp.weixin.qq.com", "sessionid", NULL },
	{ "mp.weixin.qq.com", "session_us", NULL },
	{ "mp.weixin.qq.com", "clicktime", NULL },
	{ "mp.weixin.qq.com", "enterid", NULL },
	{ "mp.weixin.qq.com", "rd2werd", NULL },
	{ "mp.weixin.qq.com", "poc_token", NULL },
	{ "mp.weixin.qq.com", "from", NULL },
	{ "mp.weixin.qq.com", "lang", NULL },
	{ "zhihu.com", "hb_wx_block", NULL },
	{ "zhihu.com", "share_code", NULL },
	{ "csdn.net", "ops_request_misc", NULL },
	{ "csdn.net", "request_id", NULL },
	{ "csdn.net", "biz_id", NULL },
	{ "csdn.net", "depth_1*", NULL },
	{ "csdn.net", "sharetype", NULL }, { "csdn.net", "shareid", NULL },
	{ "csdn.net", "sharerefer", NULL },
	{ "csdn.net", "sharesource", NULL },
	{ "csdn.net", "sharefrom", NULL },
	{ "juejin.cn", "searchid", NULL },
	{ "segmentfault.com", "_ea", NULL },
	{ "cloud.tencent.com", "from_column", NULL },
	{ "cloud.tencent.com", "sharebychannel", NULL },
	{ "bilibili.com", "vd_source", NULL },
	{ "bilibili.com", "unique_k", NULL },
	{ "bilibili.com", "bbid", NULL }, { "bilibili.com", "buvid", NULL },
	{ "bilibili.com", "from_spmid", NULL },
	{ "bilibili.com", "from_source", NULL },
	{ "bilibili.com", "plat_id", NULL },
	{ "toutiao.com", "share_token", NULL },
	{ "toutiao.com", "tt_from", NULL },
	{ "toutiao.com", "wxshare_count", NULL },
	{ "toutiao.com", "req_id", NULL },
	{ "youtube.com", "si", NULL }, { "youtu.be", "si", NULL },
	{ "youtube.com", "feature", "share|youtu.be|shared" },
	{ "instagram.com", "igsh", NULL },
	{ "twitter.com", "ref_src", NULL }, { "x.com", "ref_src", NULL },
	{ "twitter.com", "ref_url", NULL }, { "x.com", "ref_url", NULL },
	{ "twitter.com", "s", NULL }, { "x.com", "s", NULL },
	{ "twitter.com", "t", NULL }, { "x.com", "t", NULL },
	{ "medium.com", "source", NULL },
	{ "linkedin.com", "trk", NULL }, { "linkedin.com", "trackingid", NULL },
	{ "linkedin.com", "lipi", NULL },
};

static bool
host_matches(struct str host, const char *pattern)
{
	struct str suffix = str_of(pattern);

	return str_ends(host, suffix) &&
	    (host.n == suffix.n || host.p[host.n - suffix.n - 1] == '.');
}

static bool
name_matches(struct str name, const char *pattern)
{
	struct str p = str_of(pattern);

	if (!str_ends(p, STR("*")))
		return str_eq_nocase(name, p);
	p.n--;
	return str_starts_nocase(name, p);
}

static bool
value_matches(struct str value, const char *values)
{
	struct str rest = str_of(values), one;

	if (strcmp(values, "*.*") == 0)
		return str_chr(value, '.') != (size_t)-1;
	while (str_cut(&rest, '|', &one))
		if (str_eq_nocase(value, one))
			return true;
	return false;
}

static bool
is_tracking(struct str host, struct str param)
{
	size_t eq = str_chr(param, '=');
	struct str name = str_sub(param, 0, eq);
	struct str value = eq < param.n ? str_from(param, eq + 1) : STR("");

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const struct rule *r = &rules[i];

		if (name_matches(name, r->name) &&
		    (r->host == NULL || host_matches(host, r->host)) &&
		    (r->values == NULL || value_matches(value, r->values)))
			return true;
	}
	return false;
}

bool
url_untracked(const struct url *u, struct buf *b)
{
	struct str query = str_of(u->query), host = str_of(u->host), param;
	AUTO(buf_release) struct buf kept = BUF_INIT(query.n + 1);
	struct url group = *u;
	bool is_cut = false;

	while (u->query != NULL && str_cut(&query, '&', &param)) {
		if (is_tracking(host, param)) {
			is_cut = true;
			continue;
		}
		buf_char(&kept, '&');
		buf_s(&kept, param);
	}
	if (is_cut)
		group.query = kept.len > 0 ? kept.p + 1 : NULL;
	url_key(&group, b);
	return is_cut;
}
