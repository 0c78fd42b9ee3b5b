"""The forms of a page, as a browser would send them without anything typed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Sent = dict[str, list[str]]


@dataclass
class PageForm:
    action: str
    method: str
    values: Sent = field(default_factory=dict)  # what is sent, by the names of the fields
    names: set[str] = field(default_factory=set)  # all fields, those too that send nothing now

    def typed(self, **changes: str | list[str]) -> Sent:
        """Return what is sent after these fields were filled in; an empty list unticks or chooses nothing."""
        given = {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
        unknown = given.keys() - self.names
        if unknown:
            raise AssertionError(f"the page has no field {sorted(unknown)}, but {sorted(self.names)}")
        return {name: values for name, values in {**self.values, **given}.items() if values}


def forms_of(page: str) -> list[PageForm]:
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def form_with(page: str, *names: str) -> PageForm:
    """Return the first form by POST that has these fields."""
    for form in forms_of(page):
        if form.method == "post" and form.names.issuperset(names):
            return form
    raise AssertionError(f"no form with {names}: {[sorted(form.names) for form in forms_of(page)]}")


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.by_id: dict[str, PageForm] = {}
        self.form: PageForm | None = None
        self.select: tuple[PageForm, str, bool] | None = None
        self.options: list[tuple[str, bool]] = []
        self.area: tuple[PageForm, str] | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = PageForm(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.form)
            if "id" in given:
                self.by_id[given["id"]] = self.form
            return
        name, form = given.get("name", ""), self.by_id.get(given.get("form", ""), self.form)
        if tag == "option" and self.select is not None:
            self.options.append((given.get("value", ""), "selected" in given))
        if form is None or not name or "disabled" in given:
            return
        if tag == "input":
            self._input(form, name, given)
        elif tag == "select":
            form.names.add(name)
            self.select, self.options = (form, name, "multiple" in given), []
        elif tag == "textarea":
            form.names.add(name)
            self.area, self.text = (form, name), ""

    def _input(self, form: PageForm, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"submit", "button", "image", "reset"}:
            return
        form.names.add(name)
        if kind == "file" or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        form.values.setdefault(name, []).append(given.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select is not None:
            form, name, many = self.select
            chosen = [value for value, selected in self.options if selected]
            if not chosen and not many and self.options:
                chosen = [self.options[0][0]]
            if chosen:
                form.values.setdefault(name, []).extend(chosen)
            self.select = None
        elif tag == "textarea" and self.area is not None:
            form, name = self.area
            form.values.setdefault(name, []).append(self.text.removeprefix("\n").replace("\n", "\r\n"))
            self.area = None
