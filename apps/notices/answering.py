"""Answers to mails: links that lead, without a log-in, to a page with one button for one act on one thing.

A link is signed, and holds for one member, act, thing and mail. It is good once: the audit entry of the act names the
mail. It ends after LINK_STAYS, with a changed password or address, and when the rules refuse the act. Opening it
changes nothing, because programs that look for viruses open every link of a mail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.accounts.tokens import fingerprint
from apps.core import audit, clashes, clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.http import add_error, put_back
from apps.core.registry import Registry
from apps.notices import rules, signed
from apps.notices.models import OutboxMail

LINK_STAYS = timedelta(days=14)
_SALT = "notices.answer"


@dataclass(frozen=True)
class Asked:
    """What the page of an answer says about the thing.

    `state`: where it stands now, a sentence; `note`: what follows from the act; `path`: its own page, for which one
    logs in; `can`: whether the act is possible now, else `refused` may say why not. `clash`: what follows from the act
    if the member has something else at that time, '' for nothing; of what it is nothing is said, because the mail did
    not say it. `choices`: what the form lets one choose from, values with their words.
    """

    title: str
    facts: list[tuple[str, str]]
    state: str
    path: str
    can: bool
    refused: str = ""
    note: str = ""
    clash: str | Promise = ""
    choices: tuple[tuple[str, str], ...] = ()


CLASH_OF_APPLYING = gettext_lazy("그래도 신청하면 두 일정이 겹칩니다.")


class KnowingForm(forms.Form):
    """The form of an act that may clash with something else: the page says so once, and then the act is done."""

    knowing = forms.BooleanField(required=False, widget=forms.HiddenInput)


def ask_nothing(data: QueryDict | None, asked: Asked) -> forms.Form:
    """Return the form of an act that asks for nothing."""
    return forms.Form(data)


def ask_knowing(data: QueryDict | None, asked: Asked) -> forms.Form:
    """Return the form of an act that may clash with something else."""
    return KnowingForm(data, initial={"knowing": bool(asked.clash)})


class ExpectedForm(forms.Form):
    """The form of an act that gives up what its page named: `expected` are the ids of these appointments."""

    expected = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)


def ask_expected(data: QueryDict | None, asked: Asked) -> forms.Form:
    """Return the form of an act that gives up what the page named, whose ids are the first of the choices."""
    return ExpectedForm(data, initial={"expected": asked.choices[0][0]})


@dataclass(frozen=True)
class Answer:
    """An act that mails of some `kinds` of notice offer under the words `label`.

    `find` returns the number of the member's own thing from the path of a mail; `get` the thing, or raises DoesNotExist
    if it is not theirs; `ask` what the page says of it; `form` what it asks for; `act` is one call of a service with
    the thing, the member and the valid form. A refusal with a code in `private` names more than the mail did, and is
    shown in other words.
    """

    key: str
    label: str | Promise
    kinds: frozenset[str]
    find: Callable[[Member, str], int | None]
    get: Callable[[Member, int], Model]
    ask: Callable[[Any, Member, datetime], Asked]
    act: Callable[[Any, Member, Any], object]
    form: Callable[[QueryDict | None, Asked], Any] = ask_nothing
    is_danger: bool = False
    private: frozenset[str] = frozenset()


ANSWERS: Registry[Answer] = Registry("answers to mails", asks=True)


def register(*answers: Answer) -> None:
    """Add answers. Raises ValueError if a key exists already."""
    for answer in answers:
        ANSWERS.add(answer.key.partition(".")[0], answer.key, answer)


def number_in(path: str, name: str) -> int | None:
    """Return the number that stands for `name` in one of our paths, None if there is none."""
    try:
        return resolve(path).kwargs.get(name)
    except Resolver404:
        return None


# --- Links ------------------------------------------------------------------------------------------------------------


def links_of(mail: OutboxMail) -> list[tuple[str, str]]:
    """Return the answers to a mail that are possible now: their words, in the active language, and addresses."""
    return links_about(mail, mail.kind, mail.path)


def links_about(mail: OutboxMail, kind: str, path: str) -> list[tuple[str, str]]:
    """Return the answers that are possible now to one piece of news of a mail: a notice of that kind and path."""
    member, now = mail.member, clock.now()
    if member is None or mail.to != member.email:
        return []
    links = []
    for answer in (one for one in ANSWERS if kind in one.kinds):
        number = answer.find(member, path)
        if number is not None and _can(answer, member, number, now):
            links.append((str(answer.label), link_to(answer, member, number, mail)))
    return links


def _can(answer: Answer, member: Member, number: int, now: datetime) -> bool:
    try:
        thing = answer.get(member, number)
    except ObjectDoesNotExist:
        return False  # gone, or no longer theirs, since the mail was written
    return answer.ask(thing, member, now).can


def link_to(answer: Answer, member: Member, number: int, mail: OutboxMail) -> str:
    """Return the address at which the member gives this answer about the thing of that number."""
    until = int((clock.now() + LINK_STAYS).timestamp())
    parts = (member.pk, answer.key, number, mail.pk, until, _mark(member))
    return signed.address_of("notices:answer", _SALT, *parts)


def _mark(member: Member) -> str:
    """Return what changes with the member's password and address."""
    return fingerprint(f"{member.password} {member.email}")[:16]


@dataclass(frozen=True)
class Link:
    """An opened link. `answer` does something to `thing`, which is the `member`'s own."""

    answer: Answer
    member: Member
    thing: Model
    mail_id: int

    @cached_property
    def asked(self) -> Asked:
        return self.answer.ask(self.thing, self.member, clock.now())

    @cached_property
    def was_used(self) -> bool:
        return audit.was_answered(self.mail_id, self.thing)

    @property
    def can(self) -> bool:
        """Return whether the answer can be given now."""
        return self.asked.can and not self.was_used

    def form(self, data: QueryDict | None) -> Any:
        return self.answer.form(data, self.asked)


def open_link(token: str) -> Link | None:
    """Return what a link leads to, None if it has ended.

    Raises Member.DoesNotExist for a token that we did not sign, and DoesNotExist for a thing that is gone.
    """
    member_id, key, number, mail_id, until, mark = signed.read_parts(token, _SALT)
    member = Member.objects.filter(pk=member_id, is_active=True).first()
    if member is None or key not in ANSWERS or clock.now().timestamp() >= until:
        return None
    if not constant_time_compare(mark, _mark(member)):
        return None
    answer = ANSWERS[key]
    return Link(answer, member, answer.get(member, number), mail_id)


def give_answer(link: Link, form: Any) -> bool:
    """Do what the link is for, as its member, and return whether it was done; a refusal stands on the form.

    Whoever clicks twice gets the refusal of the second act from the service.
    """
    try:
        with audit.answering_mail(link.mail_id):
            clashes.once_more(link.answer.act, link.thing, link.member, form)
    except (Conflict, Invalid, NotAllowed) as error:
        add_error(form, rules.unsaid_in_mail(error) if error.code in link.answer.private else error)
        if error.code == "clash":  # the page says so now, and its button goes on
            put_back(form, knowing=True)
        return False
    return True
