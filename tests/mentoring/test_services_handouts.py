"""The file for the attendees of a session: what is taken, who gets it, who is told, when it goes."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.mentoring import files, members, rules
from apps.mentoring.models import Session
from apps.mentoring.selectors import detail
from apps.mentoring.services.applications import cancel_application
from apps.mentoring.services.handouts import remove_handout, set_handout
from apps.mentoring.services.sessions import delete_session
from apps.notices.models import Notice
from tests.api.client import ApiClient
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.mails import the_mail
from tests.people import fresh
from tests.uploads.documents import documents, not_documents

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.7\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def session(mentor, student, stranger) -> Session:
    session = SessionFactory(author=mentor, capacity=1)
    ApplicationFactory(session=session, member=student)
    ApplicationFactory(session=session, member=stranger, state="waiting")
    return session


def paper(name: str = "발표 자료.pdf", raw: bytes = PAPER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def given(session: Session, by, **fields) -> Session:
    set_handout(session_id=session.pk, by=by, **{"file": paper(), **fields})
    session.refresh_from_db()
    return session


def test_seat_holders_are_told_of_a_file_and_the_trail_has_no_name(session, mentor, student):
    given(session, mentor)
    with session.handout.open() as file:
        assert (session.handout_name, file.read()) == ("발표 자료.pdf", PAPER)
    assert "발표" not in session.handout.name
    assert [notice.member for notice in Notice.objects.filter(kind="mentoring.handout")] == [student]
    assert "자료: 발표 자료.pdf" in the_mail(member=student).text
    entry = AuditEntry.objects.get(act="mentoring.handout_added")
    assert (entry.after, entry.before) == ({"kind": "pdf", "bytes": len(PAPER)}, {})


@pytest.mark.parametrize("name", documents())
def test_a_document_is_kept_as_what_it_is(session, mentor, name):
    raw, ending = documents()[name]
    given(session, mentor, file=paper("자료.exe", raw))
    assert (session.handout_name, session.handout.name.rpartition(".")[2]) == (f"자료.{ending}", ending)


@pytest.mark.parametrize("name", not_documents())
def test_anything_else_is_refused_with_the_way_out(session, mentor, name):
    raw, code, words = not_documents()[name]
    with pytest.raises(Invalid, match=words) as refused:
        given(session, mentor, file=paper("자료.pdf", raw))
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert not Session.objects.get().handout


def test_a_file_may_not_be_large(session, mentor, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", len(PAPER) - 1)
    with pytest.raises(Invalid) as refused:
        given(session, mentor)
    assert (refused.value.code, refused.value.field) == ("file_too_large", "file")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("../a/b.PDF", "b.pdf"), ("\u202efdp.exe", "fdp.pdf"), ("이름", "이름.pdf"),
     ("가" * 200 + ".pdf", "가" * 96 + ".pdf"), (".pdf", "자료.pdf"), ("\u3164.pdf", "자료.pdf")],
)  # fmt: skip
def test_the_name_that_is_shown_is_harmless_and_ends_as_what_the_file_is(session, mentor, name, shown):
    assert given(session, mentor, file=paper(name)).handout_name == shown


def test_only_author_and_staff_give_and_take_away(session, mentor, student, superuser):
    for act in (lambda: given(session, student), lambda: remove_handout(session_id=session.pk, by=student)):
        with pytest.raises(NotAllowed):
            act()
    assert given(session, superuser).handout


def test_a_new_file_takes_the_place_of_the_old_one(session, mentor, django_capture_on_commit_callbacks):
    old = given(session, mentor).handout.name
    seen = rules.handout_marks(session)
    with django_capture_on_commit_callbacks(execute=True):
        new = given(session, mentor, file=paper("새 자료.pdf"), expected=seen).handout.name
    assert (default_storage.exists(old), default_storage.exists(new)) == (False, True)
    assert AuditEntry.objects.filter(act="mentoring.handout_replaced").count() == 1
    for act in (set_handout, remove_handout):
        with pytest.raises(Conflict) as refused:
            act(session_id=session.pk, by=mentor, expected=seen, **({"file": paper()} if act is set_handout else {}))
        assert refused.value.code == "changed_meanwhile"
    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(2):
            remove_handout(session_id=session.pk, by=mentor, expected=rules.handout_marks(session))
    assert (Session.objects.get().handout_name, default_storage.exists(new)) == ("", False)
    assert AuditEntry.objects.filter(act="mentoring.handout_removed").count() == 1


def test_who_holds_no_seat_does_not_get_it(session, mentor, student, stranger, superuser):
    with pytest.raises(Session.DoesNotExist):
        detail.get_session_with_handout(session.pk, fresh(student))  # there is none
    given(session, mentor)
    for member in (student, mentor, superuser):
        assert detail.get_session_with_handout(session.pk, fresh(member)).handout
    with pytest.raises(NotAllowed):
        detail.get_session_with_handout(session.pk, stranger)
    cancel_application(application_id=session.applications.get(member=student).pk, by=student)
    with pytest.raises(NotAllowed):
        detail.get_session_with_handout(session.pk, fresh(student))
    assert detail.get_session_with_handout(session.pk, fresh(stranger)).handout  # moved up


def test_the_file_goes_with_the_session_and_with_its_author(session, mentor, django_capture_on_commit_callbacks):
    other = SessionFactory(author=mentor, starts_at=session.starts_at + dt.timedelta(days=9))
    kept = [given(one, mentor).handout.name for one in (session, other)]
    with django_capture_on_commit_callbacks(execute=True):
        delete_session(session_id=session.pk, by=mentor)
    assert [default_storage.exists(name) for name in kept] == [False, True]
    with django_capture_on_commit_callbacks(execute=True):
        members.end_applications(mentor, mentor)
    assert not default_storage.exists(kept[1])
    assert set(Session.objects.values_list("handout", "handout_name")) == {("", "")}


def test_a_page_of_two_windows_and_the_way_to_the_file(session, mentor, student, client):
    address = reverse("mentoring:handout_edit", args=[session.pk])
    client.force_login(mentor)
    first, second = (client.get(address).context["form"].initial["expected"] for _window in range(2))
    assert client.post(address, {"file": paper("가.pdf"), "expected": first}).status_code == 302
    refused = client.post(address, {"file": paper("나.pdf"), "expected": second})
    assert "그사이" in refused.content.decode()
    again = {"file": paper("나.pdf"), "expected": refused.context["form"]["expected"].value()}
    assert client.post(address, again).status_code == 302
    client.force_login(student)
    page = client.get(session.get_absolute_url()).content.decode()
    assert "나.pdf" in page
    file = client.get(reverse("mentoring:handout", args=[session.pk]))
    assert (file.getvalue(), file["X-Content-Type-Options"]) == (PAPER, "nosniff")
    assert file["Content-Disposition"].startswith("attachment")
    assert not AuditEntry.objects.filter(act__endswith="_downloaded").exists()
    client.force_login(mentor)
    remove = reverse("mentoring:handout_remove", args=[session.pk])
    asked = client.get(remove)
    assert "삭제할까요?" in asked.content.decode()
    assert Session.objects.get().handout
    assert client.post(remove, {"expected": first}).status_code == 302  # of the file before
    assert Session.objects.get().handout
    client.force_login(student)
    default_storage.delete(Session.objects.get().handout.name)
    assert client.get(reverse("mentoring:handout", args=[session.pk])).status_code == 404
    client.force_login(mentor)
    client.post(remove, {"expected": asked.context["marks"]})
    assert not Session.objects.get().handout
    assert client.get(remove)["Location"] == address


def test_the_api_gives_the_address_to_those_who_take_part(session, mentor, student, stranger):
    given(session, mentor)
    seen = {
        member: ApiClient(member).get(f"/api/mentoring/{session.pk}").json()["data"] for member in (student, stranger)
    }
    assert seen[student]["handoutUrl"].endswith(f"/mentoring/{session.pk}/handout/")
    assert seen[stranger]["handoutUrl"] == ""
