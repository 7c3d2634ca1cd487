# make test checks everything CI checks, and installs what it needs for it.

.PHONY: test tools keyring postgres node replicas build release image check fmt bench report

test: tools
	@echo "== gofmt"; out=$$(gofmt -l .); test -z "$$out" || { echo "gofmt wants: $$out"; exit 1; }
	@echo "== go vet"; go vet ./...
	@echo "== staticcheck"; go tool staticcheck ./...
	@echo "== tests, with the race detector, in random order"; go test -race -shuffle=on ./... && go test ./lessons/draw
	@echo "== the built binary under kill -9"; go test -count=1 -run TestCrash ./cmd/capheso -v -crashes 40
	@echo "== the built binary under kill -9 behind a Telegram Bot API, by polling and by webhook"; go test -count=1 -run TestTelegramCrash ./cmd/capheso -v -telegram-crashes 20 -timeout 20m
	@echo "== the built binary under kill -9 while Zalo delivers, and a thousand token renewals under kills"; go test -count=1 -run TestZaloCrash ./cmd/capheso -v -zalo-crashes 20 -timeout 20m && go test -race -count=1 -run TestTokenTorture ./adapters/zalooa -v -torture 1000
	@echo "== three replicas on one PostgreSQL, both under kill -9"; go test -count=1 -run 'TestReplicas$$' ./cmd/capheso -v -replica-crashes 6 -replica-chats 200
	@echo "all checks passed"

# tools installs what the tests need beside Go: a browser, a keyring and PostgreSQL.
tools: keyring postgres node
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "== installing chromium for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	else \
		echo; echo "!! NO BROWSER: the browser tests will be SKIPPED. Install chromium to run them."; echo; \
	fi

# keyring is the real Secret Service, which the tests unlock without a desktop.
keyring:
	@if command -v dbus-run-session >/dev/null && command -v gnome-keyring-daemon >/dev/null && command -v secret-tool >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "== installing a keyring for the tests of secrets"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends dbus gnome-keyring libsecret-tools >/dev/null; \
	else \
		echo; echo "!! NO KEYRING: the test of the real keyring will be SKIPPED. Install dbus, gnome-keyring and libsecret-tools to run it."; echo; \
	fi

# node runs the OpenAI-compatible server of npm that the model tests talk to.
node:
	@if command -v node >/dev/null && command -v npm >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "== installing node for the tests of models"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null; \
	else \
		echo; echo "!! NO NODE: the talk with an independent model server will be SKIPPED. Install nodejs and npm to run it."; echo; \
	fi

# postgres is a real server, which the tests start privately on a Unix socket.
postgres:
	@if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "== installing PostgreSQL for the tests of replicas"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	else \
		echo; echo "!! NO POSTGRESQL: the tests of store/postgres and of replicas will be SKIPPED. Install postgresql to run them."; echo; \
	fi

# replicas kills three replicas and their database more often than make test
# does, and waits until every message is out. It takes minutes.
replicas: postgres
	go test -count=1 -run 'TestReplicas$$' ./cmd/capheso -v -replica-crashes 12 -replica-chats 200 -timeout 20m

build:
	CGO_ENABLED=0 go build -o bin/capheso ./cmd/capheso

# release builds the program for each system, with its version and commit, and
# the sums of the files. Go knows the commit in a clone only, not in a worktree.
SYSTEMS = linux/amd64 linux/arm64 windows/amd64 darwin/arm64 darwin/amd64
release:
	@test -d .git || { echo "make release: build in a clone; in a git worktree Go writes no commit into the program"; exit 1; }
	@mkdir -p dist
	@for system in $(SYSTEMS); do \
		os=$${system%/*} arch=$${system#*/}; file=dist/capheso-$$os-$$arch; test $$os != windows || file=$$file.exe; \
		echo "== $$file"; CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch go build -trimpath -buildvcs=true -ldflags='-s -w' -o $$file ./cmd/capheso || exit 1; \
	done
	@cd dist && sha256sum capheso-* > SHA256SUMS && cat SHA256SUMS

# image builds a container image of the program alone, with buildah or docker.
# Inside a container: make image STORAGE="--storage-driver vfs" ISOLATION="--isolation chroot".
image:
	@mkdir -p dist/image/data
	CGO_ENABLED=0 go build -trimpath -buildvcs=auto -ldflags='-s -w' -o dist/image/capheso ./cmd/capheso
	cp /etc/ssl/certs/ca-certificates.crt dist/image/
	@if command -v buildah >/dev/null; then buildah $(STORAGE) build $(ISOLATION) -t capheso:latest -f deploy/Dockerfile dist/image; \
	else docker build -t capheso:latest -f deploy/Dockerfile dist/image; fi

check:
	go run ./cmd/capheso check

fmt:
	gofmt -w .

# bench prints the figures of docs/performance.md.
bench:
	go test -run '^$$' -bench . -benchtime 1s ./lessons/viet ./lessons/search ./dialogs ./store/bolt ./store/postgres

# report prints how well questions are understood and answered.
report:
	go test -count=1 -run 'TestReport|TestChoose' -v ./lessons/search ./lessons/viet
