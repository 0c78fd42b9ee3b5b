import time
from contextlib import suppress

import pytest

from apps.core.captions import UnreadableCaptions, to_webvtt
from tests.uploads.documents import CAPTIONS, KEPT_CAPTIONS, NOT_CAPTIONS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("form", CAPTIONS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_captions_of_every_form_and_encoding_become_webvtt(form, encoding, end):
    assert to_webvtt(CAPTIONS[form].replace("\n", end).encode(encoding)) == KEPT_CAPTIONS


def test_webvtt_keeps_its_places_and_looks():
    raw = b"WEBVTT - a title\n\nNOTE x\n\nintro\n00:01.000 --> 00:02.000 line:0 align:start\n<v Kim><i>hi</i></v>\n"
    assert to_webvtt(raw) == raw


@pytest.mark.parametrize("name", NOT_CAPTIONS)
def test_what_is_no_captions_is_not_taken(name):
    with pytest.raises(UnreadableCaptions):
        to_webvtt(NOT_CAPTIONS[name])


@pytest.mark.parametrize(
    "piece", ["<a", "{\\", "< ", "\n", " ", "<sync start=1>", "00:00:01,000 -->", "&", "<p class="]
)
@pytest.mark.parametrize("head", ["1\n00:00:01,000 --> 00:00:02,000\nx", "<sami><sync start=1><p class=a>x"])
def test_the_work_grows_with_the_size_of_the_file_only(head, piece):
    spent = []
    for size in (20_000, 400_000):
        started = time.thread_time()
        with suppress(UnreadableCaptions):
            to_webvtt((head + piece * (size // len(piece))).encode())
        spent.append(time.thread_time() - started)
    assert spent[1] < 20 * spent[0] * 5 + 0.2  # with its square it would be 400 times as much
