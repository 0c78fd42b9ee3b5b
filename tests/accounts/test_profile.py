"""What members keep about themselves, their picture, and who sees what."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from apps.accounts import images, selectors, visibility
from apps.accounts.models import Member
from apps.accounts.states import MentorStatus
from apps.core.errors import Invalid
from apps.core.models import AuditEntry
from tests.factories.accounts import MentorProfileFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db

TYPED = {"name": "이서연", "nickname": "새별", "phone": "01098765432", "introduction": "반갑습니다.", "language": "en"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(mode="RGB", size=(800, 400), kind="JPEG", **options) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(out, kind, **options)
    return SimpleUploadedFile("../../evil.php", out.getvalue(), content_type="text/html")


def test_editing_keeps_old_and_new_in_the_audit_trail(client, student):
    client.force_login(student)
    answer = client.post(reverse("accounts:profile"), TYPED)
    assert answer["Location"] == reverse("accounts:profile")
    student.refresh_from_db()
    assert (student.nickname, student.phone, student.introduction, student.language) == (
        "새별", "010-9876-5432", "반갑습니다.", "en",
    )  # fmt: skip
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.before["nickname"], entry.after["nickname"]) == (
        "accounts.profile_changed",
        "서연",
        "새별",
    )
    assert "name" not in entry.after


def test_saving_what_is_already_so_leaves_no_entry(client, student):
    client.force_login(student)
    for _ in range(2):
        client.post(reverse("accounts:profile"), TYPED)
    assert AuditEntry.objects.count() == 1


def test_a_refused_name_does_not_reach_the_header(client, student):
    client.force_login(student)
    answer = client.post(reverse("accounts:profile"), {**TYPED, "name": "아무개", "phone": "1"})
    assert answer.status_code == 200
    assert answer.content.decode().count("아무개") == 1
    student.refresh_from_db()
    assert student.name == "이서연"


def test_only_ones_own_fields_can_be_changed(client, student):
    client.force_login(student)
    client.post(
        reverse("accounts:profile"), {**TYPED, "is_staff": "on", "email": "x@example.com", "member_type": "teacher"}
    )
    student.refresh_from_db()
    assert (student.is_staff, student.email, student.member_type) == (False, "seoyeon@example.com", "student")


def test_a_picture_is_drawn_anew_and_the_old_file_erased(client, student, media, django_capture_on_commit_callbacks):
    client.force_login(student)
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    names = []
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("accounts:profile"), {**TYPED, "image": picture(exif=exif)})
        student.refresh_from_db()
        names.append(student.profile_image.name)
    files = [path for path in media.rglob("*") if path.is_file()]
    assert [str(path.relative_to(media)) for path in files] == [names[1]]
    assert names[0] != names[1]
    stored = files[0].read_bytes()
    assert b"SECRET CAMERA" not in stored
    with Image.open(files[0]) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (512, 512))

    shown = client.get(reverse("accounts:image", args=[student.pk]))
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "private, max-age=300")
    assert b"".join(shown.streaming_content) == stored

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("accounts:profile"), {**TYPED, "remove_image": "on"})
    student.refresh_from_db()
    assert (student.profile_image.name, [path for path in media.rglob("*") if path.is_file()]) == ("", [])
    assert client.get(reverse("accounts:image", args=[student.pk])).status_code == 404


def test_a_picture_whose_file_is_gone_is_not_found(client, student):
    Member.objects.filter(pk=student.pk).update(profile_image="profile/gone.jpg")
    client.force_login(student)
    assert client.get(reverse("accounts:image", args=[student.pk])).status_code == 404


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("P", "PNG"), ("L", "JPEG"), ("RGB", "WEBP")])
def test_every_usual_kind_of_picture_becomes_a_jpeg(mode, kind):
    assert Image.open(images.portrait(picture(mode, kind=kind))).mode == "RGB"


def test_what_is_no_picture_is_refused_whatever_its_name():
    with pytest.raises(Invalid) as refused:
        images.portrait(SimpleUploadedFile("photo.jpg", b"<?php", content_type="image/jpeg"))
    assert (refused.value.code, refused.value.field) == ("image_unreadable", "image")
    with pytest.raises(Invalid) as refused:
        images.portrait(picture(kind="GIF", mode="P"))
    assert refused.value.code == "image_unreadable"


def test_a_broken_picture_is_refused():
    whole = picture().read()
    with pytest.raises(Invalid) as refused:
        images.portrait(SimpleUploadedFile("photo.jpg", whole[: len(whole) // 2]))
    assert refused.value.code == "image_unreadable"


def test_pictures_too_large_are_refused(monkeypatch):
    with pytest.raises(Invalid) as refused:
        images.portrait(picture(size=(21_000, 10)))
    assert refused.value.code == "image_too_wide"
    monkeypatch.setattr(images, "MAX_BYTES", 10)
    with pytest.raises(Invalid) as refused:
        images.portrait(picture())
    assert refused.value.code == "image_too_large"


def test_a_bad_picture_is_said_beside_its_field(client, student):
    client.force_login(student)
    answer = client.post(reverse("accounts:profile"), {**TYPED, "image": SimpleUploadedFile("a.jpg", b"no")})
    assert list(answer.context["form"].errors) == ["image"]


def test_who_may_see_a_picture(mentor, student, stranger, superuser, bare_staff):
    seen = {
        (who.nickname if who else None, whose.nickname): visibility.may_see_image(who, whose)
        for who in (None, student, stranger, superuser, bare_staff)
        for whose in (mentor, student)
    }
    assert [key for key, allowed in seen.items() if not allowed] == [
        (None, "서연"), ("민재", "서연"), ("유나", "서연"),
    ]  # fmt: skip
    mentor.is_active = False
    assert visibility.may_see_image(superuser, mentor) is False


def test_what_others_see_of_a_plain_member(client, student):
    seen = {row.label: row.facts for row in selectors.list_audience_views(student)}
    # Each domain adds those who meet its members.
    assert list(seen)[:2] == ["누구나 (로그인하지 않은 방문자 포함)", "운영자"]
    assert "내가 신청한 멘토링의 멘토" in seen
    assert dict(seen.pop("운영자"))["이메일"] == "seoyeon@example.com"
    assert set(map(tuple, seen.values())) == {()}
    client.force_login(student)
    assert client.get(reverse("accounts:seen")).content.decode().count("<b>아무것도 보이지 않습니다.</b>") == len(seen)


def test_a_mentor_and_an_applicant_are_seen_by_more(mentor, student):
    for n in range(4):
        ApplicationFactory(session=SessionFactory(title=f"멘토링 {n}"), member=student)
    assert selectors.facts_for_everyone(mentor) == [("이름", "김하준"), ("경력", "백엔드 개발 5년 경력")]
    mentor.profile_image = "profile/a.jpg"
    assert selectors.facts_for_everyone(mentor)[-1] == ("사진", "있음")
    by_label = {row.label: dict(row.facts) for row in selectors.list_audience_views(student)}
    seen = by_label["내가 신청한 멘토링의 멘토"]
    assert (seen["이름"], seen["해당 멘토링"]) == ("이서연", "멘토링 3, 멘토링 2, 멘토링 1 외 1건")


def test_everyone_may_read_of_a_mentor_and_of_no_one_else(client, mentor, student):
    page = client.get(reverse("portal:mentor", args=[mentor.pk])).content.decode()
    assert "백엔드 개발 5년 경력" in page
    assert mentor.email not in page
    assert client.get(reverse("portal:mentor", args=[student.pk])).status_code == 404
    MentorProfileFactory(member=student, status=MentorStatus.REJECTED)
    assert client.get(reverse("portal:mentor", args=[fresh(student).pk])).status_code == 404
