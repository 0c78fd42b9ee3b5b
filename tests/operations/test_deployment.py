"""What the image and the composition run is what CI runs without Docker."""

import json
import os
import re
import subprocess
import sys
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


# --- One .env for the commands, the web server and the static files ---------------------------------------------------


@pytest.fixture
def checkout(tmp_path):
    """The files of deploy in a checkout of their own, with an environment file beside them."""
    (tmp_path / "deploy").mkdir()
    for name in ("static_root.py", "gunicorn.conf.py"):
        (tmp_path / "deploy" / name).write_text(text(f"deploy/{name}"), encoding="utf-8")
    (tmp_path / ".env").write_text(
        "BAEUMTEO_MODE=production\nSTATIC_ROOT=/srv/static\nBIND=127.0.0.1:9142\n", encoding="utf-8"
    )
    return tmp_path


def run(folder, code: list[str], **env: str) -> str:
    clean = {"PATH": os.environ["PATH"], **env}
    done = subprocess.run(code, cwd=folder, env=clean, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout


def test_static_files_are_collected_into_the_folder_that_serves_them(checkout):
    asked = [sys.executable, "deploy/static_root.py"]
    assert run(checkout, asked) == "/srv/static"
    assert run(checkout, asked, STATIC_ROOT="/opt/static") == "/opt/static"
    assert run(checkout, asked, BAEUMTEO_MODE="demo") == str(checkout / "var/demo/static")
    (checkout / ".env").write_text("BAEUMTEO_MODE=production\n")
    assert run(checkout, asked) == str(checkout / "var/production/static")
    assert run(checkout, asked, BAEUMTEO_VAR_DIR="/srv") == "/srv/static"
    (checkout / ".env").unlink()
    assert run(checkout, asked) == str(checkout / "var/development/static")


def test_the_web_server_reads_the_same_file(checkout):
    asked = [sys.executable, "-c", "import runpy; print(runpy.run_path('deploy/gunicorn.conf.py')['bind'])"]
    assert run(checkout, asked) == "127.0.0.1:9142\n"
    assert run(checkout, asked, BIND="[::]:80") == "[::]:80\n"
    assert run(checkout, asked, BAEUMTEO_MODE="demo") == "0.0.0.0:8000\n"


def test_a_shell_reads_the_example_as_the_settings_do():
    path = settings.BASE_DIR / ".env.example"
    names = re.findall(r"^([A-Z_]+)=", path.read_text(encoding="utf-8"), re.MULTILINE)
    shell = run(settings.BASE_DIR, ["bash", "-euc", "set -a; . ./.env.example; env -0"])
    sourced = dict(line.partition("=")[::2] for line in shell.split("\0") if line)
    script = "import environ, json, os; environ.Env.read_env('.env.example'); print(json.dumps(dict(os.environ)))"
    loaded = json.loads(run(settings.BASE_DIR, [sys.executable, "-c", script]))
    assert len(names) > 5
    assert {name: sourced[name] for name in names} == {name: loaded[name] for name in names}


def test_an_upgrade_leaves_the_files_of_the_version_that_runs():
    assert "--clear" not in text("deploy/build.sh")
