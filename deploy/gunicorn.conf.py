"""The configuration of gunicorn: `gunicorn -c deploy/gunicorn.conf.py config.wsgi`. Reads the environment."""

import gc
import os
from pathlib import Path
from typing import Any

import environ
import gunicorn

# Gunicorn puts its name into every answer; a scanner need not learn what serves.
gunicorn.SERVER = "baeumteo"

# The settings read the same file, except in the demo.
_environment = Path(__file__).resolve().parent.parent / ".env"
if _environment.is_file() and os.environ.get("BAEUMTEO_MODE") != "demo":
    environ.Env.read_env(_environment)

# All interfaces: the server runs in a container behind the operator's proxy.
bind = os.environ.get("BIND", "0.0.0.0:8000")
# At most two per core: the work is done in Python, and each worker keeps a connection to the database.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "sync"
timeout = 60
graceful_timeout = 20
keepalive = 5
# Workers are replaced now and then, not all at once, so that a memory leak cannot grow.
max_requests = 5000
max_requests_jitter = 500
# In memory, because the heartbeat file must never wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
# The master loads the code once and forks the workers, so that a killed worker is replaced at once and all workers
# share the memory of the code. New code needs a restart; SIGHUP does not load it.
preload_app = True
# The proxy logs requests; Django logs errors, with a request id and without secrets.
accesslog = None
errorlog = "-"
loglevel = "info"
# Gunicorn trusts no proxy; the setting TRUSTED_PROXY_COUNT of the product decides which to trust.
secure_scheme_headers = {}
forwarder_headers = ""


def when_ready(_server: Any) -> None:
    """Exclude the loaded objects from garbage collection, so that the workers keep sharing their memory."""
    gc.collect()
    gc.freeze()
