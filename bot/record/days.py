"""Days as they are counted where the staff are."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TIME_ZONE = ZoneInfo("Europe/Stockholm")


def bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the first of the days begins, and when the day after the last of them does."""
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)
