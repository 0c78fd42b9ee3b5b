import pytest

from apps.core.decoding import Undecodable, decode
from tests.uploads.sheets import ENCODINGS, csv_file


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("words", ["이름,점수\r\n이서연,90\r\n", "a", "한글만\r\n"])
def test_text_of_every_program_is_read(encoding, words):
    rows = [line.split(",") for line in words.splitlines()]
    assert decode(csv_file(rows, encoding=encoding)).splitlines() == words.splitlines()


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"a\0b", b"\x89PNG\r\n\x1a\n\0\0\0\r", b"\xef\xbb\xbf\xff", b"\x81"])
def test_other_bytes_are_no_text(raw):
    with pytest.raises(Undecodable):
        decode(raw)


def test_the_mark_at_the_end_of_old_files_is_left_out():
    assert decode(b"a\x1a") == "a"
