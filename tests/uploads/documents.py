"""Documents of office programs and captions, in as few bytes as tell what they are."""

from tests.uploads.sheets import workbook, zipped

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def documents() -> dict[str, tuple[bytes, str]]:
    """Return files that are taken as documents, each with the ending under which it is kept."""
    return {
        "a paper": (b"%PDF-1.7\n", "pdf"),
        "text of today": ("글".encode(), "txt"),
        "text of Korean Windows": ("안녕하세요".encode("cp949"), "txt"),
        "text of Excel": ("글\n".encode("utf-16"), "txt"),
        "HWP 5": (_OLD_OFFICE + bytes(70_000) + b"HWP Document File" + bytes(90), "hwp"),
        "HWP 3": (b"HWP Document File V3.00 \x1a\x01", "hwp"),
        "HWPX": (zipped({"mimetype": b"application/hwp+zip", "Contents/content.hpf": b"1"}), "hwpx"),
        "Word": (zipped({"[Content_Types].xml": b"1", "word/document.xml": b"1"}), "docx"),
        "PowerPoint": (zipped({"[Content_Types].xml": b"1", "ppt/presentation.xml": b"1"}), "pptx"),
        "Excel": (workbook([["이름"]]), "xlsx"),
        "LibreOffice Writer": (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "odt"),
        "LibreOffice Impress": (zipped({"mimetype": b"application/vnd.oasis.opendocument.presentation"}), "odp"),
        "an archive": (zipped({"a.txt": b"1"}), "zip"),
        "an empty archive": (zipped({}), "zip"),
    }


def not_documents() -> dict[str, tuple[bytes, str, str]]:
    """Return files that are not taken as documents, each with the code and a part of the sentence."""
    taken, opened = "file_not_taken", "file_not_open"
    whole = zipped({"word/document.xml": b"1" * 99})
    locked = whole.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00")
    locked = locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    damaged = bytearray(zipped({"mimetype": b"application/hwp+zip"}))
    damaged[38:50] = b"\xff" * 12  # behind the head and the name
    return {
        "nothing": (b"", taken, "PDF로 저장"),
        "a program": (b"MZ\x90\x00\x03", taken, "PDF로 저장"),
        "a picture": (b"\xff\xd8\xff\xe0", taken, "PDF로 저장"),
        "an old PPT": (_OLD_OFFICE + "PowerPoint Document".encode("utf-16-le"), taken, "PDF로 저장"),
        "Word with a password": (_OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), taken, "PDF로 저장"),
        "an encrypted part": (locked, opened, "암호를 풀고"),
        "macros": (zipped({"ppt/presentation.xml": b"1", "ppt/vbaProject.bin": b"1"}), opened, "매크로 없이"),
        "HWPX whose first part is damaged": (damaged, opened, "손상되었습니다"),
        "an archive that is cut off": (zipped({"a": b"1" * 500})[:60], opened, "손상되었습니다"),
        "a text with control characters": ("가\x01나".encode(), taken, "PDF로 저장"),
    }


TIMES = [(1000, 2500), (4000, 6000)]
WORDS = ["안녕하세요\nR&D <3", "둘째 자막"]
_KEPT = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n안녕하세요\nR&amp;D &lt;3\n\n00:00:04.000 --> 00:00:06.000\n둘째 자막\n"
)
_SMI = """<SAMI>\n<HEAD><STYLE TYPE="text/css"><!-- .KRCC {Name:한국어; lang:ko-KR;} --></STYLE></HEAD>\n<BODY>
<SYNC Start=1000><P Class=KRCC>\n안녕하세요<br>R&amp;D &lt;3\n<SYNC Start=1000><P Class=ENCC>Hello
<SYNC Start=2500><P Class=KRCC>&nbsp;\n<SYNC Start=4000><P Class=KRCC><font color="red">둘째 자막</font>
<SYNC Start=6000><P Class=KRCC>&nbsp;\n</BODY>\n</SAMI>\n"""
_ASS = """[Script Info]\nScriptType: v4.00+\n\n[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,안녕하세요\\NR&D <3
Dialogue: 0,0:00:04.00,0:00:06.00,Default,,0,0,0,,{\\i1}둘째 자막{\\i0}\n"""

CAPTIONS = {
    "WebVTT": _KEPT,
    "SRT": (
        "1\n00:00:01,000 --> 00:00:02,500\n안녕하세요\nR&D <3\n\n2\n00:00:04,000 --> 00:00:06,000\n"
        "{\\an8}<i>둘째 자막</i>\n"
    ),
    "SMI": _SMI,
    "ASS": _ASS,
    "SBV": "0:00:01.000,0:00:02.500\n안녕하세요\nR&D <3\n\n0:00:04.000,0:00:06.000\n둘째 자막\n",
}
KEPT_CAPTIONS = _KEPT.encode()
NOT_CAPTIONS = {
    "nothing": b"",
    "a signature alone": b"WEBVTT\n",
    "a longer signature": b"WEBVTTxyz\n\n00:00.000 --> 00:01.000\nx\n",
    "text": "1\n안녕하세요\n".encode(),
    "times without words": b"1\n00:00:01,000 --> 00:00:02,000\n\n",
    "an end before its beginning": b"1\n00:00:03,000 --> 00:00:02,000\nx\n",
    "other bytes": b"\x89PNG\r\n\x1a\n\0\0",
    "an SMI file without moments": b"<SAMI><BODY><SYNC Start=x><P>a</BODY></SAMI>",
    "an ASS file without dialogues": b"[Script Info]\nDialogue: 0,1\n",
}
