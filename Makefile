# Builds the one binary `pakn` (build/pakn), its unit tests and its fuzzers.
#   make            the daemon            make check    tests/run: everything that must pass
#   make demo       deploy/demo           make bench    tests/bench/run: figures, by hand
#   make units      the C tests           make fuzz     the fuzzers, SECONDS=60 each
#   make fmt        clang-format          make lint     clang-format, clang-tidy, cppcheck: clean
#   make install    what deploy/install.md needs, below PREFIX (/usr/local), all of it below DESTDIR (nothing)
#   make SANITIZE=1 the same under ASan and UBSan, in build/asan

PACKAGES := libevent libevent_openssl libpq json-c libssl libcrypto libargon2 inih libutf8proc libsystemd \
	libcurl libmagic libturbojpeg libexif libpng libseccomp sqlite3

BUILD := build
SANITIZE ?=
ifneq ($(SANITIZE),)
BUILD := build/asan
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMISE := -O1
else
OPTIMISE := -O2 -D_FORTIFY_SOURCE=2
endif

CC ?= gcc
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
	-Wvla -Wundef -Wpointer-arith -Wwrite-strings
HARDENING := -fstack-protector-strong -fstack-clash-protection -fPIE -fcf-protection
CPPFLAGS += -I. -I$(BUILD) -D_GNU_SOURCE
CFLAGS ?= -g
PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES))
PACKAGE_LIBS := $(shell pkg-config --libs $(PACKAGES))
ALL_CFLAGS = -std=c17 $(OPTIMISE) $(WARNINGS) $(HARDENING) $(SANITIZERS) $(CFLAGS) \
	$(PACKAGE_CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack $(SANITIZERS) $(LDFLAGS)
# libcsv brings no file for pkg-config; that of libxlsxwriter in Debian 13 names what is not installed with it.
LIBS = $(PACKAGE_LIBS) -lcsv -lxlsxwriter -lpthread -lm

SOURCES := $(wildcard common/*.c server/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/queries.o $(BUILD)/sql_files.o
SQL := $(wildcard sql/migrations/*.sql sql/functions/*.sql sql/functions/*/*.sql sql/queries/*.sql)
UNITS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/common/test_*.c tests/server/test_*.c))

.PHONY: all check demo bench units fuzz fmt lint install clean
all: $(BUILD)/pakn

# Everything but main() is a library, so that a test links only what it uses.
$(BUILD)/libpakn.a: $(filter-out $(BUILD)/server/main.o,$(OBJECTS))
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/pakn: $(BUILD)/server/main.o $(BUILD)/libpakn.a
	@echo "  LINK $@"
	@$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c $(BUILD)/queries.h
	@mkdir -p $(@D)
	@echo "  CC   $<"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# SQL becomes C: queries as tables, migrations and functions as embedded text.
$(BUILD)/queries.h $(BUILD)/queries.c $(BUILD)/sql_files.S &: $(SQL) sql/generate
	@mkdir -p $(BUILD)
	sql/generate $(BUILD)

$(BUILD)/queries.o: $(BUILD)/queries.c
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/sql_files.o: $(BUILD)/sql_files.S
	@$(CC) -c -o $@ $<

$(BUILD)/tests/%: tests/%.c $(BUILD)/libpakn.a
	@mkdir -p $(@D)
	@echo "  TEST $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< $(BUILD)/libpakn.a -lcmocka $(LIBS)

units: $(UNITS)
	@for unit in $(UNITS); do $$unit || exit 1; done

check:
	tests/run

demo:
	deploy/demo

bench:
	tests/bench/run

SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
$(BUILD)/fuzz/%: tests/fuzz/%.c $(wildcard common/*.c)
	@mkdir -p $(@D)
	clang -std=c17 -g -O1 -fsanitize=fuzzer,address,undefined $(CPPFLAGS) -o $@ $^ \
		$(shell pkg-config --cflags --libs json-c libcrypto libutf8proc inih \
			libmagic libturbojpeg libexif libpng libseccomp)
$(BUILD)/fuzz/fuzz_media: server/media_work.c server/media_type.c server/jail.c $(wildcard server/picture*.c)

fuzz: $(FUZZERS)
	@for fuzzer in $(FUZZERS); do echo "$$fuzzer"; \
		$$fuzzer -max_total_time=$(SECONDS) -print_final_stats=1 || exit 1; done

FORMATTED := $(wildcard common/*.[ch] server/*.[ch] tests/*/*.[ch])
fmt:
	clang-format -i $(FORMATTED)

# varFuncNullUB: POSIX has NULL as a pointer.
lint: $(BUILD)/queries.h
	@clang-format --dry-run --Werror $(FORMATTED)
	@clang-tidy --quiet $(SOURCES) -- -std=c17 $(CPPFLAGS) $(PACKAGE_CFLAGS) 2>&1 | \
		{ ! grep -vE 'warnings? generated'; }
	@cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr \
		--suppress=missingIncludeSystem --suppress=varFuncNullUB -I. -I$(BUILD) common server

# The unit runs the binary where PREFIX puts it.  What an administrator has changed below /etc stays.
PREFIX ?= /usr/local
TO = $(DESTDIR)$(PREFIX)
install: $(BUILD)/pakn
	@install -d $(TO)/bin $(TO)/share/pakn $(TO)/lib/systemd/system $(TO)/lib/sysusers.d
	@install -d $(DESTDIR)/etc/pakn && install -d -m 0700 $(DESTDIR)/etc/pakn/secrets
	@install -s $(BUILD)/pakn $(TO)/bin/pakn.new && mv $(TO)/bin/pakn.new $(TO)/bin/pakn
	@install deploy/pakn-admin deploy/pakn-backup deploy/pakn-certificate deploy/pakn-session $(TO)/bin
	@install -m 0644 $(SHARED) $(TO)/share/pakn
	@install -m 0644 deploy/pakn.sysusers $(TO)/lib/sysusers.d/pakn.conf
	@for unit in $(UNIT_FILES); do \
		sed 's|/usr/local|$(PREFIX)|g' deploy/$$unit >$(TO)/lib/systemd/system/$$unit || exit 1; done
	@[ -e $(DESTDIR)/etc/pakn/pakn.conf ] || \
		install -m 0644 deploy/pakn.conf $(DESTDIR)/etc/pakn/pakn.conf
	@echo "Installed: $$($(TO)/bin/pakn version | head -1) below $(TO)"

UNIT_FILES := pakn.service pakn.socket pakn-backup.service pakn-backup.timer
SHARED := $(addprefix deploy/,roles.sql database.sql pg_hba.conf pg_ident.conf pakn.conf nginx.conf \
	haproxy.cfg alarms.yml)

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(UNITS:=.d)
