# The whole of Newswire in a few words; `make help` lists them. CMake presets do the work.
SHELL := /bin/bash
JOBS ?= $(shell nproc)
RELEASE := build/release
TESTS := build/test
SERVER := $(RELEASE)/service/newswired
CLI := $(RELEASE)/client/newswire

.DEFAULT_GOAL := help
.PHONY: help demo test run bench format tidy install clean release packages-build packages-test packages-dev

help:  ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: release  ## Build what is missing, then publish, follow, kill and resume in one minute
	@deploy/demo.sh $(SERVER) $(CLI)

test: packages-test  ## Build everything with clang and run every test
	@cmake --preset test -Wno-dev --log-level=WARNING
	@cmake --build --preset test -j $(JOBS)
	@ctest --preset test -j $(JOBS)

run: release  ## Run a server on 127.0.0.1:7447 in the foreground; ARGS for its settings
	@mkdir -p "$${XDG_DATA_HOME:-$$HOME/.local/share}"
	@exec $(SERVER) $(ARGS)

bench: release packages-dev  ## Measure this machine (minutes); ARGS="fanout --size 3072" runs one
	@$(if $(ARGS),$(CLI) bench $(ARGS) --server-binary $(SERVER),client/bench/all.sh $(SERVER) $(CLI))

release: packages-build  ## Build the optimised server and CLI into build/release
	@cmake --preset release -Wno-dev --log-level=WARNING
	@cmake --build --preset release -j $(JOBS) --target newswired newswire newswire_protoset

install: release  ## Install the binaries and newswire.protoset (PREFIX, DESTDIR)
	@cmake --install $(RELEASE) --prefix $(or $(PREFIX),/usr/local)

format: packages-dev  ## Format the C++ sources in place
	@git ls-files -co --exclude-standard '*.h' '*.cc' | xargs clang-format -i

tidy: packages-dev  ## Run clang-tidy over the C++ sources (half an hour on two cores)
	@cmake --preset tidy -Wno-dev --log-level=WARNING
	@cmake --build build/tidy -j $(JOBS) --target newswire_proto newswire_rows newswire_stubs
	@git ls-files -co --exclude-standard '*.cc' | \
	  xargs -P $(JOBS) -n 1 clang-tidy -p build/tidy --quiet --warnings-as-errors='*' \
	  2> >(grep -v ' generated\.$$' >&2)

clean:  ## Remove the build folders of this file
	@rm -rf $(RELEASE) $(TESTS)

packages-build packages-test packages-dev:
	@deploy/install_packages.sh $(subst packages-,,$@)
