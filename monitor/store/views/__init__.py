"""Read models for the dashboard: what a page shows, as frozen values, in a few indexed queries each.

Lists go on from a cursor (keyset paging), counts stop at a cap, so that a page costs the same with a hundred changes
and with a hundred thousand. Nothing here writes.
"""

from monitor.store.views import claims, delivery, evidence, insight, log, sources, watchlists

__all__ = ["claims", "delivery", "evidence", "insight", "log", "sources", "watchlists"]
