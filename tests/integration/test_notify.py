"""What each kind of answer of a real mail server and a real hook means for the outbox."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from monitor.adapters.notify import Notifier, answers, read_retry_after
from monitor.alerts import Links, render
from monitor.alerts.model import Alert, MessageKind, Outcome, SendResult, Target, Urgency
from monitor.alerts.targets import channel_of
from monitor.alerts.webhook import signature
from monitor.ledger.model import Change
from tests.integration.sinks import HookSink, MailSink, free_port, hook_sink, mail_sink
from tests.unit.alerts import builders as make

NOW = datetime(2025, 4, 28, 10, 0, tzinfo=UTC)
LINKS = Links(base="https://monitor.redaktion.example", secret=b"test")


@pytest.fixture
def mails() -> Iterator[MailSink]:
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def hooks() -> Iterator[HookSink]:
    with hook_sink() as sink:
        yield sink


def target(address: str, **wishes: object) -> Target:
    values: dict[str, object] = {"name": "ziel", "address": address, "channel": channel_of(address), **wishes}
    return Target(**values)  # type: ignore[arg-type]


def mail_target(sink: MailSink, to: str = "redaktion@example.org") -> Target:
    return target(f"mailto://127.0.0.1:{sink.port}?mode=insecure&from=monitor@example.org&to={to}")


def slack_target(fault: str = "") -> Target:
    return target(f"slack://T{(fault or 'AAAAAAAA').upper():A<8}/BAAAAAAAA/{'c' * 24}")


async def send(to: Target, sink: HookSink | None = None, fault: str = "", *changes: Change) -> SendResult:
    bases = {"slack": f"{sink.base}/{fault}"} if sink else None
    alert = Alert(
        id="4f0c1d2e9ab7",
        kind=MessageKind.ALERT,
        changes=changes or (make.reversal(),),
        at=NOW,
        urgency=Urgency.NOW,
        watchlist_name="nordkorea",
        questions=tuple((f"nordkorea/{name}", words) for name, words in make.QUESTIONS.items()),
    )
    message = render(alert, to, links=LINKS)
    return await Notifier(now=lambda: NOW, bases=bases).send(to, message)


# --- mail --------------------------------------------------------------------------------------------------------------


async def test_a_mail_has_a_text_part_an_html_part_and_headers_of_a_machine(mails: MailSink) -> None:
    """S19: List-Id, Auto-Submitted, a thread per claim; no remote content; the link's host is readable."""
    result = await send(mail_target(mails))
    assert result.outcome is Outcome.SENT
    mail = mails.mails[0]
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-Id"] == "<nordkorea.monitor.monitor.redaktion.example>"
    assert mail.message["References"] == mail.message["In-Reply-To"]
    assert "https://www.morgenblatt.example/politik/meldung-17.html" in mail.text
    assert "(www.morgenblatt.example)" in mail.html
    assert not any(word in mail.html for word in ("<img", "<script", "<link", "url(", "@import", "src="))


async def test_a_long_subject_arrives_as_it_was_written(mails: MailSink) -> None:
    """Mutation: the library's own folding doubles the blank before "·"."""
    subject = "NIS: mindestens 300 statt mindestens 100 nordkoreanische Soldaten · Gefallene"
    to = mail_target(mails)
    alert = Alert(id="a1", kind=MessageKind.ALERT, changes=(make.reversal(),), at=NOW, urgency=Urgency.NOW)
    await Notifier(now=lambda: NOW).send(to, replace(render(alert, to, links=LINKS), subject=subject))
    assert mails.mails[0].subject == subject


async def test_markup_and_line_ends_from_an_article_stay_text(mails: MailSink) -> None:
    """S19: CR/LF in a speaker adds no header, a script in a sentence is no element.

    Mutation: without autoescape in `rendering._environment` the script element is there; without `quotes.clean` and
    `notify._one_line` the send fails on the line end.
    """
    sentence = "<script>alert(1)</script> <img src=x onerror=y> Das bestätigte der Sprecher & mehr."
    change = replace(
        make.reversal(),
        speaker="Kreml\r\nBcc: alle@example.org",
        evidence=make.evidence(sentence, mark="bestätigte", outlet="<b>Blatt</b>", url="javascript:alert(1)"),
    )
    result = await send(mail_target(mails), None, "", change)
    mail = mails.mails[0]
    assert result.outcome is Outcome.SENT
    assert mail.message["Bcc"] is None
    assert "<script" not in mail.html
    assert "<img" not in mail.html
    assert "<b>Blatt" not in mail.html
    assert "javascript:" not in mail.html
    assert "&lt;script&gt;" in mail.html


