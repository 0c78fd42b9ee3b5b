"""Rows by the hundred thousand, made by the database itself from a list of Korean words."""

import itertools

from django.db import connection
from django.db.models import CharField, FileField, TextField

WORDS = """
    창업 면접 이력서 자바 파이썬 데이터 분석 기획 마케팅 디자인 영상 편집 회계 세무 노무 법률 특허 논문 발표 협상
    채용 인턴 취업 진로 상담 코딩 알고리즘 클라우드 보안 네트워크 인공지능 머신러닝 통계 수학 과학 영어 일본어 중국어
    글쓰기 독서 토론 심리 철학 역사 경제 금융 투자 부동산 무역 물류 제조 품질 안전 환경 에너지 농업 식품 의료 간호
    교육 복지 행정 외교 국방 문화 예술 음악 미술 사진 공연 관광 여행 요리 제과 패션 미용 체육 축구 야구 수영 등산
""".split()  # noqa: SIM905 (a list of them would be a page long)
# Found in one row of five thousand, and in every third.
RARE, COMMON = "기상학", "멘토링"


def run(sql: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)


def empty_texts(model: type, *given: str) -> tuple[str, str]:
    """Return the names and values of the text columns that a statement does not name: new ones need no change."""
    names = [
        field.column
        for field in model._meta.concrete_fields
        if isinstance(field, (CharField, FileField, TextField)) and not field.null and field.column not in given
    ]
    return ", ".join(names), ", ".join(["''"] * len(names))


def members(number: int) -> list[int]:
    """Members who can log in nowhere but have a session made for them; the first tenth are mentors."""
    from apps.accounts.models import Member, MentorProfile

    names, texts = empty_texts(Member, "password", "email", "name", "nickname", "member_type", "language")
    run(
        "INSERT INTO accounts_member (password, is_superuser, email, name, nickname, member_type, language, is_active,"
        f" is_staff, date_joined, {names})"
        " SELECT 'x', false, 'bench' || n || '@example.com',"
        " (ARRAY['김','이','박','최','정','강','조','윤','장','임'])[1 + n %% 10] || (ARRAY['하준','서연','도윤',"
        f"'지우','민재','수아','예준'])[1 + n %% 7] || n, '별명' || n, 'student', 'ko', true, false, now(), {texts}"
        " FROM generate_series(1, %s) n",
        number,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_member ORDER BY id")
        ids = [pk for (pk,) in cursor.fetchall()]
    names, texts = empty_texts(MentorProfile, "career", "status")
    run(
        f"INSERT INTO accounts_mentorprofile (member_id, career, status, requested_at, decided_at, {names})"
        f" SELECT id, '경력', 'approved', now(), now(), {texts}"
        " FROM accounts_member ORDER BY id LIMIT %s",
        number // 10,
    )
    return ids


def sessions(number: int, *, days_back: int = 3650, days_on: int = 30) -> None:
    """Sessions spread evenly from long ago to soon; registration opens two weeks before each."""
    from apps.core.search import search_key, title_key
    from apps.mentoring.models import Session

    run("SET statement_timeout = 0")
    run("CREATE TEMP TABLE IF NOT EXISTS bench_word (place serial, word text, key text, initials text)")
    run("TRUNCATE bench_word RESTART IDENTITY")
    for word in WORDS:
        key, initials = title_key(word).split("\n")
        run("INSERT INTO bench_word (word, key, initials) VALUES (%s, %s, %s)", word, key, initials)
    words = len(WORDS)
    indexes = _searches()
    for name, _definition in indexes:
        run(f"DROP INDEX {name}")

    def part(column: str) -> str:
        made = {"word": str, "key": search_key, "initials": lambda word: title_key(word).split("\n")[1]}[column]
        blank = " " if column == "word" else ""
        picks = f" || '{blank}' || ".join(f"w{letter}.{column}" for letter in "abc")
        rare, common = made(RARE) + blank, made(COMMON) + blank
        return f"CASE WHEN n %% 5000 = 7 THEN '{rare}' WHEN n %% 3 = 0 THEN '{common}' ELSE '' END || {picks}"

    joins = " ".join(
        f"JOIN bench_word w{letter} ON w{letter}.place = 1 + (s.n / {step} + s.n * {factor}) %% {words}"
        for letter, step, factor in (("a", 1, 0), ("b", 7, 3), ("c", 61, 7))
    )
    named = ("type", "title", "title_key", "content", "content_key", "excerpt", "venue_text")
    names, texts = empty_texts(Session, *named)
    run(
        f"""
        INSERT INTO mentoring_session (author_id, type, title, title_key, content, content_key, excerpt, starts_at,
            ends_at, reg_start, reg_end, opens_at, closes_at, venue_text, created_at, updated_at,
            revision, capacity, offer_hours, seats_taken, approved_at, {names})
        SELECT m.id, CASE WHEN n %% 4 = 0 THEN 'lecture' ELSE 'public' END, {part("word")},
            {part("key")} || chr(10) || {part("initials")},
            '<p>' || {part("word")} || '</p>', {part("key")}, {part("word")},
            at, at + interval '2 hours', (at - interval '14 days')::date, at::date, at - interval '14 days', at,
            '스페이스 A' || n %% 20, at - interval '20 days', at - interval '20 days', 0, 6, 24,
            CASE WHEN n %% 5 < 3 THEN 6 ELSE n %% 6 END, CASE WHEN n %% 2 = 0 THEN at - interval '19 days' END, {texts}
        FROM (SELECT n, date_trunc('minute', now() + interval '{days_on} days'
            - (n::float / {number}) * interval '{days_back + days_on} days') AS at
            FROM generate_series(1, {number}) n) s
        JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_member
            ORDER BY id LIMIT 1000) m ON m.place = s.n %% (SELECT least(count(*), 1000) FROM accounts_mentorprofile)
        {joins}
        """.replace("%%", "%")
    )
    for _name, definition in indexes:
        run(definition)
    run("ANALYZE")


def _searches() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'mentoring_session' AND indexdef LIKE '%gin%'"
        )
        return cursor.fetchall()


