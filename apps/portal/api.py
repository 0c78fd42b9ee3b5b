"""The endpoints made from several domains."""

from ninja import Query

from apps.accounts.requests import ApiRequest
from apps.core import clock
from apps.core.api.envelope import Reply, answers, capped_message, router
from apps.core.api.lazy import gettext_lazy
from apps.core.paging import as_asked
from apps.portal import mentors, no_shows, schemas

routes = router(gettext_lazy("멘토"))
my_routes = router(gettext_lazy("내 참석 이력"))


@routes.get(
    "",
    response=answers(schemas.MentorList),
    summary=gettext_lazy("멘토 목록"),
    description=gettext_lazy("신청할 수 있는 것이 있는 멘토부터 이름순으로 답합니다."),
)
def list_mentors(request: ApiRequest, query: Query[schemas.MentorsQuery]) -> Reply[schemas.MentorList]:
    asked = mentors.MentorFilters(topic=query.topic, open=query.open, word=query.search_value)
    page = as_asked(mentors.list_mentors(asked, query.page, clock.now()), query.page)
    return Reply(message=capped_message(page), data=schemas.mentor_list(page))


@my_routes.get(
    "/no-shows",
    response=answers(schemas.OwnNoShowRecord),
    summary=gettext_lazy("내 참석 이력"),
    description=gettext_lazy("최근 90일 동안의 불참입니다. 본인 것만 답하며, 90일이 지난 것은 저절로 빠집니다."),
)
def get_no_shows(request: ApiRequest) -> Reply[schemas.OwnNoShowRecord]:
    return Reply(data=schemas.own_no_show_record(no_shows.list_own(request.auth, clock.now())))