@pytest.mark.parametrize(
    ("to", "outcome", "broken"),
    [
        ("temp@example.org", Outcome.RETRY, False),
        ("perm@example.org", Outcome.FAILED, True),
        ("drop-data@example.org", Outcome.UNCLEAR, False),
    ],
)
async def test_what_a_mail_server_says(mails: MailSink, to: str, outcome: Outcome, broken: bool) -> None:
    """D6, D7: 451 passes, 550 is final, a cut after the text is unclear.

    Mutation: with Apprise's own `send` all three are the same FAILURE.
    """
    result = await send(mail_target(mails, to))
    assert (result.outcome, result.broken) == (outcome, broken)


async def test_a_mail_server_that_is_down_is_tried_again_without_a_duplicate_mark() -> None:
    result = await send(target(f"mailto://127.0.0.1:{free_port()}?mode=insecure&from=a@example.org&to=b@example.org"))
    assert (result.outcome, result.reason, result.uncertain) == (Outcome.RETRY, "delivery.unreachable", False)


# --- slack -------------------------------------------------------------------------------------------------------------


async def test_slack_gets_blocks_with_masked_text(hooks: HookSink) -> None:
    """S20: `<!channel>` and disguised links from an article stay text, `&` too; only http(s) links are built.

    Mutation: `slack.mask` returning its argument lets `<!channel>` through.
    """
    sentence = "<!channel> <https://böse.example|tagesschau.de> @channel & Co. bestätigte das."
    change = replace(make.reversal(), evidence=make.evidence(sentence, mark="bestätigte", outlet="<!here>"))
    result = await send(slack_target(), hooks, "", change)
    body = hooks.taken[0].body.decode()
    assert result.outcome is Outcome.SENT
    assert hooks.taken[0].json["blocks"][0]["type"] == "header"
    assert "&lt;!channel&gt;" in body
    assert "<!channel>" not in body
    assert "<!here>" not in body
    assert "<https://böse" not in body


@pytest.mark.parametrize(
    ("fault", "outcome", "reason", "broken"),
    [
        ("404", Outcome.FAILED, "delivery.gone", True),
        ("403", Outcome.FAILED, "delivery.gone", True),
        ("410", Outcome.FAILED, "delivery.gone", True),
        ("400", Outcome.FAILED, "delivery.refused", False),
        ("500", Outcome.RETRY, "delivery.refused_for_now", False),
        ("html200", Outcome.RETRY, "delivery.no_ok", False),
        ("drop", Outcome.UNCLEAR, "delivery.cut", False),
    ],
)
async def test_what_slack_answers(hooks: HookSink, fault: str, outcome: Outcome, reason: str, broken: bool) -> None:
    """D9, D10, D11. Mutation: Apprise's own plugin gives one FAILURE for all of them."""
    result = await send(slack_target(), hooks, fault)
    assert (result.outcome, result.reason, result.broken) == (outcome, reason, broken)
    assert len(hooks.hits) == 1


async def test_a_slow_answer_is_unclear_not_failed(hooks: HookSink, monkeypatch: pytest.MonkeyPatch) -> None:
    """D11: the server took the message, the answer came too late."""
    monkeypatch.setattr(answers, "ANSWER", 0.3)
    hooks.slow = 1.0
    result = await send(slack_target(), hooks, "slow")
    assert (result.outcome, result.reason) == (Outcome.UNCLEAR, "delivery.timeout")


