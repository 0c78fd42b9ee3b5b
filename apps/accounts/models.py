"""Members and their mentor profiles, consents and API log-ins."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.states import ConsentKind, MemberType, MentorStatus
from apps.core import columns, spelling, text
from apps.topics.models import Topic

LONGEST_PASSWORD = 4096  # characters; nobody types more, and hashing takes longer the longer it is


class MemberManager(BaseUserManager["Member"]):
    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email=username)

    def create_user(self, email: str, password: str | None = None, **fields) -> "Member":
        member = self.model(email=spelling.address(email), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "Member":
        """Create a superuser who can log in at once: whoever runs the command vouches for the e-mail."""
        with transaction.atomic(using=self._db):
            member = self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})
            self.confirm_email(member)
        return member

    def confirm_email(self, member: "Member") -> None:
        """Make the member's e-mail their only address, and a confirmed one, as log-in page and API require.

        The mailed link is the only other way to confirm an address.
        """
        addresses = EmailAddress.objects.using(self._db)
        addresses.filter(user=member).delete()
        addresses.create(user=member, email=member.email, primary=True, verified=True)


class Member(AbstractBaseUser, PermissionsMixin):
    """Anyone who logs in. "Mentor" is a member with an approved MentorProfile; "mentee" is not stored."""

    email = columns.AddressField(_("이메일"), unique=True, error_messages={"unique": _("이미 가입한 이메일입니다.")})
    name = columns.LineField(_("이름"), max_length=50)
    nickname = columns.LineField(_("별명"), max_length=30)
    member_type = models.CharField(_("회원 유형"), max_length=10, choices=MemberType, default=MemberType.STUDENT)
    phone = models.CharField(_("휴대전화"), max_length=20, blank=True)
    profile_image = models.ImageField(_("프로필 사진"), upload_to="profile/%Y/%m", blank=True)
    introduction = columns.TextField(_("소개"), blank=True, max_length=1000)
    language = models.CharField(_("알림 언어"), max_length=5, choices=settings.LANGUAGES, default="ko")
    is_active = models.BooleanField(_("이용 중"), default=True)
    is_staff = models.BooleanField(_("운영자"), default=False)
    date_joined = models.DateTimeField(_("가입일"), auto_now_add=True)
    left_at = models.DateTimeField(_("탈퇴일"), null=True, blank=True)

    objects = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "nickname"]

    class Meta:
        verbose_name = pgettext_lazy("record", "회원")
        verbose_name_plural = pgettext_lazy("records", "회원")
        constraints = [
            # Stored in lower case, so that `unique` ignores case.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_member_email_lower_case"),
        ]
        indexes = [
            models.Index(fields=["name"], name="accounts_member_name"),
            models.Index(fields=["nickname"], name="accounts_member_nickname"),
            models.Index(fields=["-date_joined", "-id"], name="accounts_member_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether this is the member's password. One that nobody can have is not hashed."""
        return len(raw_password or "") <= LONGEST_PASSWORD and super().check_password(raw_password)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.nickname

    @property
    def has_mentor_profile(self) -> bool:
        """Whether the member ever asked to be a mentor: who no longer is one still has what they began."""
        return getattr(self, "mentor_profile", None) is not None

    @property
    def is_mentor(self) -> bool:
        """Whether staff approved the member as a mentor. Costs no query: the backend loads the profile too."""
        profile = getattr(self, "mentor_profile", None)
        return profile is not None and profile.status == MentorStatus.APPROVED

    @property
    def default_join_url(self) -> str:
        """Where the member's new sessions and tutorials are joined, '' for nowhere."""
        profile = getattr(self, "mentor_profile", None)
        return profile.join_url if profile is not None else ""

    def may(self, permission: str) -> bool:
        """Return whether the member is staff and has this permission (`app.action_model`)."""
        return self.is_staff and self.has_perm(permission)

    @property
    def role_label(self) -> str:
        """The member's role in the header: 운영자, 멘토, or the member type."""
        if self.is_staff:
            return str(_("운영자"))
        if self.is_mentor:
            return str(_("멘토"))
        return self.get_member_type_display()


def display_name(member: Member) -> str:
    """Return the name for allauth's pages and mails."""
    return member.name


class MentorProfile(models.Model):
    """A member's request to be a mentor, decided by staff; once approved, the mentor's profile."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="mentor_profile", verbose_name=_("회원"))
    career = columns.TextField(_("경력"), max_length=2000)
    introduction = columns.TextField(_("멘토 소개"), max_length=2000, blank=True)
    join_url = columns.JoinUrlField(_("기본 참여 주소"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="mentors", verbose_name=_("주제"))
    status = models.CharField(
        _("상태"), max_length=10, choices=MentorStatus, default=MentorStatus.PENDING, db_index=True
    )
    requested_at = models.DateTimeField(pgettext_lazy("of a request", "신청일"))
    decided_at = models.DateTimeField(_("처리일"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("처리한 사람")
    )
    reason = columns.TextField(_("반려 사유"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "멘토 신청")
        verbose_name_plural = pgettext_lazy("records", "멘토 신청")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=MentorStatus.PENDING, decided_at=None)
                | (~models.Q(status=MentorStatus.PENDING) & models.Q(decided_at__isnull=False)),
                name="accounts_mentorprofile_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} · {self.get_status_display()}"


class Consent(models.Model):
    """What a member agreed to, in which version of the text, and until when."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="consents", verbose_name=_("회원"))
    kind = models.CharField(_("동의"), max_length=20, choices=ConsentKind)
    version = models.CharField(_("버전"), max_length=20)
    agreed_at = models.DateTimeField(_("동의일"))
    withdrawn_at = models.DateTimeField(_("철회일"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "동의")
        verbose_name_plural = pgettext_lazy("records", "동의")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=models.Q(withdrawn_at=None),
                name="accounts_consent_one_live_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} · {self.get_kind_display()} · {self.version}"


class TokenFamily(models.Model):
    """A log-in through the API and all its tokens. Only the newest refresh token is valid."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="token_families", verbose_name=_("회원"))
    refresh_hash = models.CharField(_("갱신 토큰 지문"), max_length=64, unique=True)
    password_hash = models.CharField(_("비밀번호 지문"), max_length=64)
    created_at = models.DateTimeField(_("발급일"))
    refreshed_at = models.DateTimeField(_("갱신일"))
    expires_at = models.DateTimeField(_("만료일"), db_index=True)
    revoked_at = models.DateTimeField(_("폐기일"), null=True, blank=True)
    user_agent = models.CharField(_("프로그램"), max_length=200, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "API 로그인")
        verbose_name_plural = pgettext_lazy("records", "API 로그인")
        ordering = ["-refreshed_at"]

    def __str__(self) -> str:
        return f"{self.member.name} · {text.moment(self.created_at)}"
