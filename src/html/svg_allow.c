#include "html/svg_allow.h"

#include "html/sanitise.h"

/* Sorted. No animation, which could set href; no feImage, foreignObject. */
static const char *const elements[] = {
	"circle", "clipPath", "defs", "desc", "ellipse", "feBlend",
	"feColorMatrix", "feComponentTransfer", "feComposite",
	"feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap",
	"feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB",
	"feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode",
	"feMorphology", "feOffset", "fePointLight", "feSpecularLighting",
	"feSpotLight", "feTile", "feTurbulence", "filter", "g", "image",
	"line", "linearGradient", "marker", "mask", "path", "pattern",
	"polygon", "polyline", "radialGradient", "rect", "stop", "style",
	"svg", "switch", "symbol", "text", "textPath", "title", "tspan",
	"use",
};

bool
svg_allow_element(struct str name)
{
	size_t lo = 0, hi = sizeof(elements) / sizeof(elements[0]);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = str_cmp(name, str_of(elements[mid]));

		if (c == 0)
			return true;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return false;
}

bool
svg_allow_attr(struct str name)
{
	if (name.n == 0 || str_starts_nocase(name, STR("on")) ||
	    str_eq(name, STR("base")) || str_eq(name, STR("src")))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		if (!ch_is_alnum(name.p[i]) && name.p[i] != '-' &&
		    name.p[i] != '_')
			return false;
	}
	return true;
}

bool
svg_allow_href(struct str element, struct str value)
{
	if (str_eq(element, STR("image")))
		return str_starts(value, STR("data:")) &&
		    sanitise_allows_url(value);
	return value.n > 1 && value.p[0] == '#' && svg_allow_css(value);
}

bool
svg_allow_css(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		struct str rest = str_from(s, i);

		/* A backslash writes letters by number: u\72l( is url(. */
		if (s.p[i] == '\\' || s.p[i] == '@')
			return false;
		if (str_starts_nocase(rest, STR("expression")) ||
		    str_starts_nocase(rest, STR("javascript:")) ||
		    str_starts_nocase(rest, STR("image(")) ||
		    str_starts_nocase(rest, STR("image-set(")) ||
		    str_starts_nocase(rest, STR("src(")))
			return false;
		if (!str_starts_nocase(rest, STR("url(")))
			continue;
		rest = str_from(rest, 4);
		while (rest.n > 0 && (ch_is_space(rest.p[0]) ||
		    rest.p[0] == '"' || rest.p[0] == '\''))
			rest = str_from(rest, 1);
		if (rest.n == 0 || rest.p[0] != '#')
			return false;
	}
	return true;
}
