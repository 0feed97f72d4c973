# Thin on purpose: scripts/ do the work, this file names it.
.DEFAULT_GOAL := help
.PHONY: help run test test-asan test-tsan build bench lint format fuzz setup clean

help: ## list these targets
	@echo "Backstamp: automated incident response for e-mail"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null || \
	  sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1: \2/p' Makefile

run: ## from a clone to a running system with a sample attack; HEADLESS=1 ends after the summary
	@HEADLESS=$(HEADLESS) scripts/run

test: ## install what is missing, build, run every test; ends with "N passed, N failed"
	@scripts/test

test-asan: ## the unit tests under AddressSanitizer and UBSan
	@scripts/test asan

test-tsan: ## the unit tests under ThreadSanitizer
	@scripts/test tsan

build: ## the optimised program: build/release/backstamp
	@scripts/build release

bench: ## import against notmuch and mu, detection, micro-benchmarks; tables, and build/bench.json
	@scripts/bench

lint: ## formatting, clang-tidy, shellcheck, layers, tidy; FILES=all looks beyond changed files
	@scripts/lint $(FILES)

format: ## rewrite the C++ sources with clang-format
	@scripts/format

fuzz: ## every fuzz target, SECONDS_EACH=60 seconds each, or only TARGET=name
	@SECONDS_EACH=$(SECONDS_EACH) scripts/fuzz $(TARGET)

setup: ## install what building and running need
	@scripts/setup

clean: ## remove build/ and var/demo; the download cache stays
	@rm -rf build var/demo
