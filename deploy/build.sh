#!/usr/bin/env bash
# The steps from a checkout to a running site, one word each. The Dockerfile and compose.yaml call them, and so does CI.
#   deploy/build.sh install <folder>   a virtual environment with what requirements.lock names, every hash verified
#   deploy/build.sh static             collect the static files into STATIC_ROOT (needs no database, no secrets)
#   deploy/build.sh release            before new code serves: check, migrate, make what is missing
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
install)
    python3 -m venv "${2:?say into which folder}"
    "$2/bin/python" -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
    ;;
static)
    # Into the folder from which the mode of the environment, or of .env, serves them. What is there stays, because the
    # version that still runs needs its own files.
    STATIC_ROOT=$(python deploy/static_root.py)
    export STATIC_ROOT
    # The mode `demo` has the static files of production and needs no secrets.
    BAEUMTEO_MODE=demo DATABASE_URL=sqlite:///:memory: SECRET_KEY=unused python manage.py collectstatic --noinput
    ;;
release)
    python manage.py check --deploy --database default --fail-level ERROR
    DATABASE_STATEMENT_TIMEOUT=0 python manage.py migrate --noinput
    python manage.py createcachetable
    ;;
*)
    sed -n '2,6p' "$0" >&2
    exit 2
    ;;
esac
