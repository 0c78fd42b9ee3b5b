"""The rows of the list and the table of applicants: `{% load sessions %}`, then session_row, applicant_rows.

They are drawn in Python because they come by the dozen: a template takes ten times as long for each.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from apps.mentoring.selectors.detail import Applicant
    from apps.mentoring.selectors.lists import SessionRow

register = template.Library()

_ROW = """
<li class="row-item{past}"><time class="date{past}" datetime="{iso}"><span class="date-month">{year}{month}</span> <span class="date-day">{day}</span> <span class="date-week">{weekday}</span></time>
<div><h2 class="row-title"><a href="{url}">{title}</a></h2><ul class="row-meta"><li>{type}</li><li>{hours}</li><li>{place}</li><li>{author}</li></ul><ul class="row-meta row-meta-2">{mine}{clash}<li>{approval}</li><li>{registered}</li></ul></div>
<div class="seats"><span><b>{seats}</b>{left}</span><svg class="meter is-{kind}" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{seats_label}"><rect class="meter-track" width="100" height="6"/><rect class="meter-fill" width="{percent}" height="6"/></svg></div>
<div class="row-state"><span class="badge badge-{kind}">{stands}</span><span><span class="visually-hidden">{registration_word}</span> {registration}</span></div></li>"""  # noqa: E501 (as it stands on the page)


@register.simple_tag
def session_row(row: SessionRow) -> SafeString:
    """One line of the list (selectors.lists.SessionRow); every word in it is escaped here."""
    day = row.day
    return mark_safe(  # noqa: S308
        _ROW.format(
            past=" is-past" if row.is_past else "",
            iso=day.iso,
            year=f'<span class="date-year">{escape(day.year)}</span> ' if day.year else "",
            month=escape(day.month),
            day=day.day,
            weekday=escape(day.weekday),
            url=escape(row.url),
            title=escape(row.title),
            type=escape(row.type),
            hours=row.hours,
            place=escape(row.place),
            author=escape(row.author),
            mine=f'<li class="is-mine">{escape(row.mine)}</li>' if row.mine else "",
            clash=f'<li class="is-clash">{escape(row.clash)}</li>' if row.clash else "",
            approval=escape(row.approval.text),
            registered=escape(row.registered),
            seats=escape(row.seats),
            left=f" · {escape(row.left)}" if row.left else "",
            kind=row.badge.kind,
            stands=escape(row.badge.text),
            seats_label=escape(row.seats_label),
            percent=row.percent,
            registration_word=escape(row.registration_word),
            registration=escape(row.registration),
        )
    )


@register.simple_tag
def applicant_rows(rows: list[Applicant], cancelled: Any = False, remove: Any = False) -> SafeString:
    """The lines of mentoring/_people_table.html: of those who cancelled, or with a way to end each application."""
    state, applied = escape(_("상태")), escape(_("신청일시"))
    ended, cause = escape(_("취소일시")), escape(_("취소 구분"))
    lines = []
    for person in rows:
        note = f' <span class="muted small">{escape(person.note)}</span>' if person.note and not cancelled else ""
        line = (
            f'<tr role="row"><th scope="row" role="rowheader">{escape(person.name)}</th>'
            f'<td role="cell" data-label="{state}"><span><span class="badge badge-{person.kind}">{escape(person.state)}'
            f'</span>{note}</span></td><td role="cell" data-label="{applied}">{escape(person.applied)}</td>'
        )
        if cancelled:
            reason = f'<span class="facts-note">{escape(person.reason)}</span>' if person.reason else ""
            line += (
                f'<td role="cell" data-label="{ended}">{escape(person.cancelled)}</td>'
                f'<td role="cell" data-label="{cause}"><span>{escape(person.note)}{reason}</span></td>'
            )
        elif remove:
            line += f'<td role="cell" class="num" data-label="">{_remove(person) if person.can_remove else ""}</td>'
        lines.append(line + "</tr>\n")
    return mark_safe("".join(lines))  # noqa: S308 – every word in it was escaped


def _remove(person: Applicant) -> str:
    words = _('<span class="visually-hidden">%(name)s 님의 </span>신청 취소') % {"name": escape(person.name)}
    return f'<a class="btn btn-sm" href="{reverse("mentoring:remove", args=[person.pk])}">{words}</a>'
