"""Members as a file for spreadsheets."""

from django.utils.translation import gettext_lazy as _
from import_export import fields, resources

from apps.accounts.models import Member
from apps.core import text
from apps.core.admin_sheets import ExportedRows
from apps.core.clock import local


class MemberResource(ExportedRows, resources.ModelResource):
    id = fields.Field("id", column_name=_("번호"))
    email = fields.Field("email", column_name=_("이메일"))
    name = fields.Field("name", column_name=_("이름"))
    nickname = fields.Field("nickname", column_name=_("별명"))
    member_type = fields.Field("get_member_type_display", column_name=_("회원 유형"))
    phone = fields.Field("phone", column_name=_("휴대전화"))
    mentor = fields.Field(column_name=_("멘토"))
    active = fields.Field(column_name=_("이용 중"))
    joined = fields.Field(column_name=_("가입일"))

    class Meta:
        model = Member
        fields = export_order = (
            "id",
            "email",
            "name",
            "nickname",
            "member_type",
            "phone",
            "mentor",
            "active",
            "joined",
        )

    def dehydrate_mentor(self, member: Member) -> str:
        profile = getattr(member, "mentor_profile", None)
        return str(profile.get_status_display()) if profile else ""

    def dehydrate_active(self, member: Member) -> str:
        return str(_("예") if member.is_active else _("아니요"))

    def dehydrate_joined(self, member: Member) -> str:
        return text.day(local(member.date_joined).date())
