"""What the image and the composition run is what CI runs without Docker."""

import json
import re
import tomllib

import pytest
from django.conf import settings
from django.core.management import get_commands


def text(name: str) -> str:
    return (settings.BASE_DIR / name).read_text(encoding="utf-8")


def test_the_image_and_the_composition_use_the_steps_that_ci_runs():
    steps = re.compile(r"deploy/build\.sh\"?,? \"?(\w+)")
    used = set(steps.findall(text("Dockerfile"))) | set(steps.findall(text("compose.yaml")))
    build = re.search(r"^step_build\(\) \{.*?^\}", text(".ci/run"), re.MULTILINE | re.DOTALL).group(0)
    assert used == set(steps.findall(build)) == {"install", "static", "release"}
    assert re.findall(r"^(\w+)\)$", text("deploy/build.sh"), re.MULTILINE) == ["install", "static", "release"]


def test_the_image_starts_what_is_there():
    commands = [json.loads(found) for found in re.findall(r"CMD (\[.*\])$", text("Dockerfile"), re.MULTILINE)]
    assert commands == [
        ["python", "deploy/healthcheck.py"],
        ["gunicorn", "--config", "deploy/gunicorn.conf.py", "config.wsgi"],
    ]
    assert {"worker", "demo"} <= get_commands().keys()


def test_the_image_has_a_python_the_product_runs_on():
    minor = int(re.search(r"^FROM python:3\.(\d+)-slim$", text("Dockerfile"), re.MULTILINE).group(1))
    least = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"]
    assert (minor, least) == (11, ">=3.11")


@pytest.mark.parametrize("name", [".env", ".git", "var", ".venv"])
def test_what_is_private_stays_out_of_the_image(name):
    assert name in text(".dockerignore").splitlines()


def test_every_dependency_has_one_version():
    project = tomllib.loads(text("pyproject.toml"))
    groups = project["dependency-groups"].values()
    direct = [*project["project"]["dependencies"], *(entry for group in groups for entry in group)]
    pins = [*direct, *project["tool"]["uv"]["constraint-dependencies"]]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[0-9][^,\s]*", pin)] == []