@pytest.mark.parametrize("fault", ["429", "429date"])
async def test_retry_after_is_read_in_both_forms(hooks: HookSink, fault: str) -> None:
    """D8: seconds and an HTTP date."""
    hooks.now = NOW
    result = await send(slack_target(), hooks, fault)
    assert (result.outcome, result.retry_after) == (Outcome.RETRY, 120.0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("Mon, 28 Apr 2025 10:02:00 GMT", 120.0),
        ("Mon, 28 Apr 2025 09:00:00 GMT", 0.0),
        ("bald", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_table(value: str, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds


async def test_a_bot_token_continues_the_thread(hooks: HookSink) -> None:
    """Updates go into the thread of the claim where Slack gave an id for its first message."""
    bot = target("slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/#desk")
    notifier = Notifier(now=lambda: NOW, bases={"slack": hooks.base})
    alert = Alert(id="a1", kind=MessageKind.ALERT, changes=(make.reversal(),), at=NOW, urgency=Urgency.NOW)
    first = await notifier.send(bot, render(alert, bot, links=LINKS))
    second = await notifier.send(bot, render(alert, bot, links=LINKS, reply_to=first.reference))
    assert first.reference == "1700000000.000001"
    assert second.outcome is Outcome.SENT
    assert hooks.taken[1].json["thread_ts"] == first.reference


# --- webhooks, other services, secrets ---------------------------------------------------------------------------------


async def test_a_webhook_is_signed_over_time_and_body(hooks: HookSink) -> None:
    to = target(f"json://127.0.0.1:{hooks.port}/eingang", secret="gemeinsam")
    result = await send(to)
    hit = hooks.taken[0]
    stamp = int(hit.headers["X-Monitor-Timestamp"])
    assert result.outcome is Outcome.SENT
    assert hit.headers["X-Monitor-Signature"] == f"sha256={signature('gemeinsam', stamp, hit.body)}"
    assert hit.json["schema"] == "monitor.message/1"
    assert hit.json["changes"][0]["before"]["stance"] == "denies"


SERVICES = {
    "ntfy": "ntfy://127.0.0.1:{port}/thema",
    "signal": "signal://127.0.0.1:{port}/15551234567/15557654321",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "teams": "workflows://127.0.0.1:{port}/643e69f83c8944438d68119179a10a64/c2lnbmF0dXJlLW9mLWEtd29ya2Zsb3c",
    "matrix": "matrix://nutzer:kennwort@127.0.0.1:{port}/#raum?mode=matrix",
    "gotify": "gotify://127.0.0.1:{port}/abcdefghijklmno",
}


@pytest.mark.parametrize("service", SERVICES)
async def test_any_other_service_goes_through_apprise(
    hooks: HookSink, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    """The news arrives as text at whatever server the service has; here each of them is the local hook."""
    real = requests.sessions.Session.request

    def here(self: requests.Session, method: str, url: str, **rest: Any) -> requests.Response:
        return real(self, method, f"{hooks.base}/{url.partition('://')[2].partition('/')[2]}", **rest)

    monkeypatch.setattr(requests.sessions.Session, "request", here)
    result = await send(target(SERVICES[service].format(port=hooks.port)))
    assert result.outcome is Outcome.SENT
    assert any(b"Nordkorea" in hit.body for hit in hooks.taken)


async def test_other_services_fail_in_the_same_words(hooks: HookSink) -> None:
    """A status in Apprise's log is understood: gone is final, too many waits; nobody there is tried again."""
    base = f"ntfy://127.0.0.1:{hooks.port}"
    hooks.fault = "404"
    gone = await send(target(f"{base}/thema"))
    hooks.fault = "429"
    many = await send(target(f"{base}/thema"))
    nobody = await send(target(f"ntfy://127.0.0.1:{free_port()}/thema"))
    assert (gone.outcome, gone.broken) == (Outcome.FAILED, True)
    assert (many.outcome, many.reason) == (Outcome.RETRY, "delivery.too_many")
    assert (nobody.outcome, nobody.uncertain) == (Outcome.RETRY, True)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("slack://TAAAAAAAA/BAAAAAAAA/cccccccccccccccccccccccc", ""),
        ("slack://T1/kaputt/token", "targets.url"),
        ("gibtsnicht://host/weg", "targets.url"),
        ("mailto://mail.example?from=a@example.org&to=b@example.org", ""),
        ("mailto://mail.example?from=a@example.org&to=b@example.org,c@example.org", "targets.recipients"),
    ],
)
def test_every_address_gives_exactly_one_recipient(address: str, problem: str) -> None:
    assert Notifier(now=lambda: NOW).problem(target(address)) == problem


async def test_no_secret_in_any_log_at_any_level(hooks: HookSink, caplog: pytest.LogCaptureFixture) -> None:
    """S10: a planted token appears in no record, also at DEBUG, and not in what is stored of the answer.

    Mutation: without `quiet_apprise` urllib3 and Apprise print the hook's path at DEBUG.
    """
    caplog.set_level(logging.DEBUG)
    token = "gEhEimNisGeHEimNis123456"
    to = target(f"slack://TAAAAAAAA/BAAAAAAAA/{token}")
    results = [await send(to, hooks, fault) for fault in ("", "404", "drop", "html200")]
    results.append(await send(target(f"ntfy://nutzer:{token}@127.0.0.1:{hooks.port}/404/thema")))
    words = " ".join(
        [*(record.getMessage() for record in caplog.records), *(repr(result) for result in results), repr(to)]
    )
    assert token not in words
    assert token.lower() not in words.lower()
