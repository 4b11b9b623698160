#include "html/lazy.h"

const char *const lazy_names[LAZY_NAMES] = {
	"data-src", "data-original", "data-original-src", "data-actualsrc",
	"data-lazy-src", "data-lazy", "data-lazyload", "data-ks-lazyload",
	"data-echo", "data-srv", "data-img-src", "data-url", "data-full-src",
	"data-hi-res-src", "data-large-file", "data-orig-file",
	"data-large_image", "data-image", "data-src-retina",
	"data-fallback-src",
	"data-src-large", "data-src-medium", "data-src-small", "data-filelink",
	"data-canonical-src", "zoomfile", "file", "_src", "ess-data", "v-lazy",
	"data-croporisrc", "data-backsrc", "original", "real_src",
	"data-raw-src",
	"data-pin-media", "data-noscript-src", "data-origin", "lazy-src",
	"lazyload", "data-imgsrc", "data-defer-src",
};

const char *const lazy_sets[LAZY_SETS] = {
	"data-srcset", "data-lazy-srcset", "data-original-set",
	"data-responsive", "lazy-srcset",
};

const char *const lazy_backgrounds[LAZY_BACKGROUNDS] = {
	"data-bg", "data-background", "data-background-image", "data-bg-src",
};
