"""Two who give one name at the same instant: the second is told what it would have been told a moment later."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client

from apps.core import clashes
from apps.planner import rules as planner_rules
from apps.planner.models import Holiday, Venue
from apps.topics import rules as topic_rules
from apps.topics.models import Topic
from tests.factories.accounts import MemberFactory
from tests.races.threads import RACE, all_meet, at_once, halted, in_a_thread, until_one_waits_for_a_lock

pytestmark = RACE

Form = dict[str, str]


def _sent(model: type[models.Model], typed: Form) -> Callable[[], tuple[int, str]]:
    """Return what sends the admin's form of a new row, for a member of staff of its own."""
    client = Client(raise_request_exception=False)
    client.force_login(MemberFactory(is_staff=True, is_superuser=True))
    path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"

    def send() -> tuple[int, str]:
        answer = client.post(path, typed)
        return answer.status_code, answer.content.decode()

    return send


HOLIDAY = {"date": "2027-05-03", "name": "쉬는 날", "is_active": "on"}
UNIQUE = [
    (Holiday, HOLIDAY, (planner_rules, "check_holiday"), "이날은 이미 있습니다"),
    (Group, {"name": "팀"}, (Group, "validate_unique"), "이미 존재합니다"),
]
ALIKE = [
    (Topic, [{"name": "Ａ 반", "order": "0"}, {"name": "a 반", "order": "0"}], topic_rules, "check_name_free"),
    (
        Topic,
        [{"name": "코딩", "name_en": "Code", "order": "0"}, {"name": "CODE", "order": "0"}],
        topic_rules,
        "check_name_free",
    ),
    (Venue, [{"name": "Ａ 강의장"}, {"name": "a 강의장"}], planner_rules, "check_venue_name_is_new"),
]


@pytest.mark.parametrize(("model", "typed", "look", "sentence"), UNIQUE)
def test_the_second_of_two_equal_rows_asks_the_rule_again(monkeypatch, model, typed, look, sentence):
    all_meet(monkeypatch, *look, 2)
    first, second = sorted(at_once(_sent(model, typed), _sent(model, typed)))
    assert (first[0], second[0]) == (200, 302)
    assert sentence in first[1]
    assert model._base_manager.count() == 1


@pytest.mark.parametrize(("model", "typed", "look", "sentence"), UNIQUE)
def test_control_who_asks_only_once_gets_an_answer_that_names_no_field(monkeypatch, model, typed, look, sentence):
    monkeypatch.setattr(clashes, "once_more", lambda act, *args, **kwargs: act(*args, **kwargs))
    all_meet(monkeypatch, *look, 2)
    answers = at_once(_sent(model, typed), _sent(model, typed))
    assert [status for status, _page in answers] == [302, 302]  # one of them leads back with a message
    assert not any(sentence in page for _status, page in answers)
    assert model._base_manager.count() == 1


def _one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, model: Any, typed: list[Form], look: tuple[Any, str], *, waits: bool
) -> list[tuple[int, str]]:
    """Stop the first after it has looked and before it saves, and send the second meanwhile."""
    sent = [_sent(model, fields) for fields in typed]
    halt = halted(monkeypatch, *look)
    answers: dict[int, tuple[int, str]] = {}
    threads = [
        threading.Thread(target=in_a_thread, args=(lambda n=n, send=send: answers.update({n: send()}),))
        for n, send in enumerate(sent)
    ]
    threads[0].start()

    def meanwhile() -> None:
        threads[1].start()
        if waits:
            until_one_waits_for_a_lock()
        else:
            threads[1].join()

    halt.while_halted(meanwhile)
    for thread in threads:
        thread.join()
    return [answers[0], answers[1]]


@pytest.mark.parametrize(("model", "typed", "module", "rule"), ALIKE)
def test_names_that_look_alike_are_given_one_at_a_time(monkeypatch, model, typed, module, rule):
    first, second = _one_after_the_other(monkeypatch, model, typed, (module, rule), waits=True)
    assert (first[0], second[0]) == (302, 200)
    assert "같은 이름의" in second[1]
    assert model._base_manager.count() == 1


@pytest.mark.parametrize(("model", "typed", "module", "rule"), ALIKE)
def test_control_without_the_lock_both_names_are_kept(monkeypatch, model, typed, module, rule):
    monkeypatch.setattr(clashes, "lock_names", lambda model: None)
    answers = _one_after_the_other(monkeypatch, model, typed, (module, rule), waits=False)
    assert [status for status, _page in answers] == [302, 302]
    assert model._base_manager.count() == 2
