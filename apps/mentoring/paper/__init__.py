"""The evidence of a lecture as a PDF: what its report said when it was submitted, the same bytes each time."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core import clock, pdf, text
from apps.mentoring.models import ReportFile, SessionReport
from apps.mentoring.rules.reports import recognised_minutes
from apps.mentoring.selectors.reports import PersonThere, count_people, people_of
from apps.mentoring.states import ONE_EACH

_TEMPLATE = Path(__file__).parent / "evidence.typ"


def evidence_of(report: SessionReport, language: str, **how: Any) -> bytes:
    """Return the pages in `ko` or `en`. `how` is passed on to typst.compile. Queries: 2.

    A name may have a letter that the font lacks. The evidence is needed all the same: then the document is not tagged,
    and a box stands for the letter.
    """
    files = _photos(report)
    with translation.override(language):
        data = _data(report, language, people_of(report), set(files))
    if how:
        return pdf.compile_document(_TEMPLATE, data, files, **how)
    try:
        return pdf.compile_document(_TEMPLATE, data, files, pdf_standards=pdf.TAGGED)
    except pdf.NoSuchLetter:
        return pdf.compile_document(_TEMPLATE, data, files)


def _photos(report: SessionReport) -> dict[str, bytes]:
    """Return the start and the end photo whose files are there, by the names that the template reads."""
    found: dict[str, bytes] = {}
    for row in ReportFile.objects.filter(report=report, kind__in=ONE_EACH):
        try:
            with row.file.open() as file:
                found[f"{row.kind}.svg"] = pdf.picture_svg(file.read())
        except OSError:
            continue  # lost or damaged: the page says that it is missing
    return found


def _data(report: SessionReport, language: str, people: list[PersonThere], photos: set[str]) -> dict[str, Any]:
    session = report.session
    submitted = clock.local(report.submitted_at) if report.submitted_at else clock.local(report.updated_at)
    return {
        "lang": language,
        "region": pdf.REGIONS[language],
        "title": _("멘토 특강 증빙"),
        "issuer": _("배움터"),
        "made": [submitted.year, submitted.month, submitted.day],
        "facts": _facts(report),
        "photos-title": pgettext("photos of a report", "사진"),
        "photos": [
            {
                "label": str(kind.label),
                "file": f"{kind}.svg" if f"{kind}.svg" in photos else "",
                "alt": _("‘%(title)s’의 %(kind)s") % {"title": session.title, "kind": kind.label},
            }
            for kind in ONE_EACH
        ],
        "missing": _("사진 파일이 없습니다."),
        "people-title": _("신청자와 참석"),
        "counts": " · ".join(_("%(label)s %(n)d명") % {"label": label, "n": n} for label, n in count_people(people)),
        "head": [_("번호"), _("이름"), _("참석")],
        "people": list(_rows(people)),
        "foot": _("%(when)s에 제출된 보고로 만들었습니다.") % {"when": text.moment(submitted)},
    }


def _facts(report: SessionReport) -> list[tuple[str, str]]:
    session = report.session
    held = text.hours(report.started_at, report.ended_at) if report.started_at and report.ended_at else ""
    excluded = ""
    if report.excluded_minutes:
        excluded = f"{text.length(report.excluded_minutes)} ({report.excluded_reason})"
    facts = [
        (_("멘토링"), session.title),
        (_("멘토"), session.author.name),
        (_("날짜"), text.day(session.date)),
        (_("장소"), report.place),
        (_("진행 시간"), held),
        (_("제외 시간"), excluded),
        (_("인정 시간"), text.length(recognised_minutes(report))),
        (pgettext("of a report", "주제"), report.topic),
    ]
    return [fact for fact in facts if fact[1]]


def _rows(people: Iterable[PersonThere]) -> Iterable[tuple[str, str, str]]:
    for number, person in enumerate(people, start=1):
        yield str(number), person.name, person.badge.text if person.badge else _("미기록")
