"""The three tables of seed 002 under its names (codes, links, who looks after whom), and successful look-ups.

The seed's composite keys are unique constraints here; each row has an id as well, which the admin needs.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.linking.querysets import AccountLinkQuerySet, AdminClassQuerySet
from apps.linking.states import CODE_LENGTH, UseYn

MEMBER = settings.AUTH_USER_MODEL


class TempCode(models.Model):
    """The one live code of a member. The row is deleted when the code is used, replaced or has expired."""

    member = models.OneToOneField(
        MEMBER, models.CASCADE, primary_key=True, related_name="link_code", verbose_name=_("회원")
    )
    code = models.CharField(_("코드"), max_length=CODE_LENGTH, unique=True)
    expire_at = models.DateTimeField(_("만료 시간"), db_index=True)
    created_at = models.DateTimeField(_("생성 시간"))

    class Meta:
        db_table = "mentoring_temp_code_tb"
        verbose_name = pgettext_lazy("record", "연동 코드")
        verbose_name_plural = pgettext_lazy("records", "연동 코드")

    def __str__(self) -> str:
        return self.member.name  # never the code, because this text goes into logs and the admin


class AccountLink(models.Model):
    """A link between two members; `member` is the one who asked. A pair has one link, whichever side asked."""

    member = models.ForeignKey(
        MEMBER, models.CASCADE, related_name="links_asked", db_index=False, verbose_name=_("연동 요청자")
    )
    linked_member = models.ForeignKey(
        MEMBER, models.CASCADE, related_name="links_received", verbose_name=_("연동 대상자")
    )
    created_at = models.DateTimeField(_("연동한 시각"))

    objects = AccountLinkQuerySet.as_manager()

    class Meta:
        db_table = "mentoring_account_link_tb"
        verbose_name = pgettext_lazy("record", "계정 연동")
        verbose_name_plural = pgettext_lazy("records", "계정 연동")
        constraints = [
            models.UniqueConstraint(fields=["member", "linked_member"], name="linking_accountlink_once"),
            models.UniqueConstraint(
                Least("member", "linked_member"),
                Greatest("member", "linked_member"),
                name="linking_accountlink_one_a_pair",
            ),
            models.CheckConstraint(condition=~Q(member=F("linked_member")), name="linking_accountlink_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} · {self.linked_member.name}"

    def other_than(self, member_id: int):
        """Return the other member of the link. Load both members with the link first."""
        return self.linked_member if self.member_id == member_id else self.member


class AdminClass(models.Model):
    """One direction of a link: who looks after whom. The row stays, switched off, when the link ends.

    A teacher's group has no table: the rows of its students share `group_id` and `group_name`; both are '' for none.
    """

    member = models.ForeignKey(
        MEMBER, models.CASCADE, related_name="admin_classes", db_index=False, verbose_name=_("관리하는 사람")
    )
    target_member = models.ForeignKey(
        MEMBER, models.CASCADE, related_name="admin_classes_over", verbose_name=_("관리받는 사람")
    )
    use_yn = models.CharField(_("사용 여부"), max_length=1, choices=UseYn, default=UseYn.YES)
    first_reg_dt = models.DateField(_("최초 등록일"))
    last_mod_dt = models.DateField(_("최종 수정일"))
    group_id = models.CharField(_("그룹 번호"), max_length=50, blank=True)
    group_name = columns.LineField(_("그룹 이름"), max_length=100, blank=True)

    objects = AdminClassQuerySet.as_manager()

    class Meta:
        db_table = "mentoring_admin_class_tb"
        verbose_name = pgettext_lazy("record", "관리 관계")
        verbose_name_plural = pgettext_lazy("records", "관리 관계")
        constraints = [
            models.UniqueConstraint(fields=["member", "target_member"], name="linking_adminclass_once"),
            models.CheckConstraint(condition=~Q(member=F("target_member")), name="linking_adminclass_two_people"),
            models.CheckConstraint(condition=Q(use_yn__in=UseYn.values), name="linking_adminclass_yes_or_no"),
            models.CheckConstraint(
                condition=Q(group_id="", group_name="") | (~Q(group_id="") & ~Q(group_name="") & Q(use_yn=UseYn.YES)),
                name="linking_adminclass_group_has_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} → {self.target_member.name}"


class VerifiedClaim(models.Model):
    """A successful look-up: `member` entered the live code of `owner`. Deleted when that code is used or replaced."""

    member = models.ForeignKey(
        MEMBER, models.CASCADE, related_name="link_claims", db_index=False, verbose_name=_("확인한 사람")
    )
    owner = models.ForeignKey(MEMBER, models.CASCADE, related_name="link_claims_on", verbose_name=_("코드를 만든 사람"))
    verified_at = models.DateTimeField(_("확인한 시각"), db_index=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "코드 확인")
        verbose_name_plural = pgettext_lazy("records", "코드 확인")
        constraints = [models.UniqueConstraint(fields=["member", "owner"], name="linking_verifiedclaim_once")]

    def __str__(self) -> str:
        return f"{self.member.name} → {self.owner.name}"
