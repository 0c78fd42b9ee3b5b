"""The HTTP API: its routers, its OpenAPI document and the page that shows it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from apps.accounts.api import Bearer
from apps.accounts.api import routes as accounts_routes
from apps.core import clashes
from apps.core.api import documentation, errors, idempotency, json_bodies, queries
from apps.core.api.json_bodies import KoreanRenderer, StrictParser
from apps.core.api.lazy import gettext_lazy as _
from apps.elearning.assessment.api import routes as assessment_routes
from apps.elearning.attendance.api import routes as attendance_routes
from apps.elearning.catalogue.api import class_routes
from apps.elearning.catalogue.api import routes as course_routes
from apps.elearning.certificate.api import routes as certificate_routes
from apps.elearning.completion.api import routes as completion_routes
from apps.elearning.enrolment.api import routes as enrolment_routes
from apps.elearning.progress.api import routes as progress_routes
from apps.following.api import routes as following_routes
from apps.hours.api import routes as hours_routes
from apps.lessons.api import note_routes, outcome_routes, payment_routes, review_routes, time_routes, tutorial_routes
from apps.lessons.api import routes as lessons_routes
from apps.linking.api import routes as linking_routes
from apps.mentoring.api import attendance_routes as mentoring_attendance_routes
from apps.mentoring.api import feedback_routes, release_routes
from apps.mentoring.api import report_routes as mentoring_report_routes
from apps.mentoring.api import routes as mentoring_routes
from apps.mentoring.api import series_routes as mentoring_series_routes
from apps.planner.api import routes as planner_routes
from apps.portal.api import my_routes
from apps.portal.api import routes as mentor_routes


class Api(NinjaAPI):
    """The API. It is mounted at the root with full paths, because seed 002 asks for addresses outside /api/."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the document in the active language. Callers must not change it.

        It is built once per language, because that takes most of a second and anybody may ask for it without a log-in.
        """
        return _build_schema(self, get_language())


@cache
def _build_schema(api: Api, language: str | None) -> OpenAPISchema:
    schema = super(Api, api).get_openapi_schema(path_prefix="")
    documentation.finish(schema)
    return schema


api = Api(
    title=_("배움터 API"),
    version="1.0.0",
    description=_(
        "멘토링, 1:1 수업, 계정 연동과 과정(수강, 진도, 출결, 평가, 수료)의 HTTP API입니다. "
        "페이지와 같은 규칙으로 답합니다."
    ),
    auth=Bearer(),
    renderer=KoreanRenderer(),
    parser=StrictParser(),
    openapi_url=None,  # served below: with unescaped Korean, and on our own page, which the content policy allows
    urls_namespace="api",
)
errors.install(api)
api.add_decorator(idempotency.decorator(api))
api.add_decorator(json_bodies.decorator(api))
api.add_decorator(queries.decorator(api))
api.add_decorator(clashes.again)  # the outermost: the key of a repeated request is given back as well
api.add_router("/api/auth", accounts_routes)
api.add_router("/api/mentoring", mentoring_report_routes)  # before `/{id}`, which `/reports` would be otherwise
api.add_router("/api/mentoring", mentoring_series_routes)
api.add_router("/api/mentoring", mentoring_routes)
api.add_router("/api/mentoring", mentoring_attendance_routes)
api.add_router("/api/mentoring", feedback_routes)
api.add_router("/api/mentoring", release_routes)
api.add_router("/api/mentors", mentor_routes)
api.add_router("/api/me", planner_routes)
api.add_router("/api/me", following_routes)
api.add_router("/api/me", hours_routes)
api.add_router("/api/me", my_routes)
api.add_router("/api/me", time_routes)
api.add_router("/api/tutorials", tutorial_routes)
api.add_router("/api/tutorials", review_routes)
api.add_router("/api/lessons", lessons_routes)
api.add_router("/api/lessons", outcome_routes)
api.add_router("/api/lessons", payment_routes)
api.add_router("/api/lessons", note_routes)
api.add_router("/mentoring", linking_routes)
api.add_router("/api/v1/courses", course_routes)
api.add_router("/api/v1/classes", class_routes)
api.add_router("/api/v1/enrollments", enrolment_routes)
api.add_router("/api/v1/progress", progress_routes)
api.add_router("/api/v1/attendance", attendance_routes)
api.add_router("/api/v1/assessments", assessment_routes)
api.add_router("/api/v1/completions", certificate_routes)
api.add_router("/api/v1/completions", completion_routes)


@require_safe
def openapi_document(request: HttpRequest) -> HttpResponse:
    return api.create_response(request, api.get_openapi_schema(), status=200)


@require_safe
def documentation_page(request: HttpRequest) -> HttpResponse:
    shown = {
        "groups": documentation.readable(api.get_openapi_schema()),
        "statuses": [(status, errors.sentence(status)) for status in sorted(errors.SENTENCES)],
        "site_url": settings.SITE_URL,
    }
    return render(request, "api/documentation.html", shown)


urlpatterns = [
    path("api/openapi.json", openapi_document, name="openapi"),
    path("api/docs", documentation_page, name="api-docs"),
    path("", api.urls),
]
