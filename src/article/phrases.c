#include "article/phrases.h"

#include "article/dates.h"
#include "base/text.h"

/* The heading of a dialogue is short. */
#define MAX_CONSENT 80
/* What links to another article has its title in the link. */
#define TEASER_LINKS 0.2
#define MISS_LINKS 0.6

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* Lines that are nothing else. */
static const char *const whole[] = {
	"advertisement", "advertisements", "anzeige", "werbung",
	"publicité", "publicidad", "share", "share this", "tweet",
	"print", "email", "comments", "comment", "reply", "like",
	"subscribe", "follow", "read more", "more", "loading...",
	"loading", "caption", "close", "advert", "save", "report", "copy",
	"copy link", "edit",
	"share this article", "share on facebook", "share on twitter",
	"pin it", "back to top", "nach oben", "top", "leave a comment",
	"related articles", "related posts", "related", "tags",
	"teilen", "drucken", "merken", "kommentare", "weiterlesen",
	"mehr", "zurück", "story continues below",
	"story continues below advertisement", "sponsored",
	"article continues below", "click to share", "scroll to continue",
	"this article is more than", "sign up", "log in", "listen",
	"facebook", "twitter", "linkedin", "whatsapp", "pinterest",
	"分享", "评论", "收藏", "点赞", "举报", "复制", "打印", "关闭",
	"返回顶部", "广告", "复制代码", "展开全文", "阅读全文", "赞赏",
	"相关推荐", "相关阅读", "推荐阅读", "相关文章", "赞", "踩", "回复",
	"取消", "关注", "已关注", "登录", "注册", "打赏", "分享到",
};

/* Beginnings of notices and teasers. */
static const char *const starts[] = {
	"share this:", "share this ", "share on ", "like this:",
	"filed under", "posted in ", "posted by ", "tagged with",
	"tags:", "categories:", "category:", "follow us", "follow @",
	"subscribe to ", "sign up for ", "click here to", "copyright ©", "© ",
	"all rights reserved",
	"photo credit", "image credit:", "this entry was posted",
	"leave a reply", "join the conversation", "责任编辑", "编辑：", "(责任编辑",
	"（责任编辑", "分享到", "标签：", "标签:", "关键词：",
	"enter your email", "get the latest ",
	"please enable javascript", "you need to enable javascript",
	"this slideshow requires javascript", "javascript is disabled",
	"your browser does not support",
	"sign in to ", "alle angaben ohne gewähr",
	"do you have a ", "have a news tip", "got a tip",
	"this article originally appeared", "this post contains affiliate",
	"we may earn a commission", "平台声明", "特别声明：", "声明：本文",
	"扫一扫", "扫码", "扫描二维码", "微信扫", "长按二维码",
	"版权声明", "本文链接", "转载请注明", "相关链接", "更多精彩",
	"免责声明", "原文链接：", "阅读原文", "点击阅读",
};

/* Beginnings of lines that link to other articles. */
static const char *const teasers[] = {
	"related:", "also read", "read also", "see also:", "read next",
	"read more:", "read more at", "more from", "more on:", "recommended:",
	"lesen sie auch", "mehr zum thema", "lesen sie mehr", "lire aussi",
	"à lire aussi", "leggi anche", "lee también", "ler também", "上一篇",
	"下一篇",
};

/* The same where hardly a word is no link: a guide says them of a museum. */
static const char *const misses[] = {
	"don't miss", "don’t miss", "must read", "trending now",
};

/* Beginnings of what a form makes its reader agree to, and the words without
 * which it is a sentence like others. */
static const char *const consents[] = {
	"by opting in", "by subscribing", "by signing up", "by clicking ",
	"by entering your", "by submitting ", "by registering",
	"mit der anmeldung ", "mit dem absenden ",
};
static const char *const agreed[] = {
	"agree", "consent", "accept", "acknowledg", "terms", "privacy",
	"policy", "unsubscribe", "opt out", "stimm", "einverstanden",
	"datenschutz",
};

