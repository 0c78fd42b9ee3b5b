"""The badge is checked with nothing but the published key; whoever changes a letter of it is found out."""

import base64
import datetime as dt
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.checks import run_checks
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from apps.core import clock
from apps.core.errors import Conflict
from apps.elearning.certificate import open_badge, services, signing_keys, status_list
from tests.elearning.learning import learner, running_class
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory

# How long a slow machine takes says nothing of the code.
on_any_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

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
    assert row.says["facts"]["course"] in body
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
    """The first badges of the site point to this list."""
    assert client.get("/badges/revoked.json").json()["revokedCredential"] == []
    services.revoke_certificate(by=superuser, certificate_id=row.pk, reason="비밀 사유")
    answer = client.get("/badges/revoked.json")
    assert answer.json()["revokedCredential"] == [{"id": open_badge.credential_id(row.token), "revoked": True}]
    assert ("비밀" in answer.content.decode(), row.token in answer.content.decode()) == (False, False)


# --- Whether it counts, and what others make of it --------------------------------------------------------------------


def outsider(row) -> OB3Verifier:
    """A program of others, with nothing but the key that is published."""
    kid = json.loads(raw(open_badge.signed_badge(row).split(".")[0]))["kid"]
    return OB3Verifier(Ed25519PublicKey.from_public_bytes(raw(Client().get(kid).json()["x"])))


def downloaded(url: str) -> bytes:
    answer = Client().get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/vc+jwt")
    return answer.content


def test_a_program_of_others_takes_the_badge_and_its_status_list(row, superuser):
    file = open_badge.signed_badge(row)
    found = outsider(row).verify(file, check_status=True, download=downloaded)
    assert found.issuer.id == "http://testserver/badges/issuer.json"
    verifier = outsider(row)
    services.revoke_certificate(by=superuser, certificate_id=row.pk, reason="사유")
    with pytest.raises(OB3VerificationError, match="'revocation' is set"):
        verifier.verify(file, check_status=True, download=downloaded)


def test_a_program_of_others_refuses_a_list_that_another_key_signed(row, settings):
    file, verifier = open_badge.signed_badge(row), outsider(row)
    settings.BADGE_SIGNING_KEY = OTHER
    with pytest.raises(OB3VerificationError, match="proof is invalid"):
        verifier.verify(file, check_status=True, download=downloaded)


def test_a_program_of_others_refuses_a_list_of_the_day_before_yesterday(row):
    file, verifier = open_badge.signed_badge(row), outsider(row)
    with clock.pretending(clock.now() - dt.timedelta(days=2)):
        old = downloaded(status_list.list_url(0))
    with pytest.raises(OB3VerificationError, match="expired"):
        verifier.verify(file, check_status=True, download=lambda _url: old)


def test_the_list_is_as_the_standard_says(row):
    entry = open_badge.credential(row)["credentialStatus"]
    assert entry == {
        "id": f"http://testserver/badges/status/0.jwt#{row.pk}", "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation", "statusListIndex": str(row.pk),
        "statusListCredential": "http://testserver/badges/status/0.jwt",
    }  # fmt: skip
    body = verified(downloaded(entry["statusListCredential"]).decode(), published())
    assert body["id"] == entry["statusListCredential"]
    assert body["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert body["issuer"] == open_badge.credential(row)["issuer"]["id"]
    subject = body["credentialSubject"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    assert len(decode_encoded_list(subject["encodedList"])) * 8 == 131_072


@on_any_machine
@given(st.sets(st.integers(0, status_list.SIZE - 1), max_size=20))
def test_each_badge_has_a_bit_of_its_own(ended):
    encoded = status_list.encoded_list(ended)
    assert set_indices(decode_encoded_list(encoded)) == ended


def test_the_next_list_begins_after_the_last_place_of_the_first(row, client, superuser):
    last = status_list.SIZE - 1
    places = [status_list.status_entry(pk) for pk in (last, last + 1)]
    assert [(place["statusListIndex"], place["statusListCredential"][-5]) for place in places] == [
        (str(last), "0"), ("0", "1"),
    ]  # fmt: skip
    assert [client.get(f"/badges/status/{n}.jwt").status_code for n in (0, 1, 10**30)] == [200, 404, 404]
    later = CertificateFactory(
        id=status_list.SIZE + 5, completion=CompletionFactory(enrolment=learner(running_class()))
    )
    services.revoke_certificate(by=superuser, certificate_id=later.pk, reason="사유")
    lists = [verified(downloaded(status_list.list_url(n)).decode(), published()) for n in (0, 1)]
    bits = [set_indices(decode_encoded_list(one["credentialSubject"]["encodedList"])) for one in lists]
    assert bits == [set(), {5}]


def test_what_stands_in_a_badge_keeps_its_address(row, client):
    """Files that browsers load have names that change with them; a signed badge does not change."""
    body = open_badge.credential(row)
    for image in (body["issuer"]["image"], body["credentialSubject"]["achievement"]["image"]):
        assert image["id"] == "http://testserver/badges/mark.svg"
    answer = client.get("/badges/mark.svg")
    assert (answer["Content-Type"], answer["Access-Control-Allow-Origin"]) == ("image/svg+xml", "*")
    assert answer.content.startswith(b"<svg")


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
    assert Client().get("/badges/status/0.jwt").status_code == 404
    with pytest.raises(Conflict):
        open_badge.signed_badge(row)
