# Fuzz targets, named after their layer as unit tests are.
#
#	make fuzz-replay		each target over its corpus, any compiler
#	make fuzz FUZZ_SECONDS=60	libFuzzer (clang), each target in turn;
#					FUZZ=web_url chooses one
# What libFuzzer finds comes to lie in build/fuzz/found/NAME.

FUZZ_SECONDS ?= 60
FUZZ ?= $(FUZZ_NAMES)
FUZZ_NAMES := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/*.c))))
FUZZ_BINS := $(FUZZ_NAMES:%=$(DIR)/fuzz/%)

CFLAGS_fuzz := -O1 -g -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined
LDFLAGS_fuzz := -fsanitize=fuzzer,address,undefined
FUZZ_MAIN := $(if $(filter fuzz,$(FLAVOUR)),,tests/fuzz/replay.c)

define fuzz_rule
$(DIR)/fuzz/$(1): tests/fuzz/$(1).c tests/fuzz/fuzz.h $(FUZZ_MAIN) $(call libs_of,$(firstword $(subst _, ,$(1)))) $(DIR)/flags
	@mkdir -p $$(@D)
	$(CC) $(CFLAGS) -Itests/fuzz $(LDFLAGS) -o $$@ $$< $(FUZZ_MAIN) $(call libs_of,$(firstword $(subst _, ,$(1)))) $(LDLIBS)
endef
$(foreach f,$(FUZZ_NAMES),$(eval $(call fuzz_rule,$(f))))

fuzz-build: $(FUZZ_BINS)

fuzz-replay: $(FUZZ_BINS)
	@for f in $(FUZZ_NAMES); do \
	    $(DIR)/fuzz/$$f tests/fuzz/corpus/$$f 2> $(DIR)/fuzz/$$f.log || \
	    { tail -n 40 $(DIR)/fuzz/$$f.log | tr '\r' '\n'; exit 1; }; done

fuzz:
	$(MAKE) FLAVOUR=fuzz CC=clang $(FUZZ:%=$(BUILD)/fuzz/fuzz/%)
	@for f in $(FUZZ); do \
	    mkdir -p $(BUILD)/fuzz/found/$$f; echo "$$f"; \
	    $(BUILD)/fuzz/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) \
	    -timeout=20 -rss_limit_mb=2048 -max_len=20000 \
	    $$(ls tests/fuzz/$$f.dict 2> /dev/null | sed 's/^/-dict=/') \
	    -artifact_prefix=$(BUILD)/fuzz/found/$$f- -print_final_stats=1 \
	    $(BUILD)/fuzz/found/$$f tests/fuzz/corpus/$$f \
	    2> $(BUILD)/fuzz/found/$$f.log || \
	    { tail -n 60 $(BUILD)/fuzz/found/$$f.log; exit 1; }; done

.PHONY: fuzz fuzz-build fuzz-replay
