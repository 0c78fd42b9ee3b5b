"""List, detail and apply by hand: the floor that the product is measured against. Also the URL configuration."""

from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

SEOUL = ZoneInfo("Asia/Seoul")
SIZE = 10
TYPES = {"public": "자유 멘토링", "lecture": "멘토 특강"}


def _rows(cursor, sql: str, *params) -> list[tuple]:
    cursor.execute(sql, params)
    return cursor.fetchall()


def _when(moment) -> str:
    if isinstance(moment, str):  # SQLite
        return moment[:16]
    return f"{moment.astimezone(SEOUL):%Y-%m-%d %H:%M}"


@login_required
def session_list(request):
    number, kind = int(request.GET.get("page", 1)), request.GET.get("type", "public")
    person = request.user.pk
    with connection.cursor() as cursor:
        ((total,),) = _rows(cursor, "SELECT count(*) FROM bare_session WHERE type = %s", kind)
        rows = _rows(
            cursor,
            "SELECT s.id, s.title, s.starts_at, s.ends_at, s.reg_start, s.reg_end, s.capacity, s.taken, s.place,"
            " s.approved, s.created_at, m.name FROM bare_session s JOIN accounts_member m ON m.id = s.author_id"
            " WHERE s.type = %s ORDER BY s.starts_at DESC, s.id DESC LIMIT %s OFFSET %s",
            kind, SIZE, (number - 1) * SIZE,
        )  # fmt: skip
    items = [
        {
            "id": pk,
            "title": title,
            "type": TYPES[kind],
            "when": f"{_when(starts)}~{_when(ends)[11:]}",
            "place": place or "장소 미정",
            "approval": "개설 승인" if approved else "개설 승인 전",
            "created": _when(created)[:10],
            "reg": f"{reg_start}~{reg_end}",
            "seats": f"{taken}/{seats}명",
            "status": "접수중" if taken < seats else "마감",
            "author": author,
        }
        for pk, title, starts, ends, reg_start, reg_end, seats, taken, place, approved, created, author in rows
    ]
    return render(request, "list.html", {"items": items, "total": total, "number": number, "person": person})


@login_required
def session_detail(request, pk: int):
    with connection.cursor() as cursor:
        ((title, content, starts, seats, taken, author),) = _rows(
            cursor,
            "SELECT s.title, s.content, s.starts_at, s.capacity, s.taken, m.name FROM bare_session s"
            " JOIN accounts_member m ON m.id = s.author_id WHERE s.id = %s",
            pk,
        )
        people = _rows(
            cursor,
            "SELECT m.id, m.name, a.applied_at FROM bare_application a JOIN accounts_member m ON m.id = a.member_id"
            " WHERE a.session_id = %s AND a.live ORDER BY a.id",
            pk,
        )
    mine = any(person == request.user.pk for person, _name, _at in people)
    context = {
        "pk": pk, "title": title, "content": content, "when": _when(starts), "seats": f"{taken}/{seats}명",
        "author": author, "mine": mine, "people": [(name, _when(at)) for _person, name, at in people],
    }  # fmt: skip
    return render(request, "detail.html", context)


@login_required
@require_POST
def apply(request, pk: int):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bare_session SET taken = taken + 1 WHERE id = %s AND taken < capacity", [pk])
            if not cursor.rowcount:
                return HttpResponse("full", status=409)
            cursor.execute(
                "INSERT INTO bare_application (session_id, member_id, applied_at, live) VALUES (%s, %s, now(), true)"
                if connection.vendor == "postgresql"
                else "INSERT INTO bare_application (session_id, member_id, applied_at, live)"
                " VALUES (%s, %s, datetime('now'), 1)",
                [pk, request.user.pk],
            )
    except IntegrityError:
        return HttpResponse("already in", status=409)
    return redirect("detail", pk)


urlpatterns = [
    path("", session_list),
    path("<int:pk>/", session_detail, name="detail"),
    path("<int:pk>/apply/", apply),
]
