"""Filters of lists, each declared once: read from an address, shown on a page, written back into addresses.

An invalid value counts as not given, so that no address can break a page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import clock, search, text
from apps.core.components import Chip, Select

LONGEST_WORD = 100
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


@dataclass(frozen=True, eq=False)
class Filter:
    """One value of a list's state. An address gives it under `name`, by default the name of the attribute.

    `label` names its choice field in a form. `chip` is the text of its chip with `%s` for the value; without it there
    is no chip. A filter that is `for_members` is ignored for visitors. A filter that is `kept` stays when the filters
    are cleared.
    """

    default: Any = ""
    name: str = ""
    label: Any = ""
    chip: Any = ""
    for_members: bool = False
    kept: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)

    def read(self, raw: str) -> Any:
        """Return the value that `raw` stands for, the default if it is invalid."""
        return raw if raw in self.options else self.default

    def write(self, value: Any) -> str:
        return value

    def text_of(self, value: Any) -> str:
        """Return the value as a person reads it."""
        return str(self.options[value])

    def take(self, given: Mapping[str, str], name: str) -> Any:
        """Return the value that an address gives under `name`."""
        return self.read(given.get(name, ""))

    def understands(self, raw: Sequence[str], name: str) -> bool:
        """Return whether each of the values that an address gives says something, and none is passed over."""
        given = MultiValueDict({name: list(raw)})
        is_default = self.take(given, name) == self.default and raw != [self.write(self.default)]
        return len(raw) == 1 and (raw[0] in self.options or not is_default)

    def pairs(self, name: str, value: Any) -> list[tuple[str, str]]:
        """Return the parts of an address that give the value."""
        written = self.write(value)
        return [(name, written)] if written else []

    def without_each(self, value: Any) -> list[tuple[str, Any]]:
        """Return the text of each chip, and the value that is left without it."""
        return [(str(self.chip % self.text_of(value)), self.default)]


class _Several(Filter):
    """Any number of a choice's values, each given under the same name. The value is a tuple in the order of options."""

    def take(self, given: Mapping[str, str], name: str) -> tuple[str, ...]:
        raw = given.getlist(name) if isinstance(given, MultiValueDict) else [given.get(name, "")]
        return tuple(value for value in self.options if value in raw)

    def understands(self, raw: Sequence[str], name: str) -> bool:
        return set(raw) <= set(self.options)

    def pairs(self, name: str, value: Sequence[str]) -> list[tuple[str, str]]:
        return [(name, one) for one in value]

    def write(self, value: Any) -> Any:
        return value

    def without_each(self, value: tuple[str, ...]) -> list[tuple[str, Any]]:
        return [(str(self.chip % self.text_of(one)), tuple(other for other in value if other != one)) for one in value]


class _Word(Filter):
    def read(self, raw: str) -> str:
        return read_word(raw)

    def text_of(self, value: str) -> str:
        return value


class _Flag(Filter):
    """A filter that is on if the address has its only option."""

    def read(self, raw: str) -> bool:
        return raw in self.options

    def write(self, value: bool) -> str:
        return next(iter(self.options)) if value else ""

    def text_of(self, value: bool) -> str:
        return str(self.options[self.write(value)])


class _Day(Filter):
    def read(self, raw: str) -> date | None:
        try:
            day = text.parse_day(raw)
        except ValueError:
            return None
        return day if clock.EARLIEST <= day <= clock.LATEST else None

    def write(self, value: date | None) -> str:
        return value.isoformat() if value else ""


class _Month(_Day):
    """A month, written `2026-06`."""

    def read(self, raw: str) -> Any:
        return raw if _MONTH.fullmatch(raw) and super().read(f"{raw}-01") else ""

    def write(self, value: Any) -> str:
        return value


def _declared(part: Filter) -> Any:
    return field(default=part.default, metadata={"filter": part})


def choice(options: Mapping[str, Any], label: Any = "", **how: Any) -> Any:
    """Declare a choice. `options` map the value in the address to the text people read."""
    return _declared(Filter(options=options, label=label, **how))


def flag(value: str, words: Any = "", label: Any = "", **how: Any) -> Any:
    """Declare a flag that is on if the address has `value`."""
    return _declared(_Flag(default=False, options={value: words}, label=label, **how))


def several(options: Mapping[str, Any], label: Any = "", **how: Any) -> Any:
    """Declare a choice of which any number may be chosen, shown as pills to tick."""
    return _declared(_Several(default=(), options=options, label=label, **how))


def word(name: str = "q", **how: Any) -> Any:
    """Declare a word to search for."""
    return _declared(_Word(name=name, **how))


def day(name: str, **how: Any) -> Any:
    """Declare a day, in any usual notation."""
    return _declared(_Day(default=None, name=name, **how))


