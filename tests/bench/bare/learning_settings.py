"""The bare project with the views of learning."""

from tests.bench.bare.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.bare.learning"
