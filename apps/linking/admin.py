"""The admin of linking. Rows can only be read; staff end a link through its service, and nobody reads a code."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core import clock
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.linking.services import links


class LiveFilter(admin.SimpleListFilter):
    title = gettext_lazy("유효 여부")
    parameter_name = "live"

    def lookups(self, request, model_admin):
        return [("yes", _("쓸 수 있음")), ("no", _("만료"))]

    def queryset(self, request, queryset):
        chosen = {"yes": {"expire_at__gt": clock.now()}, "no": {"expire_at__lte": clock.now()}}
        return queryset.filter(**chosen.get(self.value() or "", {}))


class GroupFilter(admin.SimpleListFilter):
    title = gettext_lazy("그룹")
    parameter_name = "group"

    def lookups(self, request, model_admin):
        return [("yes", _("그룹에 있음")), ("no", _("그룹 없음"))]

    def queryset(self, request, queryset):
        match self.value():
            case "yes":
                return queryset.exclude(group_id="")
            case "no":
                return queryset.filter(group_id="")
        return queryset


@admin.register(AccountLink)
class AccountLinkAdmin(ReadOnlyAdmin):
    list_display = ("member", "type_of_member", "linked_member", "type_of_linked", "created_at")
    list_filter = ("member__member_type", "linked_member__member_type")
    list_select_related = ("member", "linked_member")
    search_fields = ("=id", "member__name", "member__email", "linked_member__name", "linked_member__email")
    search_help_text = gettext_lazy("번호, 두 사람의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    actions = ("unlink",)
    fields = ("member", "linked_member", "created_at")

    @admin.display(description=gettext_lazy("요청자 유형"))
    def type_of_member(self, link: AccountLink) -> str:
        return link.member.get_member_type_display()

    @admin.display(description=gettext_lazy("대상자 유형"))
    def type_of_linked(self, link: AccountLink) -> str:
        return link.linked_member.get_member_type_display()

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("linking.delete_accountlink")

    @admin.action(description=gettext_lazy("연동 해제 (사유 입력)"), permissions=["act"])
    def unlink(self, request: HttpRequest, rows: QuerySet[AccountLink]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="unlink", title=_("연동을 해제하는 사유"), button=_("연동 해제하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: links.end_link(by=member_of(request), link_id=row.pk, reason=reason),
            done=_("연동 %(n)d건을 해제하고 두 사람에게 알렸습니다."),
        )
        return None


@admin.register(AdminClass)
class AdminClassAdmin(ReadOnlyAdmin):
    list_display = ("member", "target_member", "use_yn", "group_name", "first_reg_dt", "last_mod_dt")
    list_filter = ("use_yn", GroupFilter, "member__member_type")
    list_select_related = ("member", "target_member")
    search_fields = (
        "=id", "member__name", "member__email", "target_member__name", "target_member__email", "group_name",
    )  # fmt: skip
    search_help_text = gettext_lazy("번호, 두 사람의 이름이나 이메일, 그룹 이름으로 찾습니다.")
    date_hierarchy = "last_mod_dt"
    ordering = ("-last_mod_dt", "-id")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("member", "target_member", "use_yn")}),
        (gettext_lazy("그룹"), {"fields": ("group_id", "group_name")}),
        (gettext_lazy("기록"), {"fields": ("first_reg_dt", "last_mod_dt")}),
    )


@admin.register(TempCode)
class TempCodeAdmin(ReadOnlyAdmin):
    list_display = ("member", "created_at", "expire_at", "is_live")
    list_filter = (LiveFilter, "member__member_type")
    list_select_related = ("member",)
    search_fields = ("member__name", "member__email")
    search_help_text = gettext_lazy("만든 사람의 이름이나 이메일로 찾습니다. 코드 자체는 보이지 않습니다.")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    show_full_result_count = False
    fields = ("member", "created_at", "expire_at", "is_live")
    readonly_fields = ("is_live",)

    @admin.display(description=gettext_lazy("유효"), boolean=True)
    def is_live(self, row: TempCode) -> bool:
        return row.expire_at > clock.now()


@admin.register(VerifiedClaim)
class VerifiedClaimAdmin(ReadOnlyAdmin):
    list_display = ("member", "owner", "verified_at")
    list_filter = ("member__member_type",)
    list_select_related = ("member", "owner")
    search_fields = ("member__name", "member__email", "owner__name", "owner__email")
    search_help_text = gettext_lazy("두 사람의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "verified_at"
    ordering = ("-verified_at", "-id")
    show_full_result_count = False
    fields = ("member", "owner", "verified_at")
