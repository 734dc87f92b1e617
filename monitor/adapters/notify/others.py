"""Any other service of Apprise: text only, and the status as far as its log tells it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import apprise

from monitor.adapters.notify.answers import http_answer, words_of
from monitor.alerts.model import Message, Outcome, SendResult

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def through_apprise(plugin: Any, message: Message) -> SendResult:
    """Any other service: text only, and the status as far as Apprise's log tells it."""
    box = apprise.Apprise(asset=asset())
    if not box.add(plugin) or len(box) != 1:
        return SendResult(outcome=Outcome.FAILED, reason="delivery.bad_address", broken=True)
    with box.notify(
        title=message.subject, body=message.text, body_format=apprise.NotifyFormat.TEXT, interpret_escapes=False
    ) as result:
        name = str(getattr(result.status, "name", result.status))
        said = " ".join(str(getattr(entry, "message", entry)) for entry in result.logs())
    if name == "SUCCESS":
        return SendResult(outcome=Outcome.SENT, reason="delivery.sent")
    if name == "TIMEOUT":
        return SendResult(outcome=Outcome.UNCLEAR, reason="delivery.timeout", uncertain=True)
    if name == "NOMATCH":
        return SendResult(outcome=Outcome.FAILED, reason="delivery.bad_address", broken=True)
    status = re.search(r"error=(\d{3})", said)
    if status is not None:
        found = http_answer(int(status[1]), said.encode(), None, _EPOCH)
        if found is not None:
            return found
    lost = "onnection" in said
    return SendResult(
        outcome=Outcome.RETRY,
        reason="delivery.unreachable" if lost else "delivery.refused_for_now",
        answer=words_of(said),
        uncertain=lost,
    )


def asset() -> Any:
    return apprise.AppriseAsset(
        app_id="Monitor", app_desc="Monitor", app_url="", async_mode=False, plugin_paths=[], secure_logging=True
    )
