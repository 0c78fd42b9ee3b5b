"""The photos and files of a report: to add and remove them while the report may be written."""

from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock
from apps.core.images import as_jpeg, read_picture
from apps.core.storage import erase_after_commit
from apps.mentoring.files import check_handout
from apps.mentoring.models import ReportFile, SessionReport
from apps.mentoring.rules import report_files as rules
from apps.mentoring.rules.reports import check_can_write
from apps.mentoring.services.reports import draft_of
from apps.mentoring.services.shared import lock_session
from apps.mentoring.states import ONE_EACH, ReportFileKind, ReportStatus

LONGEST_SIDE = 1600  # points of a photo as it is kept


@transaction.atomic
def add_report_file(*, by: Member, session_id: int, kind: str, file: Any) -> ReportFile:
    """Add a photo or a file to the report of a session, which is begun if there is none.

    Another start or end photo replaces the one that was there.

    Raises Session.DoesNotExist, what `rules.reports.check_can_write` refuses, Invalid `kind_unknown`,
    `image_too_large`, `image_unreadable`, `image_too_wide`, `file_not_taken`, `file_too_large`, `file_not_open`
    (field `file`), Conflict `files_too_many`.
    """
    kept_kind = rules.check_kind(kind)
    report = _lock_report(by, session_id)
    same = list(ReportFile.objects.filter(report=report, kind=kept_kind))
    if kept_kind in ONE_EACH:
        _drop(same)
    else:
        rules.check_room(kept_kind, len(same))
    name = ""
    if kept_kind == ReportFileKind.FILE:
        name = check_handout(file)
    else:
        picture = read_picture(file, side=LONGEST_SIDE // 2, most_bytes=rules.MOST_PHOTO_BYTES, field="file")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        file = as_jpeg(picture)
    row = ReportFile.objects.create(
        report=report, kind=kept_kind, file=file, name=name, size=file.size, created_at=clock.now()
    )
    # The name stays out of the audit trail, as that of a handout does.
    audit.record(
        by=by, act="mentoring.report_file_added", subject=report, after={"file_kind": kept_kind, "bytes": row.size}
    )
    return row


@transaction.atomic
def remove_report_file(*, by: Member, session_id: int, file_id: int) -> None:
    """Take a photo or a file away from the report of a session. One that is gone already stays so.

    Raises Session.DoesNotExist, and what `rules.reports.check_can_write` refuses.
    """
    report = _lock_report(by, session_id)
    row = ReportFile.objects.filter(report=report, pk=file_id).first()
    if row is None:
        return
    _drop([row])
    audit.record(by=by, act="mentoring.report_file_removed", subject=report, before={"file_kind": row.kind})


def drop_report_files_of(member: Member) -> None:
    """Take the photos and files of the reports of a member who leaves away, but for those that were approved."""
    rows = ReportFile.objects.filter(report__session__author=member)
    _drop(list(rows.exclude(report__status=ReportStatus.APPROVED)))


def _lock_report(by: Member, session_id: int) -> SessionReport:
    """Lock the session of a report that the member may write, and return the report; it is begun if there is none."""
    lock_member(by.pk)  # the files of who leaves go with them
    session = lock_session(session_id, by)
    report = SessionReport.objects.filter(session=session).first()
    now = clock.now()
    check_can_write(by, session, report, now)
    if report is None:
        report = draft_of(session)
        report.created_at = report.updated_at = now
        report.revision = 0  # who has the form open writes over nothing of anybody's
        report.save()
    report.session = session
    return report


def _drop(rows: list[ReportFile]) -> None:
    for row in rows:
        erase_after_commit(row.file)
        row.delete()
