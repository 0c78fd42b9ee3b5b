"""Personal data that can be recognised wherever it turns up, and the search for it in answers."""

import fnmatch
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable
from urllib.parse import unquote

from django.http import HttpResponse


def canary(person: str, field: str) -> str:
    """A string that stands nowhere else, and survives escaping, encoding and changes of case."""
    return f"zq{person}{field}qz".replace("_", "")


def text_of(response: HttpResponse) -> str:
    """All that an answer tells: head, cookies, messages and body, also packed or escaped ones."""
    parts = [f"{name}: {value}" for name, value in response.headers.items()]
    parts += [cookie.OutputString() for cookie in response.cookies.values()]
    if hasattr(response, "wsgi_request"):
        parts += [str(message) for message in getattr(response.wsgi_request, "_messages", ())]
    body = response.getvalue() if response.streaming else response.content
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    text = body.decode("utf-8", "replace")
    # A calendar file folds its lines anywhere.
    parts += [text, text.replace("\r\n ", "")]
    if "\\u" in text:
        parts.append(_unescaped(text))
    whole = "\n".join(parts)
    return unquote(html.unescape(whole)).lower()


def _unescaped(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def found_in(text: str, canaries: dict[str, str]) -> set[str]:
    """The names of the canaries that sit in the text; numbers also where hyphens are left out or +82 is put first."""
    digits = re.sub(r"(?<=\d)[-\s](?=\d)", "", text)
    return {
        name
        for name, value in canaries.items()
        if value.lower() in text or (value[:3] == "010" and value.replace("-", "")[1:] in digits)
    }


def not_allowed(found: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Those found that no pattern (`mentor.name`, `owner.*`) allows."""
    allowed = list(allowed)
    return sorted(name for name in found if not any(fnmatch.fnmatchcase(name, pattern) for pattern in allowed))
