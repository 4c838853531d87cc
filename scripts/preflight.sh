#!/bin/sh
# Says at once what is missing on this machine and the command that installs it.
# Usage: preflight.sh WHAT…   with WHAT of: python venv compiler java maven postgres uv
# Reads PYTHON (default python3). Ends with 1 when anything is missing, naming all of it.
set -eu

python=${PYTHON:-python3}
missing=0

miss() { # what is missing, why it is needed, the packages to install (Debian), another way
    missing=1
    echo "Missing: $1." >&2
    echo "  Needed for $2." >&2
    if [ -n "$3" ]; then
        if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo "; fi
        echo "  Install it: ${sudo}apt-get update && ${sudo}apt-get install -y $3" >&2
    fi
    if [ -n "${4:-}" ]; then echo "  $4" >&2; fi
}

has() { command -v "$1" >/dev/null 2>&1; }

check_python() {
    if ! has "$python"; then
        miss "Python 3.11 or newer ($python not found)" "everything" "python3 python3-venv" \
            "Or name another interpreter: make PYTHON=/path/to/python3.11 …"
    elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        miss "Python 3.11 or newer ($python is $("$python" --version 2>&1 | head -n 1))" "everything" \
            "python3.11 python3.11-venv" "Or name another interpreter: make PYTHON=/path/to/python3.11 …"
    fi
}

check_venv() {
    has "$python" || return 0
    # Debian splits venv from Python: the module is there without the parts that make it work.
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        miss "Python's venv module" "the virtual environment .venv" "python3-venv"
}

check_compiler() {
    has cc || has gcc ||
        miss "a C compiler" "training and the tests (dedupe's affinegap is built from source)" \
            "build-essential python3-dev"
    has "$python" || return 0
    "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")))' 2>/dev/null ||
        miss "Python's C headers (Python.h)" "training and the tests (dedupe's affinegap is built from source)" \
            "python3-dev"
}

java_major() { # prints 17 for 'openjdk version "17.0.9"', 1 for the ancient "1.8"
    java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1
}

check_java() {
    if ! has java; then
        miss "Java 17 or newer" "the tests, which start a real Neo4j" "openjdk-17-jdk-headless"
        return 0
    fi
    major=$(java_major)
    if [ "${major:-0}" -lt 17 ]; then
        miss "Java 17 or newer (found ${major:-an unknown version})" "the tests, which start a real Neo4j" \
            "openjdk-17-jdk-headless"
    fi
}

check_maven() {
    has mvn || miss "Maven" "the tests, which fetch Neo4j with it" "maven"
}

check_postgres() {
    # Debian keeps the server's programs by version, off the PATH.
    has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
        miss "PostgreSQL's server programs (initdb)" "the tests, which start a real PostgreSQL" \
            "postgresql"
}

check_uv() {
    has uv || miss "uv" "renewing the locks" "" "Install it: $python -m pip install uv"
}

for what in "$@"; do
    case $what in
    python | venv | compiler | java | maven | postgres | uv) "check_$what" ;;
    *)
        echo "preflight.sh: unknown part '$what' (python venv compiler java maven postgres uv)" >&2
        exit 2
        ;;
    esac
done
exit "$missing"
