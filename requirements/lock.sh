#!/bin/sh
# Refresh the locked requirements: hashes, every platform, no registry address.
set -eu
cd "$(dirname "$0")/.."
common="--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate"
uv pip compile pyproject.toml $common -o requirements/runtime.txt
uv pip compile pyproject.toml --extra test --extra dev $common -c requirements/runtime.txt -o requirements/dev.txt
uv pip compile pyproject.toml --extra postgres $common -c requirements/runtime.txt -o requirements/postgres.txt
