"""JSON webhooks through Apprise's plugin, with our documented body and signature."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlencode

from apprise.plugins.custom_json import NotifyJSON

from monitor import __version__
from monitor.adapters.notify.answers import post
from monitor.adapters.notify.own import Own
from monitor.alerts.model import Message, Outcome, SendResult, Target
from monitor.alerts.webhook import signature


class Json(Own, NotifyJSON):  # type: ignore[no-untyped-call]
    """JSON webhook: our documented body, signed when the target has a secret."""

    def deliver(self, message: Message, target: Target, now: datetime) -> SendResult:
        data = (message.data or json.dumps({"subject": message.subject, "text": message.text})).encode()
        headers = {
            "User-Agent": f"monitor/{__version__}",
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": message.id,
            **{str(name): str(value) for name, value in self.headers.items()},
        }
        if target.secret:
            stamp = int(now.timestamp())
            headers["X-Monitor-Timestamp"] = str(stamp)
            headers["X-Monitor-Signature"] = f"sha256={signature(target.secret, stamp, data)}"
        port = f":{self.port}" if isinstance(self.port, int) else ""
        address = f"{'https' if self.secure else 'http'}://{self.host}{port}{self.fullpath}"
        if self.params:
            address += f"?{urlencode(self.params)}"
        login = (self.user, self.password) if self.user else None
        answer = post(address, data, headers, self.verify_certificate, now, login=login)
        if answer.result is not None:
            return answer.result
        return SendResult(outcome=Outcome.SENT, reason="delivery.sent", status=answer.status)
