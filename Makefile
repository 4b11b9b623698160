# kbmirror: "make" builds build/kbmirror, "make check" runs every test, "make
# install" honours DESTDIR and PREFIX, "make deb" makes Debian's packages.
#
# FLAVOUR=release|asan|cov chooses how objects are compiled; each flavour has
# its own folder, so that they never share an object.  LAYERS is the order of
# the folders: one may include itself and those before it (scripts/check-layers).

FLAVOUR ?= release
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= gcc

LAYERS := base web html notes article store net crawl site pack mirror cmd
PACKAGES := libcurl libxml-2.0 libarchive gumbo md4c sqlite3 libseccomp \
	uchardet icu-uc icu-i18n jansson libpsl libzstd libbrotlidec zlib libdeflate libssl libcrypto \
	inih

DIR := $(BUILD)/$(FLAVOUR)
WERROR ?=
WARN := $(WERROR) -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wconversion -Wwrite-strings -Wformat=2 -Wvla
HARDEN := -fstack-protector-strong -fPIE
CFLAGS_release := -O2 -g $(HARDEN) -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
CFLAGS_asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined
LDFLAGS_asan := -fsanitize=address,undefined
CFLAGS_cov := -O0 -g --coverage -DCONFINE_NEVER
LDFLAGS_cov := --coverage

override CFLAGS += -std=gnu11 -D_GNU_SOURCE -Isrc $(WARN) \
	$(CFLAGS_$(FLAVOUR)) $(shell pkg-config --cflags $(PACKAGES))
override LDFLAGS += $(LDFLAGS_$(FLAVOUR))
LDLIBS := $(shell pkg-config --libs $(PACKAGES)) -lpthread -lm

