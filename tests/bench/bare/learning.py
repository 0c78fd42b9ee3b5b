"""Saving progress by hand: the floor beside `progress.services.save`. Also the URL configuration."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST


@login_required
@require_POST
def save(request):
    """Whose it is and whether it runs, and the upsert; time is added as it is told."""
    given = {name: int(request.POST[name]) for name in ("enrolment", "content", "rate", "position", "seconds")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT member_id, approved FROM bare_enrolment WHERE id = %s", [given["enrolment"]])
        member, approved = cursor.fetchone()
        if member != request.user.pk or not approved:
            return HttpResponse("not yours", status=403)
        cursor.execute(
            "INSERT INTO bare_progress AS p (enrolment_id, content_id, rate, position, seconds, saved_at)"
            " VALUES (%s, %s, %s, %s, %s, now()) ON CONFLICT (enrolment_id, content_id) DO UPDATE SET"
            " rate = GREATEST(p.rate, EXCLUDED.rate), position = EXCLUDED.position,"
            " seconds = p.seconds + EXCLUDED.seconds, saved_at = now() RETURNING rate, position, seconds",
            list(given.values()),
        )
        rate, position, seconds = cursor.fetchone()
    return JsonResponse({"rate": rate, "position": position, "seconds": seconds})


urlpatterns = [path("progress/", save)]
