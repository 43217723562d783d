#!/bin/sh
# Makes the virtual environment, and says plainly what is missing when it cannot.
# usage: PYTHON=python3 venv.sh FOLDER
set -eu
folder=$1
python=${PYTHON:-python3}

fail() {
    echo "linkage: $1" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 || fail "there is no $python here: install Python 3.11 or newer, or call make PYTHON=/path/to/python"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$python" --version) is too old: Python 3.11 or newer is needed; call make PYTHON=/path/to/python"

[ -x "$folder/bin/python" ] && "$folder/bin/python" -m pip --version >/dev/null 2>&1 && exit 0

# Debian keeps ensurepip, which venv needs, in a package of its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 ||
        fail "$python cannot make virtual environments: run 'sudo apt-get install python3-venv' and call make again"
    echo "linkage: installing python3-venv by apt-get" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null ||
        fail "apt-get could not install python3-venv: install it by hand and call make again"
fi
exec "$python" -m venv --clear "$folder"
