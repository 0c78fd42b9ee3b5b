"""Staff in the admin: approve one session, turn another down with a reason."""

import pytest
from playwright.sync_api import expect

from apps.notices.models import Notice
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_staff_approve_and_decline(open_page, superuser, script: bool):
    good, bad = SessionFactory(title="좋은 멘토링"), SessionFactory(title="겹치는 멘토링")
    ApplicationFactory(session=bad)
    page = open_page(superuser, java_script_enabled=script).page

    def act(title: str, action: str) -> None:
        page.goto("/admin/mentoring/session/?decision=waiting")
        page.get_by_role("row", name=title).get_by_role("checkbox").check()
        page.locator("select[name=action]").select_option(action)
        page.locator("button[name=index]").click()

    act("좋은 멘토링", "approve")
    expect(page.locator(".messagelist")).to_contain_text("멘토링 1건의 개설을 승인했습니다.")
    act("겹치는 멘토링", "decline")
    page.locator("[name=reason]").fill("같은 주제가 이미 열립니다.")
    page.get_by_role("button", name="개설 반려하기").click()
    expect(page.locator(".messagelist")).to_contain_text("개설을 반려하고 신청자에게 알렸습니다")
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.approved, bad.decline_reason, bad.seats_taken) == (True, "같은 주제가 이미 열립니다.", 0)
    assert sorted(Notice.objects.values_list("kind", flat=True)) == [
        "mentoring.approved", "mentoring.closed", "mentoring.declined",
    ]  # fmt: skip
