"""Slack through Apprise's plugin, with blocks, threads for bot tokens, and the status of the answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from apprise.plugins.slack import NotifySlack, SlackMode

from monitor import __version__
from monitor.adapters.notify.answers import Answer, no_ok, post
from monitor.adapters.notify.own import Own
from monitor.alerts.model import Message, Outcome, SendResult, Target

#: Slack's limit of the fallback text beside blocks.
SLACK_TEXT = 3000
#: Slack's errors by name (bot mode answers 200) with the same meaning.
SLACK_BROKEN = frozenset(
    {
        "account_inactive", "action_prohibited", "channel_is_archived", "channel_not_found", "invalid_auth",
        "is_archived", "missing_scope", "no_permission", "no_service", "no_team", "not_authed", "not_in_channel",
        "token_expired", "token_revoked", "user_not_found",
    }
)  # fmt: skip


class Slack(Own, NotifySlack):  # type: ignore[no-untyped-call]
    """Slack with blocks; threads where a bot token is given."""

    @property
    def complete(self) -> bool:
        """Whether the tokens have the length of real ones; Apprise takes cut-off addresses too (LIBRARIES 6.3)."""
        if self.mode not in (SlackMode.WEBHOOK, SlackMode.WEBHOOK_GOV):
            return True
        return all(
            len(str(token or "")) >= least
            for token, least in ((self.token_a, 8), (self.token_b, 8), (self.token_c, 20))
        )

    def deliver(self, message: Message, target: Target, now: datetime) -> SendResult:
        payload: dict[str, Any] = {"text": _slack_text(message), "unfurl_links": False, "unfurl_media": False}
        if message.blocks is not None:
            payload["blocks"] = json.loads(message.blocks)
        if self.user:
            payload["username"] = self.user
        headers = {"User-Agent": f"monitor/{__version__}", "Content-Type": "application/json; charset=utf-8"}
        if self.mode == SlackMode.BOT:
            headers["Authorization"] = f"Bearer {self.access_token}"
            payload["channel"] = self.channels[0] if self.channels else "#general"
            if message.reply_to:
                payload["thread_ts"] = message.reply_to
        elif self.channels:
            payload["channel"] = self.channels[0]
        answer = post(self._address(), json.dumps(payload).encode(), headers, self.verify_certificate, now)
        return self._judge(answer)

    def _address(self) -> str:
        if self.mode == SlackMode.BOT:
            return f"{self.base}/api/chat.postMessage" if self.base else str(self.api_url.format("chat.postMessage"))
        home = self.webhook_gov_url if self.mode == SlackMode.WEBHOOK_GOV else self.webhook_url
        if self.base:
            home = f"{self.base.rstrip('/')}/services"
        return f"{home}/{self.token_a}/{self.token_b}/{self.token_c}"

    def _judge(self, answer: Answer) -> SendResult:
        if answer.result is not None:
            return answer.result
        if self.mode != SlackMode.BOT:
            return (
                SendResult(outcome=Outcome.SENT, reason="delivery.sent", status=answer.status)
                if (answer.body.strip() == b"ok")
                else no_ok(answer)
            )
        try:
            said = json.loads(answer.body)
        except ValueError:
            return no_ok(answer)
        if isinstance(said, dict) and said.get("ok") is True:
            return SendResult(
                outcome=Outcome.SENT,
                reason="delivery.sent",
                status=answer.status,
                reference=str(said.get("ts") or ""),
            )
        error = str(said.get("error", "")) if isinstance(said, dict) else ""
        if error in ("ratelimited", "rate_limited"):
            return SendResult(outcome=Outcome.RETRY, reason="delivery.too_many", answer=error, retry_after=60.0)
        if error in SLACK_BROKEN:
            return SendResult(
                outcome=Outcome.FAILED, reason="delivery.gone", answer=error, status=answer.status, broken=True
            )
        return no_ok(answer)


def _slack_text(message: Message) -> str:
    """The text Slack shows in notifications and where blocks are not drawn, masked."""
    text = message.subject if message.blocks is not None else f"{message.subject}\n\n{message.text}"
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if len(text) <= SLACK_TEXT else text[: SLACK_TEXT - 1] + "…"
