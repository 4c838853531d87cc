#!/bin/sh
# Renew the locks: all platforms, hashes, no host names. Needs uv on the PATH.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 "$@"; }
compile pyproject.toml requirements/build.in --extra postgres -o requirements/run.lock
compile pyproject.toml requirements/build.in --all-extras -c requirements/run.lock -o requirements/dev.lock
