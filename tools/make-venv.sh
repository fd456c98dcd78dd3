#!/bin/sh
# Make .venv, with the versions that uv.lock pins. `make .venv/installed` runs this; no other tool is needed before.
# Usage: PYTHON3=python3 tools/make-venv.sh FILE...
# FILE: the files that decide what is installed. Nothing is done while .venv/installed is newer than all of them.
set -eu
python3=${PYTHON3:-python3}

# Two `make` at once share one environment. macOS has no flock, and goes without.
lock() {
  if command -v flock >/dev/null; then
    exec 9<Makefile
    flock 9
  fi
}

is_current() {
  for file in "$@"; do
    [ .venv/installed -nt "$file" ] || return 1
  done
}

check_python() {
  "$python3" -c "import sys; sys.exit(sys.version_info < (3, 11))" || {
    echo "Python 3.11 or newer is needed; $python3 is older or missing. Name another with PYTHON3=…"
    exit 1
  }
}

# Debian and Ubuntu ship Python without venv.
install_venv_module() {
  if "$python3" -c "import ensurepip" 2>/dev/null; then
    return
  fi
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "$python3 has no venv: install it (on Debian and Ubuntu: sudo apt-get install python3-venv)"
    exit 1
  fi
  echo "Installing the Debian package python3-venv"
  apt-get install -qy python3-venv || {
    apt-get update -q
    apt-get install -qy python3-venv
  }
}

# Install uv once per user, in the version of uv.lock, and print its path.
# A finished copy is renamed into place, so that a killed install leaves nothing that looks finished.
install_uv() {
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/multi-container-pods
  version=$("$python3" -c "
import tomllib
print(*(each['version'] for each in tomllib.load(open('uv.lock', 'rb'))['package'] if each['name'] == 'uv'))")
  uv=$cache/uv==$version
  if [ ! -d "$uv" ]; then
    new=$uv.$$
    trap 'rm -rf "$new"' EXIT
    install -d -m 700 "$cache"
    "$python3" -m venv "$new"
    "$new/bin/pip" install --quiet --disable-pip-version-check --no-compile "uv==$version" >&2
    "$python3" -c "import os, sys; os.rename(*sys.argv[1:])" "$new" "$uv" 2>/dev/null || [ -d "$uv" ]
  fi
  echo "$uv/bin/uv"
}

# pip is kept in .venv: Pulumi and the Makefile's Go ask for it.
install_with_uv() {
  UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never
  export UV_PROJECT_ENVIRONMENT UV_PYTHON_DOWNLOADS
  "$1" venv --quiet --seed --clear --python "$(command -v "$python3")" .venv &&
    "$1" sync --quiet --frozen --inexact
}

# The list names every package, so pip adds none: the site needs one without its dependencies.
install_with_pip() {
  "$python3" -m venv .venv --clear
  "$1" export --quiet --frozen --no-hashes >.venv/requirements.txt
  .venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r .venv/requirements.txt
}

lock
if is_current "$@"; then
  exit
fi
check_python
install_venv_module
echo "Making .venv with the packages of uv.lock (seconds, if another checkout has done so before)"
uv=$(install_uv)
install_with_uv "$uv" || {
  echo "uv could not; trying pip, which knows pip's own settings (an index, a proxy)"
  install_with_pip "$uv"
}
# Last, so that the next `make` takes up a killed install again.
touch .venv/installed
