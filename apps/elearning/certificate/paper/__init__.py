"""A certificate as a PDF: one A4 page, tagged (PDF/UA-1), the same bytes each time it is asked for."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core import pdf
from apps.elearning.certificate import rules
from apps.elearning.certificate.document import site_name
from apps.elearning.certificate.models import Certificate

_TEMPLATE = Path(__file__).parent / "certificate.typ"
# Names longer than so many letters are set smaller; a wide letter counts as two.
_NAME_SIZES = ((14, 28), (24, 24), (40, 19), (70, 15))
_SMALLEST = 11.5


def pdf_of(certificate: Certificate, language: str) -> bytes:
    """Return the page in `ko` or `en`. Raises Conflict `no_such_letter` where the font lacks a letter of the name."""
    return compile_page(certificate, language, pdf_standards=pdf.TAGGED)


def compile_page(certificate: Certificate, language: str, **how: Any) -> bytes:
    """Compile the page; `how` is passed on to typst.compile: the format, the standard.

    Raises Conflict `no_such_letter`.
    """
    files = {"qr.svg": qr_svg(address(certificate))}
    try:
        return pdf.compile_document(_TEMPLATE, template_data(certificate, language), files, **how)
    except pdf.NoSuchLetter as error:
        raise rules.no_such_letter(error.letter) from error


def template_data(certificate: Certificate, language: str) -> dict[str, Any]:
    """Return what the template prints: the text of the certificate, and where it can be checked today."""
    says = certificate.says[language]
    name = certificate.says["facts"]["name"]
    issued = date.fromisoformat(certificate.says["facts"]["issued_on"])
    with translation.override(language):
        return {
            "lang": language,
            "region": pdf.REGIONS[language],
            "title": says["title"],
            "distinction": says["distinction"],
            "number-label": says["number_label"],
            "number": certificate.number,
            # A copy taken today of what counts no more says so.
            "stamp": "" if certificate.is_valid else str(certificate.get_status_display()),
            "name": name,
            "name-size": name_size(name),
            "facts": says["facts"],
            "facts-size": 11.5 if max(len(value) for _label, value in says["facts"]) <= 60 else 9.5,
            "sentence": says["sentence"],
            "day": says["day"],
            "issued": [issued.year, issued.month, issued.day],
            "issuer": says["issuer"],
            "check-title": _("진위 확인"),
            "check": _("QR 코드를 찍거나, 아래 주소에서 증서 번호와 이름을 입력해 확인할 수 있습니다."),
            "check-url": settings.SITE_URL + reverse("proof:verify"),
            "check-shown": site_name() + reverse("proof:verify").rstrip("/"),
            "qr-url": address(certificate),
            "qr-alt": _("이 수료증의 진위를 확인하는 주소를 담은 QR 코드"),
        }


def name_size(name: str) -> float:
    """Return the size of the name in points, such that even the longest name fits on two lines."""
    width = sum(2 if ord(letter) > 0x1100 else 1 for letter in name)
    return next((size for longest, size in _NAME_SIZES if width <= longest), _SMALLEST)


def address(certificate: Certificate) -> str:
    """Return the address at which the certificate is checked, which cannot be guessed."""
    return settings.SITE_URL + certificate.check_path


def qr_svg(content: str, *, border: int = 2) -> bytes:
    """Return the QR code with error correction M, so that it can be read with a crease or a stain on it."""
    out = io.BytesIO()
    code = segno.make(content, error="m", micro=False)
    code.save(out, kind="svg", border=border, xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue()
