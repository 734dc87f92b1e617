"""The targets file is read strictly: every problem with line and column, none swallowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.alerts import read_targets
from monitor.alerts.targets import KEYS
from monitor.errors import TargetProblems
from monitor.i18n import explain
from monitor.ledger.model import ChangeType

GOOD = """
targets:
  - name: redaktion-mail
    url: mailto://mail.example:587?user=desk&pass=${MAIL_PASSWORD}&from=m@example.org&to=r@example.org
    quiet: 22:00-06:00
    digest: 07:00
    break_through: never
    min: denial
    cap_per_day: 40
    remind_after: 30m
  - name: slack-ausland
    url: ${SLACK}
    language: en
    digest_day: montag
    operator: yes
  - name: archiv
    url: json://127.0.0.1:9000/eingang
    secret: ${HOOK}
    digest: never
"""
ENV = {"MAIL_PASSWORD": "a&b=c/d", "SLACK": "slack://TAAAAAAAA/BAAAAAAAA/cccccccccccccccccccccccc", "HOOK": "abc"}


def test_a_good_file() -> None:
    mail, slack, hook = read_targets(GOOD, environ=ENV)
    assert mail.channel == "mail"
    assert "pass=a%26b%3Dc%2Fd&" in mail.address, "a secret inside an address is percent-encoded"
    assert (mail.quiet, mail.digest_at, mail.quiet_break, mail.min_type) == (
        "22:00-06:00",
        "07:00",
        None,
        ChangeType.DENIAL,
    )
    assert (mail.cap_per_day, mail.remind_after, mail.operator) == (40, 1800.0, False)
    assert (slack.channel, slack.address, slack.language, slack.digest_day, slack.operator) == (
        "slack",
        ENV["SLACK"],
        "en",
        0,
        True,
    )
    assert (hook.channel, hook.secret, hook.digest_at) == ("webhook", "abc", None)


def one(body: str) -> str:
    return "targets:\n  - name: a\n    url: ntfy://example.org/x\n" + body


BAD = [
    ("", "targets.empty", 0),
    ("# nur ein Kommentar\n", "targets.empty", 0),
    ("targets: []\n", "targets.shape", 1),
    ("- name: a\n", "targets.shape", 1),
    ("targets:\n  - a\n", "targets.shape", 2),
    ("targets:\n  - name: a\n", "targets.missing", 2),
    ("targets:\n  - url: ntfy://example.org/x\n", "targets.missing", 2),
    ("ziele:\n  - name: a\n", "targets.unknown_key", 1),
    (one("    farbe: rot\n"), "targets.unknown_key", 4),
    (one("    quiet: 22:00-06:00\n    quiet: 21:00-05:00\n"), "targets.twice_key", 5),
    (one("    quiet: nachts\n"), "targets.value", 4),
    (one("    digest: 25:00\n"), "targets.value", 4),
    (one("    digest: 02:30\n"), "targets.value", 4),
    (one("    min: superseded\n"), "targets.value", 4),
    (one("    cap_per_day: 0\n"), "targets.value", 4),
    (one("    cap_per_day: 1.500\n"), "targets.value", 4),
    (one("    operator: vielleicht\n"), "targets.value", 4),
    (one("    remind_after: 30\n"), "targets.value", 4),
    (one("    language: fr\n"), "targets.value", 4),
    (one("    quiet: [22:00]\n"), "targets.value", 4),
    ("targets:\n  - name: Ä b\n    url: ntfy://example.org/x\n", "targets.name", 2),
    (one("  - name: a\n    url: ntfy://example.org/y\n"), "targets.twice", 4),
    ("targets:\n  - name: a\n    url: keine-adresse\n", "targets.url", 3),
    ("targets:\n  - name: a\n    url: ntfy://example.org/x?optional=yes\n", "targets.optional", 3),
    ("targets:\n  - name: a\n    url: mailto://m.example?from=a@x.org&to=b@x.org,c@x.org\n", "targets.recipients", 3),
    (
        "targets:\n  - name: a\n    url: mailto://m.example?from=a@x.org&to=b@x.org&cc=c@x.org\n",
        "targets.recipients",
        3,
    ),
    ("targets:\n  - name: a\n    url: ${FEHLT}\n", "targets.secret", 3),
    ("targets:\n  - &x\n    name: a\n    url: ntfy://example.org/x\n", "targets.alias", 2),
    ("targets:\n  - name: !!str a\n    url: ntfy://example.org/x\n", "targets.alias", 2),
    ("targets:\n  - name: a\n   url: b\n", "targets.yaml", 3),
    ("targets: " + "[" * 2000, "targets.yaml", 0),
    ("targets: {", "targets.yaml", 0),
]


@pytest.mark.parametrize(("text", "key", "line"), BAD)
def test_every_problem_has_its_line_and_its_sentence(text: str, key: str, line: int) -> None:
    with pytest.raises(TargetProblems) as caught:
        read_targets(text, environ={})
    problem = caught.value.problems[0]
    assert problem.key == key
    assert not line or problem.line == line
    for language in ("de", "en"):
        assert "{" not in explain(problem, language)
        assert "[" not in explain(problem, language)[:1]


def test_all_problems_are_told_at_once() -> None:
    text = one("    farbe: rot\n    quiet: nachts\n  - name: b\n")
    with pytest.raises(TargetProblems) as caught:
        read_targets(text, environ={})
    assert [problem.line for problem in caught.value.problems] == [4, 5, 6]


def test_secrets_never_show() -> None:
    assert "abc" not in repr(read_targets(GOOD, environ=ENV)[2])
    assert "cccc" not in repr(read_targets(GOOD, environ=ENV))


ROOT = Path(__file__).parents[3]


def test_the_shipped_example_is_valid_and_shows_every_key() -> None:
    text = (ROOT / "deploy" / "targets.example.yaml").read_text("utf-8")
    environ = {"SMTP_PASSWORD": "x", "SLACK_HOOK": ENV["SLACK"], "HOOK_SECRET": "y"}
    assert len(read_targets(text, environ=environ)) >= 3
    assert [key for key in KEYS if f"{key}:" not in text] == []


@pytest.mark.parametrize("guide", ["docs/alerts.md", "docs/alerts.de.md"])
def test_every_key_is_documented(guide: str) -> None:
    text = (ROOT / guide).read_text("utf-8")
    assert [key for key in KEYS if f"`{key}`" not in text] == []
