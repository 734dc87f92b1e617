"""What our plugins share."""

from __future__ import annotations

from datetime import datetime

from monitor.alerts.model import Message, SendResult, Target


class Own:
    """What our subclasses share: a base address from the wiring, and an answer as a value."""

    base: str = ""

    def deliver(self, message: Message, target: Target, now: datetime) -> SendResult:
        """One attempt, finished message in, answer out."""
        raise NotImplementedError
