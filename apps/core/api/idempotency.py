"""Idempotency-Key: a write with a key acts once, and a repeated request gets the first answer."""

import functools
import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid, Throttled
from apps.core.models import IdempotentAnswer

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def decorator(api: NinjaAPI) -> Callable[[Callable], Callable]:
    """Return the decorator for `api.add_decorator` that makes every write of a member honour the header."""

    def decorate(view: Callable) -> Callable:
        @functools.wraps(view)
        def once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            key = request.headers.get(HEADER)
            member = getattr(request, "auth", None)
            if key is None or member is None or request.method not in WRITES:
                return view(request, *args, **kwargs)
            if not _KEY.fullmatch(key):
                raise Invalid(
                    "bad_idempotency_key", _("Idempotency-Key는 빈칸 없는 영문, 숫자, 기호로 255자까지 쓸 수 있습니다.")
                )
            return _answer_once(api, request, member.pk, key, lambda: view(request, *args, **kwargs))

        return once

    return decorate


def _answer_once(api: NinjaAPI, request: HttpRequest, member_id: int, key: str, act: Callable[[], Any]) -> HttpResponse:
    """Act and store the answer under the key, or return the answer that is stored.

    The row is the lock: of two requests at once, the second waits for the transaction of the first and reads its
    answer. A refusal by a rule is stored too; invalid input, throttling and crashes are not, and leave the key unused.
    Raises Conflict `idempotency_key_reused`.
    """
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        row, is_first = _claim(member_id, key, fingerprint)
        if not is_first:
            if row.request_hash != fingerprint:
                raise Conflict(
                    "idempotency_key_reused",
                    _("이 Idempotency-Key는 이미 다른 요청에 쓰였습니다. 새 요청에는 새 값을 보내 주세요."),
                )
            response = HttpResponse(row.body, status=row.status, content_type=api.get_content_type())
            response["Idempotent-Replayed"] = "true"
            return response
        response = _act(api, request, act)
        row.status, row.body = response.status_code, response.content.decode()
        row.save(update_fields=["status", "body"])
        return response


def _claim(member_id: int, key: str, fingerprint: str) -> tuple[IdempotentAnswer, bool]:
    now = clock.now()
    IdempotentAnswer.objects.filter(member_id=member_id, key=key, created_at__lte=now - KEPT_FOR).delete()
    # ON CONFLICT DO NOTHING waits for an unfinished transaction with the same key.
    IdempotentAnswer.objects.bulk_create(
        [IdempotentAnswer(member_id=member_id, key=key, request_hash=fingerprint, created_at=now)],
        ignore_conflicts=True,
    )
    row = IdempotentAnswer.objects.select_for_update().get(member_id=member_id, key=key)
    return row, row.status is None


def _act(api: NinjaAPI, request: HttpRequest, act: Callable[[], Any]) -> HttpResponse:
    try:
        with transaction.atomic():
            reply = act()
    except Throttled:
        raise
    except DomainError as refusal:
        return api.on_exception(request, refusal)
    return api.create_response(request, reply.model_dump(by_alias=True), status=200)


def _fingerprint(request: HttpRequest) -> str:
    content = "\n".join((request.method or "", request.get_full_path())).encode() + b"\n" + request.body
    return hashlib.sha256(content).hexdigest()
