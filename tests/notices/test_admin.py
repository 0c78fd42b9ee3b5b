"""Notices and mails in the admin: read, found, sent again."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from apps.core import clock
from apps.notices.models import OutboxMail
from tests.factories.notices import NoticeFactory, OutboxMailFactory

pytestmark = pytest.mark.django_db
NOTICES, MAILS = (reverse(f"admin:notices_{model}_changelist") for model in ("notice", "outboxmail"))


@pytest.mark.parametrize("address", [NOTICES, f"{NOTICES}?kind=mentoring.message", f"{MAILS}?state=waiting", MAILS])
@pytest.mark.parametrize("count", [1, 30])
def test_lists_cost_the_same_for_one_row_and_for_many(client, superuser, address, count, django_assert_num_queries):
    NoticeFactory.create_batch(count)
    OutboxMailFactory.create_batch(count)
    client.force_login(superuser)
    client.get(address)
    with django_assert_num_queries(6):
        assert client.get(address).status_code == 200


def test_a_notice_is_shown_in_words_and_cannot_be_changed(client, superuser):
    notice = NoticeFactory(params={"title": "만남", "subject": "준비물", "text": "노트북"})
    client.force_login(superuser)
    page = client.get(reverse("admin:notices_notice_change", args=[notice.pk])).content.decode()
    assert "[만남] 준비물" in page
    assert "노트북" in page
    assert 'name="_save"' not in page


@pytest.mark.parametrize(
    ("state", "subject"),
    [("waiting", "처음"), ("retrying", "다시"), ("sent", "보냄"), ("failed", "포기"), ("", "처음")],
)
def test_mails_are_found_by_their_state(client, superuser, state, subject):
    OutboxMailFactory(subject="처음")
    OutboxMailFactory(subject="다시", attempts=2)
    OutboxMailFactory(subject="보냄", attempts=1, sent_at=clock.now())
    OutboxMailFactory(subject="포기", attempts=6, failed_at=clock.now())
    client.force_login(superuser)
    shown = client.get(MAILS, {"state": state} if state else {}).context["cl"].queryset
    assert subject in {mail.subject for mail in shown}
    assert shown.count() == (1 if state else 4)


def test_the_action_sends_again(client, superuser):
    mail = OutboxMailFactory(attempts=6, failed_at=clock.now())
    client.force_login(superuser)
    answer = client.post(MAILS, {"action": "send_again", "_selected_action": [mail.pk]}, follow=True)
    assert "1통을 다시 보내도록 했습니다." in answer.content.decode()
    mail.refresh_from_db()
    assert (mail.failed_at, mail.attempts) == (None, 0)


def test_who_may_only_look_is_not_offered_the_action(client, bare_staff):
    bare_staff.user_permissions.add(Permission.objects.get(codename="view_outboxmail"))
    mail = OutboxMailFactory(failed_at=clock.now())
    client.force_login(bare_staff)
    assert "send_again" not in client.get(MAILS).content.decode()
    client.post(MAILS, {"action": "send_again", "_selected_action": [mail.pk]})
    assert OutboxMail.objects.get().failed_at is not None


def test_kinds_are_chosen_by_the_domain_that_tells(client, superuser):
    for kind in ("mentoring.message", "planner.hour_before"):
        NoticeFactory(kind=kind, params={})
    client.force_login(superuser)
    for query, found in (("mentoring", 1), ("mentoring.message", 1), ("planner", 1), ("linking", 0), ("", 2)):
        page = client.get(f"{NOTICES}?kind={query}" if query else NOTICES)
        assert page.context["cl"].result_count == found
    choices = [choice["display"] for choice in page.context["cl"].filter_specs[0].choices(page.context["cl"])]
    assert len(choices) < 12
    assert {"멘토링", "일정"} <= {str(choice) for choice in choices}