/* Beginnings of lines that name a photographer or an agency. */
static const char *const credits[] = {
	"photo:", "photos:", "photo by ", "photo courtesy", "photograph:",
	"photo : ", "credit:", "credits:", "image:", "images:", "image by ",
	"image source", "image courtesy", "picture:", "foto:", "fotos:",
	"foto: ", "bild:", "bilder:", "bildquelle", "quelle: getty",
	"crédits photo", "crédit photo", "crédit :", "crédito:",
	"(crédito", "kuva:", "fot.", "fot:", "фото:", "图片来源", "图源",
	"getty images", "shutterstock", "写真：",
};

/* Beginnings of lines that end in a date. */
static const char *const dated[] = {
	"published", "posted", "updated", "last updated", "last modified",
	"last update", "written on", "date:", "发布于", "发表于",
	"更新于", "发布时间", "时间：", "日期：", "veröffentlicht",
	"stand:", "aktualisiert", "publié le", "mis à jour",
	"publicado", "actualizado", "pubblicato", "创建时间",
};

bool
phrases_is_clutter(struct str line, double link_density)
{
	char date[DATES_SIZE];

	if (str_is_any_nocase(line, whole, N(whole)))
		return true;
	if (line.n < 80 && str_starts_any_nocase(line, dated, N(dated)) &&
	    dates_find(line, date))
		return true;
	if (str_starts_any_nocase(line, starts, N(starts)))
		return line.n < 240;
	if (str_starts_any_nocase(line, teasers, N(teasers)))
		return line.n < 240 && link_density > TEASER_LINKS;
	if (str_starts_any_nocase(line, misses, N(misses)))
		return line.n < 400 && link_density > MISS_LINKS;
	if (str_starts_any_nocase(line, consents, N(consents)))
		return str_has_any_nocase(line, agreed, N(agreed));
	if (line.n < 90 && str_starts_any_nocase(line, credits, N(credits)))
		return true;
	return link_density > 0.9 && line.n < 60 &&
	    (str_find_nocase(line, STR("read more")) != (size_t)-1 ||
	    str_find_nocase(line, STR("click here")) != (size_t)-1);
}

bool
phrases_is_consent(struct str line)
{
	static const char *const list[] = {
		"we value your privacy", "we care about your privacy",
		"your privacy choices", "privacy preference center",
		"manage consent", "manage your consent", "cookie consent",
		"cookie settings", "cookie preferences", "we use cookies",
		"this website uses cookies", "this site uses cookies",
		"wir respektieren ihre privatsphäre", "ihre privatsphäre",
		"diese website verwendet cookies", "wir verwenden cookies",
		"datenschutzeinstellungen", "cookie-einstellungen",
		"nous respectons votre vie privée", "vie privée et cookies",
		"ce site utilise des cookies", "valoramos su privacidad",
		"valoramos tu privacidad", "su privacidad es importante",
		"este sitio web utiliza cookies", "rispettiamo la tua privacy",
		"questo sito utilizza i cookie", "cenimy twoją prywatność",
		"szanujemy twoją prywatność", "dbamy o twoją prywatność",
		"wij waarderen uw privacy", "vi värnar om din integritet",
	};

	return line.n < MAX_CONSENT &&
	    str_starts_any_nocase(line, list, N(list));
}

