"""Reading pages as a person does: words, not markup."""

import html
import re

_SPACE = re.compile(r"\s+")


def words(markup: str) -> str:
    """The text in `markup`, in one line."""
    return _SPACE.sub(" ", html.unescape(re.sub(r"<[^>]+>", " ", markup))).strip()


def part(response, start: str, end: str) -> str:
    """The markup of the page from `start` to the next `end`; '' where it is not there."""
    found = re.search(re.escape(start) + r"(.*?)" + re.escape(end), response.content.decode(), re.DOTALL)
    return found.group(1) if found else ""


def box(response, name: str) -> str:
    """What stands in a box of several lines."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n(.*?)</textarea>', response.content.decode(), re.DOTALL)
    return html.unescape(found.group(1))


def titles(response) -> list[str]:
    """The titles of the list's rows, in order."""
    found = re.findall(r'<h2 class="row-title">(.*?)</h2>', response.content.decode(), re.DOTALL)
    return [words(one) for one in found]


def rows(response) -> list[str]:
    """The words of each row."""
    return [words(found) for found in response.content.decode().split('<li class="row-item')[1:]]


def chips(response) -> list[str]:
    return [words(found) for found in re.findall(r'<a class="chip".*?</a>', response.content.decode(), re.DOTALL)]


def total(response) -> str:
    return words(part(response, '<span class="chips-total" role="status">', "</span>"))


def main_act(response) -> str:
    """The label of the page's one main act."""
    return words(
        re.sub(r"<p .*?</p>", "", part(response, '<div class="action-bar', "</div>").partition(">")[2], flags=re.DOTALL)
    )


def main_why(response) -> str:
    """The reason beside the main act."""
    return words(part(response, 'id="action-why">', "</p>"))


def standing(response) -> tuple[str, str]:
    """The state on top of the page, and what follows from it."""
    state = part(response, 'id="standing-title">', "</h2>")
    return words(state), words(part(response, '<p class="ticket-note">', "</p>"))


def acts(response) -> str:
    """All that stands beside the state: the main act and the link that cancels."""
    return words(part(response, '<div class="ticket-act">', "</section>"))


def messages(response) -> list[str]:
    return [words(found) for found in re.findall(r'<div class="message-text">(.*?)</div>', response.content.decode())]


def errors(response) -> list[str]:
    """The lines of the error summary, `label: sentence`; the title of such a page says so."""
    lines = re.findall(r"<li>(.*?)</li>", part(response, "data-errors", "</ul>"), re.DOTALL)
    assert words(part(response, "<title>", "</title>")).startswith("오류: ") == bool(lines)
    return [words(line).replace(" – ", ": ", 1) for line in lines]


def hidden(response, name: str) -> str | None:
    """The value of a hidden input of the page itself."""
    for tag in re.findall(r'<input type="hidden"[^>]*>', part(response, "<main", "</main>")):
        if f'name="{name}"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return html.unescape(found.group(1)) if found else ""
    return None
