"""A class of learners for the benchmarks of progress and attendance, made by the thousand."""

import datetime as dt
import json


def classroom(member_ids: list[int], *, contents: int = 1, meetings: int = 0):
    """A class that began an hour ago or more, everyone approved. Returns the class, enrolment ids, content ids."""
    from apps.core import clock
    from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass
    from apps.elearning.enrolment.models import Enrolment

    now, today = clock.now(), clock.today()
    start = today - dt.timedelta(days=30)
    course = Course.objects.create(
        title="자바 입문", title_key="", content="", hours=10, is_published=True, created_at=now, updated_at=now
    )
    rows = [
        Content(course=course, position=n, title=f"{n}강", type="VIDEO", minutes=30, url="https://example.com/v.mp4")
        for n in range(contents)
    ]
    Content.objects.bulk_create(rows)
    row = CourseClass(
        course=course, number=1, start_date=start, end_date=today + dt.timedelta(days=30), apply_start=start,
        apply_end=start, capacity=len(member_ids), is_published=True, created_at=now, updated_at=now,
    )  # fmt: skip
    row.set_moments()
    row.save()
    ClassMeeting.objects.bulk_create(
        ClassMeeting(
            course_class=row, starts_at=row.starts_at + dt.timedelta(days=day, hours=9),
            ends_at=row.starts_at + dt.timedelta(days=day, hours=11),
        )
        for day in range(meetings)
    )  # fmt: skip
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            course_class=row, member_id=pk, status="APPROVED", holds_seat=True, fee=0, applied_at=now, approved_at=now
        )
        for pk in member_ids
    )
    return row, [one.pk for one in enrolments], [one.pk for one in rows]


def tokens(member_ids: list[int]) -> dict[int, str]:
    """Access tokens as a log-in through the API gives them."""
    import secrets

    from apps.accounts import tokens as made
    from apps.accounts.models import Member, TokenFamily
    from apps.core import clock

    now = clock.now()
    members = Member.objects.in_bulk(member_ids)
    families = TokenFamily.objects.bulk_create(
        TokenFamily(
            member=members[pk], refresh_hash=made.fingerprint(secrets.token_hex()),
            password_hash=made.fingerprint(members[pk].password), created_at=now, refreshed_at=now,
            expires_at=now + dt.timedelta(days=1),
        )
        for pk in member_ids
    )  # fmt: skip
    return {family.member_id: made.access_token(family, now) for family in families}


def post_json(path: str, token: str, body: dict) -> bytes:
    text = json.dumps(body)
    return (
        f"POST {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n{text}"
    ).encode()