bool
phrases_is_tail(struct str line)
{
	static const char *const whole_line[] = {
		"related", "related articles", "related posts", "related news",
		"related stories", "related content", "related reading",
		"related topics", "recommended", "recommended reading",
		"recommended for you", "recommended articles", "read next",
		"read more", "up next", "latest news", "latest posts",
		"recent posts", "popular posts", "most popular", "most read",
		"trending", "trending now", "don't miss", "keep reading",
		"more stories", "more news", "more articles", "share",
		"share this", "share this article", "about the author",
		"about the authors", "about author", "tags", "newsletter",
		"weitere artikel", "mehr zum thema",
		"das könnte sie auch interessieren", "auch interessant",
		"über den autor", "über die autorin", "über die autoren",
		"ähnliche artikel",
		"ähnliche beiträge", "weitere beiträge", "zum thema",
		"articles similaires", "à lire aussi", "lire aussi",
		"sur le même sujet", "artículos relacionados",
		"noticias relacionadas", "te puede interesar", "lee también",
		"leia também", "leggi anche", "articoli correlati",
		"zobacz także", "czytaj też", "podobne artykuły",
		"相关推荐", "相关阅读", "相关文章", "推荐阅读", "相关新闻",
		"猜你喜欢", "热门推荐", "延伸阅读", "关于作者", "作者简介",
		"関連記事", "おすすめ記事", "читайте также",
	};
	static const char *const beginnings[] = {
		"you may also", "you might also", "more from ", "more in ",
		"sign up for ", "subscribe to ", "das könnte dich auch",
		"das könnte sie auch", "auch auf ", "related:",
		"about the author", "join our newsletter", "join the newsletter",
	};

	while (line.n > 0 && (line.p[line.n - 1] == ':' ||
	    line.p[line.n - 1] == ' '))
		line.n--;
	return str_is_any_nocase(line, whole_line, N(whole_line)) ||
	    (line.n < 60 && str_starts_any_nocase(line, beginnings,
	    N(beginnings)));
}

/* Appends the letters and digits of s, ASCII in lower case. */
static void
put_letters(struct str s, struct buf *out)
{
	size_t i = 0;

	while (i < s.n) {
		unsigned int cp, len = text_decode(str_from(s, i), &cp);

		if (len == 0) {
			i++;
			continue;
		}
		i += len;
		if (cp < 0x80 && !ch_is_alnum((char)cp))
			continue;
		if (cp == 0xa0 || (cp >= 0x2000 && cp <= 0x206f) ||
		    (cp >= 0x3000 && cp <= 0x303f) ||
		    (cp >= 0xff00 && cp <= 0xff0f) || cp == 0xff1a ||
		    cp == 0xff1f)
			continue;
		if (cp < 0x80)
			buf_char(out, ch_lower((char)cp));
		else
			buf_utf8(out, cp);
	}
}

bool
phrases_same(struct str a, struct str b)
{
	AUTO(buf_release) struct buf x = BUF_INIT(65536), y = BUF_INIT(65536);

	put_letters(a, &x);
	put_letters(b, &y);
	return x.len > 0 && str_eq(buf_view(&x), buf_view(&y));
}

/* Takes the next word off *s: letters and digits, or one CJK character. */
static struct str
next_word(struct str *s)
{
	size_t i = 0, start = 0;

	while (i < s->n) {
		unsigned int cp, len = text_decode(str_from(*s, i), &cp);
		bool is_word = len > 1 ? cp > 0xbf && !(cp >= 0x2000 &&
		    cp <= 0x303f) : len == 1 && ch_is_alnum(s->p[i]);
		struct str word = str_sub(*s, start, i);

		if (len == 0)
			len = 1;
		if (is_word && text_is_cjk(cp)) {
			if (word.n == 0) {
				word = str_sub(*s, i, i + len);
				i += len;
			}
			*s = str_from(*s, i);
			return word;
		}
		if (!is_word && word.n > 0) {
			*s = str_from(*s, i);
			return word;
		}
		i += len;
		if (!is_word)
			start = i;
	}
	*s = str_sub(str_make(s->p, i), start, i);
	struct str last = *s;
	*s = str_make(NULL, 0);
	return last;
}

static size_t
count_words(struct str s)
{
	size_t n = 0;

	while (s.p != NULL && n < 200)
		n += next_word(&s).n > 2;
	return n;
}

bool
phrases_share(struct str a, struct str b)
{
	size_t n_shared = 0, n_a = count_words(a), n_b = count_words(b);
	struct str rest = a;

	if (n_a < 2 || n_b < 2 || a.n > 1024 || b.n > 1024)
		return false;
	while (rest.p != NULL) {
		struct str word = next_word(&rest), other = b;
		bool is_shared = false;

		while (word.n > 2 && other.p != NULL && !is_shared)
			is_shared = str_eq_nocase(word, next_word(&other));
		n_shared += is_shared;
	}
	return n_shared >= 2 && n_shared * 3 >= (n_a < n_b ? n_a : n_b);
}

