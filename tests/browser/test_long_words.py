"""A word of 200 letters without a blank, wherever people's words are shown, makes no page scroll sideways."""

import pytest
from django.apps import apps
from django.core.cache import cache

from apps.core import columns
from apps.hours import triggers
from apps.notices.models import Notice
from tests.access import world as worlds
from tests.browser import eyes
from tests.browser.pages import looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD = "가" * 100 + "W" * 100
VIEWERS = ("anonymous", "owner", "mentor", "instructor", "linked")


def stretch() -> None:
    """Put the word into every text of every row that is not empty, as far as its column is long."""
    triggers.drop_triggers()  # the ledger's lines are never changed by anybody else
    for model in apps.get_models():
        for field in model._meta.concrete_fields if model.__module__.startswith("apps.") else ():
            if type(field) not in {columns.LineField, columns.WordsField, columns.TextField} or field.unique:
                continue
            word = WORD[: field.max_length]
            model._default_manager.exclude(**{field.name: ""}).update(**{field.name: word})
    triggers.install_triggers()
    for notice in Notice.objects.all():
        notice.params = {name: WORD if isinstance(value, str) else value for name, value in notice.params.items()}
        notice.save(update_fields=["params"])
    cache.clear()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_word_of_200_letters_breaks(open_page, viewer: str):
    world = worlds.build()
    stretch()
    page = open_page(world.people.get(viewer), width=360, alone=True).page
    wrong, shown = [], 0
    for look in looks(world):
        if look.viewer != viewer or look.is_admin or look.name.startswith("error"):
            continue
        page.goto(look.path)
        shown += WORD[:30] in page.content()
        wrong += [f"{look.path}: {sentence}" for sentence in eyes.too_wide(page)]
    assert wrong == [], "\n" + "\n".join(wrong)
    assert shown > 3
