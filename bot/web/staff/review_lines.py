"""The list to review as the template sees it: lines in the words that staff read."""

from collections.abc import Sequence

from bot.record.review_list import UNCERTAIN, Row
from bot.web.rendering import TIME_ZONE
from bot.web.staff.lists import Line
from bot.web.staff.transcript import sure
from bot.web.texts import Texts


def lines(texts: Texts, rows: Sequence[Row], query: str) -> list[Line]:
    """A line a conversation; each leads to it with the list that it stands in (`query`)."""
    return [_line(texts, row, query) for row in rows]


def _line(texts: Texts, row: Row, query: str) -> Line:
    say = texts.reviewing
    meta = [row.created.astimezone(TIME_ZONE).strftime("%Y-%m-%d %H:%M")]
    meta += [say["asked_one"] if row.asked == 1 else say["asked"].format(n=row.asked)]
    meta += [say["unhelpful"]] if row.unhelpful else []
    meta += [say["unanswered"]] if row.unanswered else []
    if row.confidence is not None and row.confidence < UNCERTAIN:
        meta.append(sure(texts, row.confidence))
    meta += [say["handed"]] if row.handed else []
    meta += [say["english"]] if row.english else []
    meta += [say["right"].format(n=row.right)] if row.right else []
    meta += [say["wrong"].format(n=row.wrong)] if row.wrong else []
    meta += [say["later"]] if row.later else []
    meta += [say["reviewed_by"].format(name=row.reviewed_by)] if row.reviewed_by else []
    meta += [say["labelled"].format(label=label) for label in row.labels]
    return Line(
        key=f"granska-{row.number}",
        href=f"/personal/granska/{row.number}" + (f"?{query}" if query else ""),
        title=row.question,
        meta=tuple(meta),
        flag=say["danger"] if row.danger else "",
        page=row.page or "",
        unread=0,
    )
