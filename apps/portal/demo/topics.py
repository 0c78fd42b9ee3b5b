"""Topics of the demo, and which of its sessions, tutorials, courses and mentors have which."""

from collections.abc import Sequence

from apps.topics.models import Topic

TOPICS = {
    "취업": "Careers",
    "이력서·면접": "Résumés and interviews",
    "코드 리뷰": "Code review",
    "협업": "Working together",
    "백엔드": "Backend",
    "프런트엔드": "Frontend",
    "데이터": "Data",
    "인공지능": "AI",
    "디자인": "Design",
    "보안": "Security",
    "글쓰기": "Writing",
    "창업": "Starting up",
    "학교": "School",
    "건강·체육": "Health and sport",
}

# By the key of a session's text.
OF_SESSIONS: dict[str, tuple[str, ...]] = {
    "resume": ("취업", "이력서·면접"),
    "git": ("협업",),
    "django": ("백엔드",),
    "race": ("백엔드",),
    "review": ("코드 리뷰", "협업"),
    "payment": ("백엔드",),
    "sql": ("백엔드", "데이터"),
    "viz": ("데이터",),
    "opendata": ("데이터",),
    "pandas": ("데이터",),
    "stats": ("데이터",),
    "data_job": ("취업", "데이터"),
    "react": ("프런트엔드",),
    "a11y": ("프런트엔드", "디자인"),
    "css": ("프런트엔드", "디자인"),
    "interview_front": ("이력서·면접", "프런트엔드"),
    "ux_interview": ("디자인",),
    "wireframe": ("협업", "디자인"),
    "portfolio_ux": ("취업", "디자인"),
    "security": ("백엔드", "보안"),
    "security_career": ("취업", "보안"),
    "phishing": ("보안",),
    "cover_letter": ("취업", "이력서·면접"),
    "interview": ("이력서·면접",),
    "salary": ("취업",),
    "ml": ("데이터", "인공지능"),
    "llm": ("인공지능", "보안"),
    "math": ("인공지능",),
    "pm": ("협업", "창업"),
    "startup": ("창업",),
    "school": ("학교",),
    "writing": ("협업", "글쓰기"),
    "network": ("백엔드",),
    "women": ("취업",),
}

OF_TUTORIALS: dict[str, tuple[str, ...]] = {
    "django": ("백엔드",),
    "code": ("코드 리뷰", "백엔드"),
    "career": ("취업", "백엔드"),
    "design": ("백엔드",),
    "sql": ("데이터",),
    "report": ("데이터", "글쓰기"),
    "react": ("프런트엔드",),
    "resume": ("취업", "이력서·면접"),
    "ml": ("데이터", "인공지능"),
    "ux": ("취업", "디자인"),
}

OF_COURSES: dict[str, tuple[str, ...]] = {
    "coach": ("건강·체육",),
    "backend": ("백엔드", "협업"),
    "data": ("데이터",),
    "first_aid": ("건강·체육",),
    "swim": ("건강·체육",),
    "nutrition": ("건강·체육",),
    "secure": ("백엔드", "보안"),
    "ux": ("디자인",),
    "git": ("협업",),
}

# By the name in the address of a mentor's account.
OF_MENTORS: dict[str, tuple[str, ...]] = {
    "mentor": ("코드 리뷰", "백엔드"),
    "mentor2": ("데이터", "글쓰기"),
    "yun.jaehyeon": ("프런트엔드", "디자인"),
    "kang.minseo": ("디자인",),
    "jo.seunghyeon": ("보안",),
    "im.jian": ("취업", "이력서·면접"),
    "bae.seongmin": ("데이터", "인공지능"),
    "mun.seohyeon": ("협업", "창업"),
}


def topics_of(names: Sequence[str]) -> list[Topic]:
    """Return the topics of these names."""
    return list(Topic.objects.filter(name__in=names))


def make_topics() -> None:
    """Make the topics that are missing."""
    for order, (name, name_en) in enumerate(TOPICS.items(), start=1):
        Topic.objects.get_or_create(name=name, defaults={"name_en": name_en, "order": order})
