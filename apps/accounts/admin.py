"""The admin of members. Writes go through the services; only superusers give permissions."""

from typing import Any

# Imported first, so that what they register can be unregistered below.
import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401 - registers its models
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts import admin_login, rules
from apps.accounts import leaving as switches
from apps.accounts.admin_forms import MemberAddForm, MemberChangeForm, PasswordForm, changes_of
from apps.accounts.models import Consent, Member, MentorProfile, TokenFamily
from apps.accounts.requests import member_of
from apps.accounts.services import leaving, members, mentors, sessions
from apps.accounts.services.presence import lock_superusers
from apps.accounts.sheets import MemberResource
from apps.accounts.states import MentorStatus
from apps.core import clock, no_shows, text
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.core.admin_filters import given_filter
from apps.core.admin_saving import GuardedAdmin
from apps.core.admin_sheets import ExportsSheets
from apps.core.errors import allowed
from apps.core.fields import LineField
from apps.core.parts import NoShow

admin_login.install(admin.site)

PERSONAL = ("name", "nickname", "member_type", "phone", "introduction", "language")
STATUS = ("open_ends", "no_shows", "second_factor", "mentor", "date_joined", "last_login", "left_at")
POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")

# E-mail addresses are changed with the member, second factors are secrets, and log-ins are ended by the member.
for model in (EmailAddress, Authenticator, UserSession, Group):
    admin.site.unregister(model)


