"""The file for the attendees of a session: to add, replace and remove it. It goes with the session and its author."""

from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock
from apps.core.storage import erase_after_commit
from apps.mentoring import notices, rules
from apps.mentoring.files import check_handout
from apps.mentoring.models import Session
from apps.mentoring.services.pictures import drop_images
from apps.mentoring.services.shared import sentence_params
from apps.notices.services import tell


@transaction.atomic
def set_handout(*, session_id: int, by: Member, file: Any, expected: str = "") -> Session:
    """Give a session its file, instead of the one it has, and tell those who hold a seat.

    `expected` are the marks of what the writer saw (`rules.handout_marks`); '' checks nothing. Raises
    Session.DoesNotExist, NotAllowed (`left`), Conflict `changed_meanwhile`, Invalid `file_not_taken`, `file_too_large`,
    `file_not_open`.
    """
    lock_member(by.pk)  # the files of who leaves go with them
    session = _locked(session_id, by)
    rules.check_handout_unchanged(session, expected)
    shown = check_handout(file)
    before = session.handout_name
    drop_file(session)
    session.handout, session.handout_name = file, shown
    _save(session)
    # The name stays out of the audit trail: it goes when the author leaves.
    facts = {"kind": shown.rpartition(".")[2], "bytes": file.size}
    audit.record(by=by, act="mentoring.handout_replaced" if before else "mentoring.handout_added", subject=session,
                 after=facts)  # fmt: skip
    rows = session.applications.filter(holds_seat=True).select_related("member").order_by("pk")
    tell(
        [row.member for row in rows],
        notices.HANDOUT,
        path=session.get_absolute_url(),
        handout=shown,
        **sentence_params(session),
    )
    return session


@transaction.atomic
def remove_handout(*, session_id: int, by: Member, expected: str = "") -> Session:
    """Take the file of a session away. One that is gone already stays so.

    Raises Session.DoesNotExist, NotAllowed, Conflict `changed_meanwhile` (see `set_handout`).
    """
    session = _locked(session_id, by)
    if session.handout:
        rules.check_handout_unchanged(session, expected)
        drop_file(session)
        _save(session)
        audit.record(by=by, act="mentoring.handout_removed", subject=session)
    return session


def drop_file(session: Session) -> None:
    """Empty the fields of the file, and erase the file itself after the commit. Does not save the row."""
    if session.handout:
        erase_after_commit(session.handout)
    session.handout, session.handout_name = "", ""


def drop_papers(session: Session) -> None:
    """Take the file and the pictures of a session away that is deleted. Does not save the row."""
    drop_file(session)
    drop_images(session)


def drop_files_of(member: Member) -> None:
    """Take the files of all sessions of a member who leaves away."""
    for session in Session.objects.filter(author=member).exclude(handout="").only("handout", "handout_name"):
        drop_file(session)
        session.save(update_fields=["handout", "handout_name"])


def _save(session: Session) -> None:
    session.updated_at = clock.now()
    session.save(update_fields=["handout", "handout_name", "updated_at"])


def _locked(session_id: int, by: Member) -> Session:
    rows = Session.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    session = rows.get(pk=session_id)
    rules.check_can_manage(by, session)
    return session
