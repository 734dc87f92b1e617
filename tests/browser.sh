#!/bin/sh
# Browser tests use Debian's chromium: install it when we may, else the tests skip with a reason.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests …"
    (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core) >/dev/null 2>&1 \
        || echo "chromium could not be installed; browser tests will be skipped."
fi
exit 0
