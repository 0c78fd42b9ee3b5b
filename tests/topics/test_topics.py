"""Topics: kept by staff, at most five of a thing, found by name in either language."""

from functools import partial

import pytest
from django.contrib.auth.models import Permission
from django.utils import translation

from apps.core.errors import Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.lessons.models import Tutorial
from apps.topics import selectors, services
from apps.topics.models import Topic
from tests.factories.accounts import MemberFactory
from tests.factories.lessons import TutorialFactory
from tests.factories.mentoring import SessionFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    member = MemberFactory(is_staff=True)
    member.user_permissions.add(Permission.objects.get(codename="change_topic"))
    return member


def test_staff_add_and_change_a_topic_and_the_trail_says_so(keeper):
    topic = services.save_topic(by=keeper, topic=Topic(name="  코드   리뷰 ", name_en="Code review"))
    assert topic.name == "코드 리뷰"
    topic.is_active = False
    services.save_topic(by=keeper, topic=topic)
    added, changed = AuditEntry.objects.filter(act__startswith="topics.").order_by("pk")
    assert (added.act, changed.act) == ("topics.added", "topics.changed")
    assert (changed.before, changed.after) == ({"is_active": True}, {"is_active": False})


def test_others_keep_no_topics():
    with pytest.raises(NotAllowed):
        services.save_topic(by=MemberFactory(), topic=Topic(name="데이터"))


@pytest.mark.parametrize(
    ("name", "name_en", "code"),
    [
        ("​", "", "topic_name_missing"),
        ("데이터", "", "topic_name_taken"),
        ("데 이터", "", "topic_name_taken"),
        ("자료", "ＤＡＴＡ", "topic_name_taken"),
    ],
)
def test_a_topic_needs_a_name_of_its_own(keeper, name, name_en, code):
    TopicFactory(name="데이터", name_en="Data")
    with pytest.raises(Invalid) as refused:
        services.save_topic(by=keeper, topic=Topic(name=name, name_en=name_en))
    assert (refused.value.code, refused.value.field) == (code, "name")
    assert Topic.objects.count() == 1


def test_a_topic_may_keep_its_own_name(keeper):
    topic = TopicFactory(name="데이터", name_en="Data")
    assert services.save_topic(by=keeper, topic=topic) == topic


def test_topics_are_read_by_name_in_either_language_and_each_once():
    data, writing = TopicFactory(name="데이터", name_en="Data"), TopicFactory(name="글쓰기")
    assert services.read_topics(["data", "글 쓰기", "데이터"]) == [data, writing]
    assert services.read_topics([]) == []


@pytest.mark.parametrize("name", ["없는 주제", "", " "])
def test_an_unknown_topic_is_refused_and_named(name):
    TopicFactory(name="데이터")
    with pytest.raises(Invalid) as refused:
        services.read_topics(["데이터", name])
    assert (refused.value.code, refused.value.field) == ("topic_unknown", "topics")


def test_a_thing_has_at_most_five():
    names = [TopicFactory().name for _each in range(6)]
    assert len(services.read_topics(names[:5])) == 5
    with pytest.raises(Invalid) as refused:
        services.read_topics(names)
    assert refused.value.code == "too_many_topics"


def test_one_out_of_use_stays_where_it_is_and_is_given_to_nothing_else():
    old = TopicFactory(name="플래시", is_active=False)
    assert services.read_topics(["플래시"], kept=[old.pk]) == [old]
    assert selectors.list_offered() == []
    assert selectors.list_offered([old.pk]) == [old]
    with pytest.raises(Invalid) as refused:
        services.read_topics(["플래시"])
    assert refused.value.code == "topic_not_offered"


def test_the_names_follow_the_order_of_staff_and_the_language():
    last, first = TopicFactory(name="가", name_en="Last", order=2), TopicFactory(name="나", order=1)
    assert selectors.topic_labels([last, first]) == ["나", "가"]
    with translation.override("en"):
        assert selectors.topic_labels([last, first]) == ["나", "Last"]


def test_each_topic_leads_to_the_list_of_what_has_it(django_assert_num_queries):
    last, first = TopicFactory(name="가", name_en="Last", order=2), TopicFactory(name="나 다", order=1)
    tutorial, other = TutorialFactory(), TutorialFactory()
    tutorial.topics.set([last, first])
    assert selectors.link_topics([last, first], "tutorials:list") == [
        ("나 다", "/tutorials/?topic=%EB%82%98+%EB%8B%A4"), ("가", "/tutorials/?topic=%EA%B0%80"),
    ]  # fmt: skip
    of_rows = selectors.TopicsOfRows(lambda: Tutorial.topics.through, "tutorial", "tutorials:list")
    with django_assert_num_queries(1), translation.override("en"):
        found = of_rows([tutorial.pk, other.pk], 5)
    assert [topic.label for topic in found[tutorial.pk]] == ["나 다", "Last"]
    assert other.pk not in found


def test_things_are_found_by_the_words_of_their_topics(django_assert_num_queries):
    review, python = TopicFactory(name="코드 리뷰"), TopicFactory(name="파이썬", name_en="Python")
    tutorial, other = TutorialFactory(), TutorialFactory()
    tutorial.topics.set([review, python])
    other.topics.set([python])
    find = partial(selectors.find_things, Tutorial.topics.through, "tutorial")
    with django_assert_num_queries(2):
        assert find(["코드", "pyth", "없는말"]) == [[tutorial.pk], [other.pk, tutorial.pk], []]
    with django_assert_num_queries(1):
        assert find(["없는말"]) == [[]]
    with django_assert_num_queries(0):
        assert find([]) == []
    assert set(Tutorial.objects.matching("코드 파ㅇ")) == {tutorial}


def test_a_list_is_narrowed_to_a_topic_and_keeps_what_was_asked():
    python = TopicFactory(name="파이썬", name_en="Python")
    old = TopicFactory(name="플래시", is_active=False)
    tutorial = TutorialFactory()
    tutorial.topics.set([python, old])
    TutorialFactory()
    assert selectors.narrow_to_topic(Tutorial.objects.all(), "PYTHON").get() == tutorial
    assert not selectors.narrow_to_topic(Tutorial.objects.all(), "없는 주제").exists()
    assert selectors.narrow_to_topic(Tutorial.objects.all(), "").count() == 2
    assert selectors.topic_select("").options == (("", "전체", True), ("파이썬", "파이썬", False))
    assert selectors.topic_select("파이썬").options[1] == ("파이썬", "파이썬", True)
    assert selectors.topic_select("플래시").options[-1] == ("플래시", "플래시", True)


def test_a_topic_that_something_has_is_used():
    topic, session = TopicFactory(), SessionFactory()
    assert not selectors.is_used(topic)
    session.topics.add(topic)
    assert selectors.is_used(topic)
