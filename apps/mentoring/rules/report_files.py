"""Rules of the photos and files of a report: how many, which a lecture needs, and when there is evidence."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from apps.core.errors import Conflict, Invalid
from apps.core.particles import fill
from apps.mentoring.models import SessionReport
from apps.mentoring.states import ReportFileKind, SessionType

MOST = {ReportFileKind.PHOTO: 10, ReportFileKind.FILE: 5}
MOST_PHOTO_BYTES = 15 * 1024 * 1024  # as phones take them
NEEDED_OF_LECTURES = (ReportFileKind.START, ReportFileKind.END)


def check_kind(kind: str) -> ReportFileKind:
    """Return the kind of a file. Raises Invalid `kind_unknown`."""
    if kind not in ReportFileKind.values:
        raise Invalid("kind_unknown", _("사진이나 파일의 종류를 선택해 주세요."), field="kind")
    return ReportFileKind(kind)


def check_room(kind: ReportFileKind, count: int) -> None:
    """Check that one more of a kind can be added to `count`. Raises Conflict `files_too_many`."""
    if kind in MOST and count >= MOST[kind]:
        sentence = fill(
            _("%(kind)s[은/는] %(most)d개까지 올릴 수 있습니다. 필요 없는 것을 먼저 삭제해 주세요."),
            {"kind": kind.label, "most": MOST[kind]},
        )
        raise Conflict("files_too_many", sentence, field="file")


def is_lecture(report: SessionReport) -> bool:
    return report.session.type == SessionType.LECTURE


def gaps_of_photos(report: SessionReport, kinds: Collection[str]) -> list[Invalid]:
    """Return which photos stand against submitting the report of a lecture. `kinds`: of the files that it has."""
    missing = [kind for kind in NEEDED_OF_LECTURES if is_lecture(report) and kind not in kinds]
    return [
        Invalid(
            f"{kind}_photo_missing",
            fill(_("멘토 특강의 보고에는 %(kind)s[이/가] 필요합니다. 사진을 올려 주세요."), {"kind": kind.label}),
        )
        for kind in missing
    ]


def check_has_evidence(report: SessionReport) -> None:
    """Check that the evidence of a lecture can be made: its report was submitted. Raises Conflict `no_evidence`."""
    if not (is_lecture(report) and report.is_locked):
        raise Conflict("no_evidence", _("증빙은 멘토 특강의 보고를 제출한 뒤에 받을 수 있습니다."))
