"""How gunicorn serves this product: `gunicorn -c deploy/gunicorn.conf.py config.wsgi`. Fed by the environment."""

import gc
import os
from typing import Any

# Behind the operator's proxy, in a container.
bind = os.environ.get("BIND", "0.0.0.0:8000")
# Two a core is plenty: the work is Python's, and a connection to the database is kept for each.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "sync"
timeout = 60
graceful_timeout = 20
keepalive = 5
# A worker is replaced now and then, not all at once, so that a leak never grows old.
max_requests = 5000
max_requests_jitter = 500
# The heartbeat file must never wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
# The master loads the product once, and workers are forked from it: a worker that was killed is back at once, and
# the workers share the memory of the code. New code is served after a restart; a SIGHUP does not load it.
preload_app = True
# Requests are logged by the proxy; what goes wrong in them is logged by Django, with a request id and without secrets.
accesslog = None
errorlog = "-"
loglevel = "info"
# Which proxy to believe is the product's own setting (TRUSTED_PROXY_COUNT); gunicorn itself believes none.
secure_scheme_headers = {}
forwarder_headers = ""


def when_ready(_server: Any) -> None:
    """Keep the collector away from what the master has loaded, so that the workers go on sharing that memory."""
    gc.collect()
    gc.freeze()
