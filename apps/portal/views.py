"""Home, my page, and what machines ask."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from apps.seats import triggers


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


def me(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/me.html")


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """It can serve: the database answers, is migrated, and counts the seats."""
    try:
        executor = MigrationExecutor(connection)
        migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        ready = migrated and not triggers.missing()
    except DatabaseError:
        ready = False
    return JsonResponse({"status": "ready" if ready else "not ready"}, status=200 if ready else 503)