def month(**how: Any) -> Any:
    """Declare a month of a calendar."""
    return _declared(_Month(**how))


def read_word(raw: str) -> str:
    """Return a search word, normalised and cut to LONGEST_WORD characters."""
    return search.normalise_word(raw.replace("\x00", ""))[:LONGEST_WORD]


@dataclass(frozen=True)
class Filters:
    """The state of a list, declared as a dataclass of `choice`, `several`, `flag`, `word`, `day` and `month`.

    The order of the fields is their order in an address. `selected` names the choice fields of the form and `ticked`
    its pills, each in its order.
    """

    selected: ClassVar[tuple[str, ...]] = ()
    ticked: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def parts(cls) -> dict[str, Filter]:
        """Return the declared filters by the names of their attributes."""
        return _parts(cls)  # type: ignore[arg-type]  # mypy takes the hash of a state for the hash of its class

    @classmethod
    def read(cls, given: Mapping[str, str], *, known: bool = True, **others: Any) -> Self:
        """Return the state that a query string asks for. `known`: whether a member asks."""
        parts = cls.parts().items()
        values = {name: part.take(given, part.name or name) for name, part in parts if known or not part.for_members}
        return cls(**values, **others)

    @classmethod
    def unread(cls, given: MultiValueDict[str, str]) -> tuple[str, ...]:
        """Return the names in a query string that would be ignored, or values of which would. The page is not one."""
        parts = {part.name or name: part for name, part in cls.parts().items()}
        said = {name: [raw for raw in values if raw.strip()] for name, values in given.lists() if name != "page"}
        return tuple(
            name for name, raw in said.items() if raw and not (name in parts and parts[name].understands(raw, name))
        )

    def settled(self) -> Self:
        """Return the state without values that have no effect. A list may override this."""
        return self

    def query(self, **changes: Any) -> str:
        """Return the query string of this state with `changes`. Default values are left out."""
        state = (replace(self, **changes) if changes else self).settled()
        pairs: list[tuple[str, str]] = []
        for name, part in self.parts().items():
            value = getattr(state, name)
            if value != part.default:
                pairs += part.pairs(part.name or name, value)
        return urlencode(pairs)

    def url(self, **changes: Any) -> str:
        return "?" + self.query(**changes)

    @property
    def cleared(self) -> str:
        """The address of the list without any filter, but with the values that are `kept`."""
        kept = {name: getattr(self, name) for name, part in self.parts().items() if part.kept}
        return type(self)(**kept).url()

    def chips(self) -> list[Chip]:
        """Return a chip for each value in use, with the address of the list without it."""
        return [chip for name in self.parts() if self.has_chip(name) for chip in self.chips_of(name)]

    def chips_of(self, name: str) -> list[Chip]:
        """Return the chips of one filter: one for each value that is chosen. A list may override this."""
        part = self.parts()[name]
        return [Chip(words, self.url(**{name: left})) for words, left in part.without_each(getattr(self, name))]

    def has_chip(self, name: str) -> bool:
        part = self.parts()[name]
        return bool(part.chip) and getattr(self, name) != part.default

    def selects(self, *, known: bool = True) -> tuple[Select, ...]:
        """Return the choice fields of the form. `known`: whether a member asks."""
        return tuple(self.select(name) for name in self.selected if known or not self.parts()[name].for_members)

    def select(self, name: str) -> Select:
        part = self.parts()[name]
        return _select(part, part.name or name, part.write(getattr(self, name)), get_language())

    def pills(self) -> tuple[Select, ...]:
        """Return the choices of the form that are ticked."""
        return tuple(self.select(name) for name in self.ticked)

    def kept_by_form(self, *names: str) -> list[tuple[str, str]]:
        """Return the pairs that the form sends unseen, so that these filters stay as they are."""
        parts = self.parts()
        return [pair for name in names for pair in parts[name].pairs(parts[name].name or name, getattr(self, name))]


@cache
def _parts(filters: type[Filters]) -> dict[str, Filter]:
    return {part.name: part.metadata["filter"] for part in fields(filters) if "filter" in part.metadata}


# Cached for each chosen value: translating the options takes longer than the database needs for a page of a list.
@lru_cache(maxsize=1000)
def _select(part: Filter, name: str, chosen: str | tuple[str, ...], language: str | None) -> Select:
    """Return the choice field in the active language, which must be `language`."""
    ticked = chosen if isinstance(chosen, tuple) else (chosen,)
    everything = {} if "" in part.options or part.default or isinstance(part, _Several) else {"": _("전체")}
    options = tuple((value, str(words), value in ticked) for value, words in (everything | dict(part.options)).items())
    return Select(name, str(part.label), options)
