"""The lists that several apps fill: no key twice, and every domain answers each list that asks."""

import pytest
from django.apps import AppConfig, apps
from django.core.checks import run_checks

from apps import mentoring
from apps.accounts import export, leaving, visibility
from apps.core import checks
from apps.core.registry import Registry, domains
from apps.mentoring import members
from apps.notices import kinds


@pytest.fixture
def registry():
    made = Registry("what is pretended", asks=True)
    yield made
    Registry.every.remove(made)


class Pretended(AppConfig):
    """A domain that gave something to no list."""

    name, label = "apps.pretended", "pretended"


@pytest.fixture
def pretended(monkeypatch):
    configs = [*apps.get_app_configs(), Pretended("apps.pretended", mentoring)]
    monkeypatch.setattr(apps, "get_app_configs", lambda: configs)


def test_a_key_is_taken_once(registry):
    registry.add("mentoring", "sessions", 1)
    with pytest.raises(ValueError, match="what is pretended: sessions is registered twice"):
        registry.add("lessons", "sessions", 2)
    assert (list(registry), "sessions" in registry, registry["sessions"]) == ([1], True, 1)


def test_parts_come_by_place_and_then_as_they_were_added(registry):
    for key, place in (("last", 9), ("first", 1), ("second", 1)):
        registry.add("mentoring", key, key, place=place)
    assert list(registry) == ["first", "second", "last"]


def test_a_domain_that_says_nothing_is_missing(registry):
    registry.add("mentoring", "sessions", 1)
    registry.none("linking", "has none of it")
    assert registry.missing() == ["lessons", "elearning"]


def test_none_needs_a_reason_and_nothing_given(registry):
    registry.add("mentoring", "sessions", 1)
    for label, because in (("mentoring", "has none of it"), ("lessons", "")):
        with pytest.raises(ValueError, match=f"what is pretended: {label}"):
            registry.none(label, because)


def test_the_domains_are_known():
    assert domains() == ["mentoring", "linking", "lessons", "elearning"]


def test_every_domain_answers_every_list():
    assert [fault for fault in run_checks() if fault.id == "core.E002"] == []


def test_a_domain_that_forgets_its_parts_is_named_for_each_list(pretended):
    asking = [registry.name for registry in Registry.every if registry.asks]
    faults = checks.check_registries()
    assert [fault.msg.partition(":")[0] for fault in faults] == asking
    assert all("'pretended'" in fault.msg for fault in faults)
    assert {"the menu", "the student's record", "housekeeping", "the member's day, on my page"} <= set(asking)


@pytest.mark.parametrize(
    "again",
    [
        lambda: export.register("mentoring", members.export),
        lambda: leaving.register_check(members.check_may_leave),
        lambda: leaving.register_farewell(members.end_applications),
        lambda: visibility.register(visibility.Audience("again", "", members.facts_for_mentors)),
        lambda: kinds.register(kinds.get("mentoring.message")),
    ],
    ids=["export", "check", "farewell", "audience", "kind"],
)
def test_what_is_given_twice_is_refused_by_every_list(again):
    with pytest.raises(ValueError, match="is registered twice"):
        again()
