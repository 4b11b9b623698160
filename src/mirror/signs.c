#include "mirror/signs.h"

#include <stddef.h>

#include "article/phrases.h"

/* Walls come to their point at once. */
#define BEGINNING 700
/* … and offers to subscribe stand below the teaser. */
#define END 500
/* A longer title tells a story in which the words occur. */
#define TITLE 90

#define N(list) (sizeof(list) / sizeof((list)[0]))

static const char *const parked[] = {
	"domain is for sale", "domain may be for sale", "domain for sale",
	"buy this domain", "domain is parked", "parked domain",
	"this domain", "domain name is", "is available for purchase",
	"get this domain", "domain has expired", "parked free",
	"domain broker", "make an offer", "related searches",
	"sponsored listings", "steht zum verkauf", "domain kaufen",
	"domain steht", "domaine est à vendre", "nom de domaine",
	"dominio está en venta", "dominio en venta", "dominio è in vendita",
	"domena na sprzedaż", "домен продается", "домен продаётся",
	"域名出售", "域名正在出售", "域名转让", "购买此域名", "该域名",
	"ドメインは販売", "ドメイン名を購入",
};

static const char *const consents[] = {
	"your privacy", "privacy settings", "privacy choices",
	"cookies and your choices", "cookie policy", "we use cookies",
	"uses cookies", "accept cookies", "cookie settings", "our partners",
	"datenschutzeinstellungen", "ihre zustimmung", "einwilligung",
	"verwendet cookies", "vie privée", "utilise des cookies",
	"utilisons des cookies", "su privacidad", "tu privacidad",
	"utiliza cookies", "la tua privacy", "utilizza i cookie",
	"twoja prywatność", "twoją prywatność", "uw privacy",
	"конфиденциальност", "файлы cookie", "クッキー", "隐私设置",
	"使用cookie",
};

static const char *const logins[] = {
	"log in", "login", "sign in", "signin", "sign up", "register",
	"create an account", "create a free account", "password",
	"members only", "for members", "anmelden", "einloggen",
	"registrieren", "passwort", "connectez-vous", "connexion",
	"mot de passe", "iniciar sesión", "inicia sesión", "contraseña",
	"accedi", "zaloguj", "войдите", "войти", "пароль", "登录", "登錄",
	"注册", "密码", "ログイン", "로그인",
};

static const char *const puzzles[] = {
	"captcha", "robot", "verify you", "are human", "security check",
	"security verification", "one more step", "unusual traffic",
	"automated", "automation", "not a bot", "checking your browser",
	"access denied", "ray id", "sicherheitsprüfung", "vérification",
	"no soy un robot", "验证", "驗證", "ロボット", "認証", "проверка",
};

static const char *const failures[] = {
	"maintenance", "temporarily unavailable", "service unavailable",
	"back soon", "try again", "too many requests", "rate limit",
	"database", "fatal error", "stack trace", "internal server error",
	"something went wrong", "bad gateway", "in your region",
	"in your country", "wartung", "später noch einmal", "momentan nicht",
	"indisponible", "mantenimiento", "manutenzione", "przerwa",
	"технические работы", "недоступен", "维护", "稍后", "メンテナンス",
	"점검",
};

static const char *const teasers[] = {
	"subscribe", "subscriber", "members only", "for members",
	"free article", "read the full", "continue reading", "keep reading",
	"to read the rest", "free trial", "weiterlesen", "abonnieren",
	"mit plus", "abonnent", "probeabo", "abonné", "abonnez",
	"suscri", "seguir leyendo", "continuar leyendo", "hazte socio",
	"abbonati", "continuare a leggere", "dostęp", "czytać dalej",
	"prenumer", "подписк", "подписчик", "читать дальше", "会员",
	"會員", "付费", "付費", "订阅", "登录后", "阅读全文", "会員",
	"続きを読む", "有料", "구독",
};

static const struct sign {
	const char *const *phrases;
	size_t n;
	const char *why;
} signs[] = {
	{ parked, N(parked), "instead of the page its domain is offered" },
	{ puzzles, N(puzzles), "the page asks to prove to be human" },
	{ logins, N(logins), "the page asks to log in" },
	{ consents, N(consents), "the page asks to consent" },
	{ failures, N(failures), "the page tells of a failure of its server" },
};

static const char gone[] = "the page says that what was asked for does not "
    "exist";

static const char *
find(struct str s)
{
	for (size_t i = 0; i < N(signs); i++)
		if (str_has_any_nocase(s, signs[i].phrases, signs[i].n))
			return signs[i].why;
	return phrases_is_not_found(s) ? gone : phrases_is_wall(s) ?
	    "the page asks to log in or to prove to be human" : NULL;
}

const char *
signs_find(struct str title, struct str text)
{
	const char *why = title.n < TITLE ? find(title) : NULL;

	return why != NULL ? why : find(str_sub(text, 0, BEGINNING));
}

bool
signs_is_teaser(struct str text)
{
	return str_has_any_nocase(str_from(text, text.n > END ?
	    text.n - END : 0), teasers, N(teasers));
}

bool
signs_is_wall_path(struct str path)
{
	static const char *const list[] = {
		"/login", "/log-in", "/signin", "/sign-in", "/sign_in",
		"/logon", "/auth", "/sso", "/oauth", "/register", "/signup",
		"/account", "/passport", "/captcha", "/challenge", "/verify",
		"/blocked", "/consent", "/cookiewall", "/privacy-gate",
		"/404", "/error", "/not-found", "/notfound", "/page-not-found",
		"/unavailable", "/maintenance",
	};

	return str_has_any_nocase(path, list, N(list));
}
