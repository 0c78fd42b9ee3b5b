"""The badge is checked with nothing but the published key; whoever changes a letter of it is found out."""

import base64
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.checks import run_checks
from django.test import Client

from apps.core.errors import Conflict
from apps.elearning.certificate import open_badge, services, signing_keys
from tests.elearning.learning import learner, running_class
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory

pytestmark = pytest.mark.django_db
OTHER = base64.urlsafe_b64encode(b"o" * 32).decode().rstrip("=")


@pytest.fixture
def row(student):
    return CertificateFactory(completion=CompletionFactory(enrolment=learner(running_class(), member=student)))


def raw(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verified(file: str, published: dict) -> dict:
    """As a stranger would, without this site: RFC 7515 by hand. Raises InvalidSignature."""
    head, body, signature = file.split(".")
    header = json.loads(raw(head))
    assert header["alg"] == "EdDSA"
    (key,) = [one for one in published["keys"] if header["kid"].endswith(f"/{one['kid']}.json")]
    assert (key["kty"], key["crv"]) == ("OKP", "Ed25519")
    Ed25519PublicKey.from_public_bytes(raw(key["x"])).verify(raw(signature), f"{head}.{body}".encode())
    return json.loads(raw(body))


def published() -> dict:
    return json.loads(Client().get("/.well-known/jwks.json").content)


def test_it_is_checked_by_the_published_key_alone(row, student):
    body = verified(open_badge.signed_badge(row), published())
    assert body["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert body["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert (body["iss"], body["sub"], body["jti"]) == (
        body["issuer"]["id"], body["credentialSubject"]["id"], body["id"],
    )  # fmt: skip
    assert body["nbf"] == int(row.issued_at.timestamp())
    achievement = body["credentialSubject"]["achievement"]
    assert achievement["name"] == row.says["facts"]["course"]
    assert achievement["criteria"]["narrative"]
    (identity,) = body["credentialSubject"]["identifier"]
    digest = hashlib.sha256(f"{student.email}{identity['salt']}".encode()).hexdigest()
    assert (identity["hashed"], identity["identityHash"]) == (True, f"sha256${digest}")


def test_it_names_nobody(row, student):
    body = json.dumps(verified(open_badge.signed_badge(row), published()), ensure_ascii=False)
    assert (student.name in body, student.email in body, student.nickname in body) == (False, False, False)


def test_it_is_the_same_each_time(row):
    assert open_badge.signed_badge(row) == open_badge.signed_badge(row)


def test_whoever_changes_it_is_found_out(row):
    head, body, signature = open_badge.signed_badge(row).split(".")
    changed = json.loads(raw(body))
    changed["credentialSubject"]["achievement"]["name"] = "다른 과정"
    forged = base64.urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip("=")
    broken = signature[:-6] + ("AAAA" if signature[-6:-2] != "AAAA" else "BBBB") + signature[-2:]
    for file in (f"{head}.{forged}.{signature}", f"{head}.{body}.{broken}"):
        with pytest.raises(InvalidSignature):
            verified(file, published())


def test_another_key_has_not_signed_it(row, settings):
    file = open_badge.signed_badge(row)
    kid = json.loads(raw(file.split(".")[0]))["kid"].rpartition("/")[2].removesuffix(".json")
    settings.BADGE_SIGNING_KEY = OTHER
    (other,) = published()["keys"]
    with pytest.raises(InvalidSignature):
        verified(file, {"keys": [{**other, "kid": kid}]})


def test_after_a_change_of_the_key_what_the_old_one_signed_can_still_be_checked(row, settings):
    file, old = open_badge.signed_badge(row), signing_keys.public_part(signing_keys.signing_key())
    settings.BADGE_SIGNING_KEY, settings.BADGE_FORMER_KEYS = OTHER, [old]
    assert verified(file, published())["id"] == open_badge.credential_id(row.token)
    assert len(published()["keys"]) == 2
    assert verified(open_badge.signed_badge(row), published())


def test_each_key_stands_at_the_address_that_badges_name(row, client):
    kid = json.loads(raw(open_badge.signed_badge(row).split(".")[0]))["kid"]
    answer = client.get(kid)
    assert (answer.json(), answer["Access-Control-Allow-Origin"]) == (published()["keys"][0], "*")
    assert client.get("/badges/keys/unknown.json").status_code == 404


def test_the_issuer_publishes_itself(row, client):
    issuer = open_badge.credential(row)["issuer"]
    profile = client.get(issuer["id"]).json()
    assert profile == {"@context": list(open_badge.CONTEXTS), **issuer}


def test_what_counts_no_more_is_on_the_list_and_why_is_nobodys_business(row, superuser, client):
    status = open_badge.credential(row)["credentialStatus"]
    assert client.get(status["id"]).json()["revokedCredential"] == []
    services.revoke_certificate(by=superuser, certificate_id=row.pk, reason="비밀 사유")
    answer = client.get(status["id"])
    assert answer.json()["revokedCredential"] == [{"id": open_badge.credential_id(row.token), "revoked": True}]
    assert ("비밀" in answer.content.decode(), row.token in answer.content.decode()) == (False, False)


def test_a_revoked_one_has_no_badge(row, superuser):
    revoked = services.revoke_certificate(by=superuser, certificate_id=row.pk, reason="사유")
    with pytest.raises(Conflict, match="배지가 없습니다"):
        open_badge.signed_badge(revoked)


def test_without_a_key_there_are_no_badges_and_the_deployment_is_told(row, settings):
    def warned():
        return [one.id for one in run_checks(include_deployment_checks=True) if one.id == "elearning.W001"]

    assert warned() == []
    settings.BADGE_SIGNING_KEY = ""
    assert warned() == ["elearning.W001"]
    assert published() == {"keys": []}
    with pytest.raises(Conflict):
        open_badge.signed_badge(row)
