# muster: what there is to do with this repository. `make` alone lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The version that the binary shows: the nearest tag, the commits since, "-dirty" for changes.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
# Where the binary goes: a folder, with the slash.
BIN ?= bin/
# Rows of `make bench`, and how long each target of `make fuzz` runs.
ROWS ?= 100000
FUZZTIME ?= 30s
# How many imports `make chaos` kills.
KILLS ?= 500

export CGO_ENABLED ?= 0
BUILD := go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)'
GO_FILES := $(shell find . -name '*.go' -not -path './.cache/*')
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: help
help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/muster
	$(BUILD) -o $(BIN) ./cmd/muster

.PHONY: demo
demo: build ## import samples/new-joiners into a fresh directory and show what comes out
	@samples/new-joiners/run bin/muster

# The race detector is the one thing here that needs a C compiler.
.PHONY: test
test: ## install what the tests need (apt), then run them all with the race detector
	.ci/setup
	CGO_ENABLED=1 go test -race $(TESTFLAGS) ./...

.PHONY: chaos
chaos: ## kill imports KILLS (500) times at random moments, carry them on, and compare
	MUSTER_KILLS=$(KILLS) go test -count=1 -timeout 3h -v -run TestKilledImportsAreCarriedOn ./cmd/muster

.PHONY: lint
lint: .cache/bin/golangci-lint .cache/bin/gofumpt ## check style, imports and formatting
	@unformatted=$$(.cache/bin/gofumpt -l $(GO_FILES)); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change:"; echo "$$unformatted"; exit 1; fi
	.cache/bin/golangci-lint run --allow-parallel-runners ./...

.PHONY: format
format: .cache/bin/gofumpt ## format all Go files
	.cache/bin/gofumpt -w $(GO_FILES)

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (30s)
	FUZZTIME=$(FUZZTIME) .ci/fuzz

.PHONY: bench
bench: build ## measure imports of ROWS (100000) people beside hand-written SQL, then the readers
	go run ./cmd/musterbench -muster bin/muster -rows $(ROWS)
	go test -run '^$$' -bench . -benchmem ./sources ./sources/sftpdir ./sources/csvfile ./sources/xlsxfile ./importer ./importer/value/phone

.PHONY: cross
cross: ## build for every platform, keep nothing
	@for platform in $(PLATFORMS); do \
		echo "build $$platform"; \
		GOOS=$${platform%/*} GOARCH=$${platform#*/} $(BUILD) -o /dev/null ./cmd/muster; \
	done

.PHONY: dist
dist: ## make versioned archives with checksums in dist/
	VERSION=$(VERSION) PLATFORMS="$(PLATFORMS)" .ci/dist

.PHONY: clean
clean: ## remove what the targets above have made
	rm -rf bin dist .cache

# The tools have a module of their own, so that muster's has only what muster needs.
.cache/bin/golangci-lint: .ci/tools/go.mod .ci/tools/go.sum
	go -C .ci/tools build -o ../../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

.cache/bin/gofumpt: .ci/tools/go.mod .ci/tools/go.sum
	go -C .ci/tools build -o ../../$@ mvdan.cc/gofumpt