@admin.register(Group)
class SuperusersGroupAdmin(GuardedAdmin, GroupAdmin):
    """The admin of groups, for superusers only: other staff could extend the group they are in."""

    formfield_overrides = {models.CharField: {"form_class": LineField}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser


def _links_to(ends: list[switches.OpenEnd]) -> SafeString | None:
    return format_html_join("", '<div><a href="{}">{}</a></div>', ((end.url, end.label) for end in ends)) or None


def _missed(rows: list[NoShow]) -> SafeString:
    """Return how much counts, and what it is, a line each."""
    lines = ((row.title, text.moment(row.at), _("늦은 취소") if row.is_late_cancel else _("불참")) for row in rows)
    return format_html("{}{}", no_shows.say_recent(rows), format_html_join("", "<div>{} · {} · {}</div>", lines))


class MentorFilter(admin.SimpleListFilter):
    title = gettext_lazy("멘토")
    parameter_name = "mentor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((value, str(label)) for value, label in MentorStatus.choices), ("none", _("신청 안 함"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        if self.value() == "none":
            return queryset.filter(mentor_profile=None)
        return queryset.filter(mentor_profile__status=self.value()) if self.value() else queryset


class ConsentInline(admin.TabularInline):
    model = Consent
    fields = readonly_fields = ("kind", "version", "agreed_at", "withdrawn_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Member)
class MemberAdmin(ExportsSheets, GuardedAdmin, UserAdmin):
    form = MemberChangeForm
    add_form = MemberAddForm
    change_password_form = PasswordForm
    resource_classes = [MemberResource]
    list_display = (
        "email",
        "name",
        "member_type",
        "phone",
        "mentor",
        "confirmed",
        "is_active",
        "date_joined",
    )
    list_filter = ("member_type", MentorFilter, "is_active", "is_staff")
    list_select_related = ("mentor_profile",)
    search_fields = ("email", "name", "nickname", "phone")
    search_help_text = gettext_lazy("이메일, 이름, 별명, 휴대전화로 찾습니다.")
    date_hierarchy = "date_joined"
    ordering = ("-date_joined", "-id")
    show_full_result_count = False
    filter_horizontal = ("groups", "user_permissions")
    inlines = (ConsentInline,)
    actions = ("confirm_leaving", "drop_second_factor")
    fieldsets = (
        (None, {"fields": ("email", "confirmed", "password")}),
        (
            gettext_lazy("회원 정보"),
            {"fields": PERSONAL},
        ),
        (
            gettext_lazy("이용"),
            {
                "fields": ("is_active", *STATUS),
                "description": gettext_lazy(
                    "‘이용 중’을 끄면 아직 시작하지 않은 신청과 대기, 수업 요청이 취소되어 다음 분께 넘어갑니다. "
                    "진행할 멘토링과 수업도 취소되고 신청한 분들께 알립니다. 다시 켜도 돌아오지 않습니다. "
                    "가르치는 차수에는 다른 강사를 지정해 주세요."
                ),
            },
        ),
        (gettext_lazy("권한"), {"fields": POWERS, "classes": ("collapse",)}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "nickname", "member_type", "phone", "password1", "password2")}),
    )
    readonly_fields = ("confirmed", *STATUS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        verified = EmailAddress.objects.filter(user=OuterRef("pk"), primary=True, verified=True)
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        rows = super().get_queryset(request).select_related("mentor_profile")
        return rows.annotate(has_confirmed=Exists(verified), has_factor=Exists(factor))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Member | None:
        member = super().get_object(request, object_id, from_field)
        if member is not None:
            member.acting = request.user
        return member

    @admin.display(description=pgettext_lazy("column", "이메일 확인"), boolean=True, ordering="has_confirmed")
    def confirmed(self, member: Member) -> bool:
        return member.has_confirmed  # type: ignore[attr-defined]  # by get_queryset

    @admin.display(description=gettext_lazy("2단계 인증"), boolean=True)
    def second_factor(self, member: Member) -> bool:
        return member.has_factor  # type: ignore[attr-defined]  # by get_queryset

    @admin.display(description=gettext_lazy("멘토"), empty_value="-", ordering="mentor_profile__status")
    def mentor(self, member: Member) -> str | None:
        profile = getattr(member, "mentor_profile", None)
        return profile.get_status_display() if profile else None

    @admin.display(description=gettext_lazy("앞으로 진행할 일"))
    def open_ends(self, member: Member) -> SafeString | None:
        return _links_to(switches.open_ends(member)) if member.pk else None

    @admin.display(description=gettext_lazy("참석 이력"))
    def no_shows(self, member: Member) -> SafeString | None:
        rows = no_shows.list_no_shows([member.pk], clock.now()).get(member.pk) if member.pk else None
        return _missed(rows) if rows else None

    # --- Permissions ---

    def has_change_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return obj.left_at is None and allowed(rules.check_can_change_member, obj, by=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        """Return False: records name members, so a member who leaves is erased but never deleted."""
        return False

    def has_act_permission(self, request: HttpRequest) -> bool:
        return member_of(request).may("accounts.change_member")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return member_of(request).may("accounts.view_member")

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> tuple[str, ...]:
        powers = () if request.user.is_superuser else POWERS
        return (*self.readonly_fields, *powers)

    # --- Writing ---

    def lock_row(self, request: HttpRequest, pk: Any) -> None:
        if request.user.is_superuser:
            lock_superusers()  # as the service does, which takes them before the member
        super().lock_row(request, pk)

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        if change:
            changes = changes_of(form, members.FIELDS)
            saved = members.change_member(by=member_of(request), member_id=obj.pk, **changes)
            if changes.get("is_active") is False:
                self._name_open_ends(request, saved)
            return
        given = {name: form.cleaned_data[name] for name in MemberAddForm.Meta.fields}
        saved = members.add_member(by=member_of(request), password=form.cleaned_data["password1"], **given)
        obj.pk, obj._state.adding = saved.pk, False

    def _name_open_ends(self, request: HttpRequest, member: Member) -> None:
        links = _links_to(switches.open_ends(member))
        if links:
            sentence = _("아직 남은 일이 있습니다. 다른 분께 맡기거나 정리해 주세요.")
            messages.warning(request, format_html("{} {}", sentence, links))

    def save_related(self, request: HttpRequest, form: Any, formsets: list, change: bool) -> None:
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        if change and request.user.is_superuser:
            members.give_powers(
                by=request.user,
                member_id=form.instance.pk,
                groups=form.cleaned_data["groups"],
                permissions=form.cleaned_data["user_permissions"].select_related("content_type"),
            )

    @admin.action(description=gettext_lazy("탈퇴 처리 (사유 입력, 되돌릴 수 없음)"), permissions=["act"])
    def confirm_leaving(self, request: HttpRequest, rows: QuerySet[Member]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="confirm_leaving", title=_("탈퇴를 처리하는 사유"), button=_("탈퇴 처리하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: leaving.end_membership(by=member_of(request), member_id=row.pk, reason=reason),
            done=_("회원 %(n)d명의 탈퇴를 처리했습니다."),
        )
        return None

    @admin.action(description=gettext_lazy("2단계 인증 끄기 (본인임을 확인한 뒤)"), permissions=["act"])
    def drop_second_factor(self, request: HttpRequest, rows: QuerySet[Member]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: members.drop_second_factor(by=member_of(request), member_id=row.pk),
            done=_("회원 %(n)d명의 2단계 인증을 껐습니다."),
        )


@admin.register(MentorProfile)
class MentorProfileAdmin(ReadOnlyAdmin):
    list_display = ("member", "status", "requested_at", "decided_at", "decided_by")
    list_filter = ("status",)
    list_select_related = ("member", "decided_by")
    search_fields = ("member__name", "member__email", "career")
    date_hierarchy = "requested_at"
    ordering = ("-requested_at", "-id")
    actions = ("approve", "reject")
    fieldsets = (
        (None, {"fields": ("member", "status")}),
        (gettext_lazy("신청한 내용"), {"fields": ("career", "introduction", "topics", "join_url", "requested_at")}),
        (gettext_lazy("처리"), {"fields": ("decided_at", "decided_by", "reason")}),
    )

    def has_act_permission(self, request: HttpRequest) -> bool:
        return member_of(request).may("accounts.change_mentorprofile")

    @admin.action(description=gettext_lazy("승인 (신청한 회원에게 알림)"), permissions=["act"])
    def approve(self, request: HttpRequest, rows: QuerySet[MentorProfile]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: mentors.approve_mentor(by=member_of(request), profile_id=row.pk),
            done=_("멘토 신청 %(n)d건을 승인하고 알렸습니다."),
        )

    @admin.action(description=gettext_lazy("반려 (사유 입력)"), permissions=["act"])
    def reject(self, request: HttpRequest, rows: QuerySet[MentorProfile]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="reject", title=_("멘토 신청을 반려하는 사유"), button=_("반려하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: mentors.reject_mentor(by=member_of(request), profile_id=row.pk, reason=reason),
            done=_("멘토 신청 %(n)d건을 반려하고 알렸습니다."),
        )
        return None


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("member", "kind", "version", "agreed_at", "withdrawn_at")
    list_filter = (
        "kind",
        "version",
        ("withdrawn_at", given_filter(given=gettext_lazy("철회함"), missing=gettext_lazy("동의 중"))),
    )
    list_select_related = ("member",)
    search_fields = ("member__name", "member__email")
    date_hierarchy = "agreed_at"
    ordering = ("-agreed_at", "-id")
    show_full_result_count = False


@admin.register(TokenFamily)
class TokenFamilyAdmin(ReadOnlyAdmin):
    """The admin of API log-ins, without the fingerprints of tokens and passwords."""

    list_display = ("member", "user_agent", "created_at", "refreshed_at", "expires_at", "live")
    list_filter = (("revoked_at", given_filter(given=gettext_lazy("끝냄"), missing=gettext_lazy("이어지는 중"))),)
    list_select_related = ("member",)
    search_fields = ("member__name", "member__email", "user_agent")
    date_hierarchy = "created_at"
    show_full_result_count = False
    actions = ("revoke",)
    fields = ("member", "user_agent", "created_at", "refreshed_at", "expires_at", "revoked_at")

    @admin.display(description=gettext_lazy("살아 있음"), boolean=True)
    def live(self, family: TokenFamily) -> bool:
        return family.revoked_at is None and family.expires_at > clock.now()

    def has_act_permission(self, request: HttpRequest) -> bool:
        return member_of(request).may("accounts.change_tokenfamily")

    @admin.action(description=gettext_lazy("API 로그인 끝내기"), permissions=["act"])
    def revoke(self, request: HttpRequest, rows: QuerySet[TokenFamily]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: sessions.revoke_token_family(by=member_of(request), family_id=row.pk),
            done=_("API 로그인 %(n)d건을 끝냈습니다."),
        )
