"""What the server says of itself at /openapi.json: examples everywhere, and that it keeps to it whatever is sent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis
from conftest import ScriptedAssistant, Served, serving
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.core.transport import USER_AGENT

from ui.examples import QUESTION, QUOTE, REQUESTS, TEXT
from ui.settings import Settings

KEY = "correct-horse"
EACH = 200
"""Requests made up for each operation."""
FEWEST = 2000