bool
phrases_is_not_found(struct str s)
{
	static const char *const list[] = {
		"404 not found", "page not found", "error 404", "404 error",
		"page can't be found", "page cannot be found",
		"page could not be found", "page you requested", "page you are "
		"looking for", "page you're looking for", "does not exist",
		"no longer available", "nothing was found", "nothing found",
		"seite nicht gefunden", "seite wurde nicht gefunden",
		"page introuvable", "página no encontrada",
		"pagina non trovata",
		"页面不存在", "页面未找到", "找不到页面", "您访问的页面",
		"你访问的页面", "页面找不到", "文章不存在", "内容不存在",
		"该内容已被发布者删除", "此内容已被", "已被删除", "页面走丢",
		"页面丢失", "该文章已", "文章已被", "帖子不存在", "主题不存在",
		"此账号已被", "该公众号已迁移",
		"你似乎来到了没有知识存在的荒原",
		"抱歉，你访问的", "ページが見つかりません", "お探しのページ",
		"페이지를 찾을 수 없습니다", "страница не найдена",
		"頁面不存在", "找不到網頁", "网页不存在", "链接不存在",
		"文章已删除", "内容已删除", "分享已取消", "已被作者删除",
		"页面已失效", "已下架", "page doesn't exist", "page isn't "
		"available", "content isn't available", "page has been removed",
		"page was removed", "has been deleted", "no longer exists",
		"page is missing", "couldn't find that page", "couldn't find "
		"the page", "can't find the page", "can't find that page",
		"existiert nicht", "nicht mehr verfügbar",
		"n'existe pas", "n'existe plus", "no existe",
		"não existe", "non esiste", "strona nie istnieje",
		"sayfa bulunamadı", "pagina niet gevonden",
		"sidan kunde inte hittas",
	};

	return str_has_any_nocase(s, list, N(list)) ||
	    str_eq(str_trim(s), STR("404"));
}

bool
phrases_is_wall(struct str s)
{
	static const char *const list[] = {
		"链接已过期", "环境异常", "完成验证", "安全验证", "请登录",
		"登录后", "验证码", "人机验证", "访问过于频繁", "请先登录",
		"扫码登录", "滑动验证", "访问受限", "拖动滑块", "请完成验证",
		"please log in", "please sign in", "log in to continue",
		"sign in to continue", "you must be logged in",
		"verify you are human", "are you a robot", "not a robot",
		"checking your browser", "just a moment", "access denied",
		"security check", "attention required", "captcha",
		"before you continue", "we value your privacy",
		"accept cookies to", "unusual traffic", "link expired",
		"link has expired", "ddos protection", "human verification",
		"参数错误", "链接已失效", "访问验证", "安全检查", "人机校验",
		"请在微信客户端打开", "系统检测到", "访问过于频繁",
		"请求过于频繁", "press & hold", "pardon our interruption",
		"request unsuccessful", "you have been blocked",
		"has been denied", "robot check", "bot verification",
		"are you human", "verify that you are", "checking if the site "
		"connection is secure", "enable javascript and cookies to "
		"continue", "request could not be satisfied", "you need to log "
		"in", "you need to sign in", "log in to view", "sign in to "
		"view", "login required", "members only", "to continue reading",
		"subscribe to read", "subscribers only", "bitte melden sie "
		"sich an", "veuillez vous connecter", "inicia sesión para",
		"ログインしてください", "로그인이 필요",
	};

	return str_has_any_nocase(s, list, N(list));
}

bool
phrases_is_shell(struct str s)
{
	static const char *const list[] = {
		"enable javascript", "javascript is required",
		"requires javascript", "need to enable javascript",
		"javascript to run this app", "without javascript",
		"javascript enabled", "turn on javascript",
		"activate javascript", "javascript is disabled",
		"javascript aktivieren", "启用javascript", "开启javascript",
		"启用 javascript", "开启 javascript", "浏览器不支持",
		"doesn't work properly without", "javascriptを有効",
	};

	return str_has_any_nocase(s, list, N(list));
}