SOURCES := $(sort $(wildcard src/*/*.c))
OBJECTS := $(SOURCES:src/%.c=$(DIR)/%.o)
LIBS := $(LAYERS:%=$(DIR)/lib%.a)
UNITS := $(sort $(wildcard tests/unit/*.c))
UNIT_BINS := $(UNITS:tests/unit/%.c=$(DIR)/unit/%)

# LAYERS up to and including $(1), the last first: the linker's order.
reverse = $(if $(1),$(call reverse,$(wordlist 2,999,$(1))) $(firstword $(1)))
upto = $(if $(2),$(firstword $(2)) $(if $(filter $(1),$(firstword $(2))),,$(call upto,$(1),$(wordlist 2,999,$(2)))))
libs_of = $(patsubst %,$(DIR)/lib%.a,$(call reverse,$(call upto,$(1),$(LAYERS))))

all: $(BUILD)/kbmirror man completions

$(BUILD)/kbmirror: $(DIR)/kbmirror
	cp -f $< $@.tmp && mv -f $@.tmp $@

$(DIR)/kbmirror: $(DIR)/main.o $(call libs_of,cmd)
	$(CC) $(LDFLAGS) -o $@ $< $(call libs_of,cmd) $(LDLIBS)

# What is compiled differently must be compiled again.
$(DIR)/flags: FORCE
	@mkdir -p $(DIR)
	@echo '$(CC) $(CFLAGS) $(LDFLAGS)' | cmp -s - $@ || \
	    echo '$(CC) $(CFLAGS) $(LDFLAGS)' > $@

$(DIR)/%.o: src/%.c $(DIR)/flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# The site rules that come with the program are data, compiled into it.
RULES := $(sort $(wildcard src/article/rules/*.txt src/article/rules/.*.txt))
MADE_article := $(DIR)/article/rule_texts.o
$(MADE_article): $(DIR)/article/rule_texts.c
	$(CC) $(CFLAGS) -c -o $@ $<
$(DIR)/article/rule_texts.c: $(RULES) FORCE
	@mkdir -p $(@D)
	@scripts/make-rules $(RULES) > $@.tmp
	@cmp -s $@.tmp $@ || cp $@.tmp $@

define layer_rule
$(DIR)/lib$(1).a: $(patsubst src/%.c,$(DIR)/%.o,$(sort $(wildcard src/$(1)/*.c))) $(MADE_$(1))
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rule,$(l))))

# A unit test is named after its layer: tests/unit/web_url.c links base and web.
define unit_rule
$(DIR)/unit/$(1): tests/unit/$(1).c $(call libs_of,$(firstword $(subst _, ,$(1)))) $(DIR)/flags
	@mkdir -p $$(@D)
	$(CC) $(CFLAGS) -MMD -MP -MF $$@.d $(LDFLAGS) -o $$@ $$< $(call libs_of,$(firstword $(subst _, ,$(1)))) $(LDLIBS) -lcmocka
endef
$(foreach u,$(UNITS:tests/unit/%.c=%),$(eval $(call unit_rule,$(u))))

unit: $(UNIT_BINS)
unit-%:
	$(MAKE) $(patsubst tests/unit/%.c,$(DIR)/unit/%,$(wildcard tests/unit/$*_*.c))

# What the other compilers of scripts/lint need to know.
print-cflags:
	@echo '$(CFLAGS)'

check:
	./scripts/check

# Manuals, completions and units are made from the program's own tables.
man: $(BUILD)/man/stamp
$(BUILD)/man/stamp: $(BUILD)/kbmirror scripts/make-man docs/archive-format.md $(wildcard docs/man/*.md)
	scripts/make-man $< $(@D)
	@touch $@

completions: $(BUILD)/completions/stamp
$(BUILD)/completions/stamp: $(BUILD)/kbmirror scripts/make-completions
	scripts/make-completions $< $(@D)
	@touch $@

BINDIR := $(PREFIX)/bin
MANDIR := $(PREFIX)/share/man
DOCDIR := $(PREFIX)/share/doc/kbmirror
UNITDIR := $(PREFIX)/lib/systemd/user
BASHDIR := $(PREFIX)/share/bash-completion/completions
ZSHDIR := $(PREFIX)/share/zsh/site-functions
FISHDIR := $(PREFIX)/share/fish/vendor_completions.d

COMMANDS := $(shell sed -n 's/^\t{ "\([a-z-]*\)", ".*/\1/p' src/cmd/table.c)
MAN1 := kbmirror.1 $(COMMANDS:%=kbmirror-%.1)
MAN5 := kbmirror-archive.5 $(notdir $(basename $(wildcard docs/man/*.5.md)))
DOCS := README.md README.zh.md LICENSE docs/archive-format.md docs/inputs.md
TO := $(DESTDIR)

install: $(BUILD)/kbmirror man completions
	install -D -m 755 $(BUILD)/kbmirror $(TO)$(BINDIR)/kbmirror
	install -d $(TO)$(MANDIR)/man1 $(TO)$(UNITDIR) $(TO)$(DOCDIR)
	install -m 644 $(MAN1:%=$(BUILD)/man/%) $(TO)$(MANDIR)/man1
	install -D -m 644 -t $(TO)$(MANDIR)/man5 $(MAN5:%=$(BUILD)/man/%)
	install -D -m 644 $(BUILD)/completions/kbmirror.bash $(TO)$(BASHDIR)/kbmirror
	install -D -m 644 $(BUILD)/completions/_kbmirror $(TO)$(ZSHDIR)/_kbmirror
	install -D -m 644 -t $(TO)$(FISHDIR) $(BUILD)/completions/kbmirror.fish
	sed 's|@BINDIR@|$(BINDIR)|' packaging/systemd/kbmirror.service.in \
	    > $(TO)$(UNITDIR)/kbmirror.service
	chmod 644 $(TO)$(UNITDIR)/kbmirror.service
	install -m 644 packaging/systemd/kbmirror.timer $(TO)$(UNITDIR)
	install -m 644 $(DOCS) $(TO)$(DOCDIR)
	install -D -m 644 -t $(TO)$(DOCDIR)/rules $(RULES)

uninstall:
	rm -f $(TO)$(BINDIR)/kbmirror $(MAN1:%=$(TO)$(MANDIR)/man1/%) \
	    $(MAN5:%=$(TO)$(MANDIR)/man5/%) $(TO)$(BASHDIR)/kbmirror \
	    $(TO)$(ZSHDIR)/_kbmirror $(TO)$(FISHDIR)/kbmirror.fish \
	    $(TO)$(UNITDIR)/kbmirror.service $(TO)$(UNITDIR)/kbmirror.timer \
	    $(addprefix $(TO)$(DOCDIR)/,$(notdir $(DOCS)))
	rm -f $(addprefix $(TO)$(DOCDIR)/rules/,$(notdir $(RULES)))
	[ ! -d $(TO)$(DOCDIR)/rules ] || rmdir $(TO)$(DOCDIR)/rules
	[ ! -d $(TO)$(DOCDIR) ] || rmdir $(TO)$(DOCDIR)

deb:
	./scripts/make-deb

clean:
	rm -rf $(BUILD)

include tests/fuzz/fuzz.mk

FORCE:
.PHONY: all print-cflags check clean completions deb install man uninstall unit FORCE

-include $(OBJECTS:.o=.d) $(DIR)/main.d $(addsuffix .d,$(UNIT_BINS))