def for_bare() -> None:
    """The same sessions and applications in tables of the bare project's own."""
    key = "bigserial PRIMARY KEY" if connection.vendor == "postgresql" else "integer PRIMARY KEY"
    run(
        "CREATE TABLE bare_session AS SELECT id, title, content, type, starts_at, ends_at, reg_start, reg_end,"
        " capacity, seats_taken AS taken, author_id, venue_text AS place, approved_at IS NOT NULL AS approved,"
        " created_at FROM mentoring_session"
    )
    run("CREATE UNIQUE INDEX bare_session_id ON bare_session (id)")
    run("CREATE INDEX bare_session_type ON bare_session (type, starts_at DESC, id DESC)")
    if connection.vendor == "postgresql":
        run("ALTER TABLE bare_session ADD PRIMARY KEY USING INDEX bare_session_id")
    run(
        f"CREATE TABLE bare_application (id {key}, session_id bigint NOT NULL REFERENCES bare_session (id),"
        " member_id bigint NOT NULL REFERENCES accounts_member (id), applied_at timestamptz NOT NULL,"
        " live boolean NOT NULL)"
    )
    run("CREATE UNIQUE INDEX bare_application_once ON bare_application (session_id, member_id) WHERE live")
    run(
        "INSERT INTO bare_application (session_id, member_id, applied_at, live)"
        " SELECT session_id, member_id, applied_at, holds_seat FROM mentoring_application"
    )
    run("ANALYZE")


def applications(session_id: int, member_ids: list[int], state: str = "applied") -> None:
    """People in one session, or in its line; the database counts the seats by itself."""
    from apps.core import clock
    from apps.mentoring.models import Application

    Application.objects.bulk_create(
        [
            Application(
                session_id=session_id, member_id=member, state=state, holds_seat=state == "applied",
                is_waiting=state == "waiting", applied_at=clock.now(),
            )
            for member in member_ids
        ],
        batch_size=5000,
    )  # fmt: skip


def open_sessions(number: int, author: int, capacity: int) -> list[int]:
    """Sessions that can be applied for now, one after another in time."""
    import datetime as dt

    from apps.core import clock, search
    from apps.mentoring.models import Session

    now = clock.now()
    begins = itertools.count(1)
    rows = []
    for _ in range(number):
        starts_at = now + dt.timedelta(days=2, hours=3 * next(begins))
        rows.append(
            Session(
                author_id=author, type="public", title="자바 입문", title_key=search.title_key("자바 입문"),
                content="<p>함께 이야기합니다.</p>" * 20, content_key="", excerpt="", starts_at=starts_at,
                ends_at=starts_at + dt.timedelta(hours=2), reg_start=now.date(), reg_end=starts_at.date(),
                opens_at=now - dt.timedelta(days=1), closes_at=starts_at, venue_text="카페", created_at=now,
                updated_at=now, capacity=capacity,
            )
        )  # fmt: skip
    return [row.pk for row in Session.objects.bulk_create(rows)]
