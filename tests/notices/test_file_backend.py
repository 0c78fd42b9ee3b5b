"""The demo's mail folder."""

from email import policy
from email.parser import BytesParser

from django.core.mail import EmailMessage

from apps.notices.file_backend import EmailBackend


def test_each_mail_is_a_file_of_its_own(tmp_path):
    backend = EmailBackend(file_path=tmp_path / "mail")
    sent = backend.send_messages(
        [EmailMessage(subject=f"안내 {n}", body="안녕하세요.", to=["seo/../yeon@example.com"]) for n in range(2)]
    )
    files = sorted((tmp_path / "mail").iterdir())
    assert sent == 2
    assert [file.name.split("-", 4)[-1] for file in files] == ["seo..yeon@example.com.eml"] * 2
    read = [BytesParser(policy=policy.default).parsebytes(file.read_bytes()) for file in files]
    assert [message["Subject"] for message in read] == ["안내 0", "안내 1"]
    assert read[0].get_content().strip() == "안녕하세요."


def test_the_folder_is_that_of_the_settings(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    EmailBackend().send_messages([EmailMessage(to=["a@example.com"])])
    assert len(list(tmp_path.iterdir())) == 1
