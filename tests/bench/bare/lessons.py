"""Approving a lesson by hand: the floor beside `lessons.approve_lesson`. Also the URL configuration."""

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST


@login_required
@require_POST
def approve(request, pk: int):
    """Both locks, the state, what is in the way, and the two planners; nobody is told and nothing is recorded."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_member WHERE id = %s FOR NO KEY UPDATE", [request.user.pk])
        cursor.execute(
            "SELECT mentor_id, mentee_id, status, starts_at, ends_at FROM bare_lesson WHERE id = %s FOR NO KEY UPDATE",
            [pk],
        )
        mentor, mentee, status, starts_at, ends_at = cursor.fetchone()
        if mentor != request.user.pk:
            return HttpResponse("not yours", status=403)
        if status != "PENDING":
            return HttpResponse("not pending", status=400)
        cursor.execute(
            "SELECT 1 FROM bare_appointment WHERE member_id = %s AND host AND starts_at < %s AND ends_at > %s LIMIT 1",
            [mentor, ends_at, starts_at],
        )
        if cursor.fetchone():
            return HttpResponse("busy", status=409)
        cursor.execute("UPDATE bare_lesson SET status = 'APPROVED', approved_at = now() WHERE id = %s", [pk])
        cursor.execute(
            "INSERT INTO bare_appointment (member_id, lesson_id, host, starts_at, ends_at)"
            " VALUES (%s, %s, true, %s, %s), (%s, %s, false, %s, %s)",
            [mentor, pk, starts_at, ends_at, mentee, pk, starts_at, ends_at],
        )
    return redirect("detail", pk)


def detail(request, pk: int):
    return HttpResponse(str(pk))


urlpatterns = [path("<int:pk>/", detail, name="detail"), path("<int:pk>/approve/", approve)]
