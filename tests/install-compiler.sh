#!/usr/bin/env bash
# Installs Debian's C++ compiler and Python's headers where they are missing: one of the
# programs that tests compare with comes as source.
set -euo pipefail
headers=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("include"))')
if command -v g++ >/dev/null && [ -f "$headers/Python.h" ]; then
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "The tests need g++ and Python's headers in $headers; please install them." >&2
    exit 1
fi
run=""
if [ "$(id -u)" -ne 0 ]; then
    run="sudo"
fi
$run apt-get update -qq
$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq g++ python3-dev >/dev/null
