"""Actions of intents that are new: each answers as the nearest action that there is, until its own is written."""

from actions.answer import ActionAnswer


class ActionSummarise(ActionAnswer):
    """An article in short."""

    def name(self) -> str:
        return "action_summarise"


class ActionEasyRead(ActionAnswer):
    """An article in easy Swedish."""

    def name(self) -> str:
        return "action_easy_read"


class ActionTellMore(ActionAnswer):
    """More of the same."""

    def name(self) -> str:
        return "action_tell_more"


class ActionComplaint(ActionAnswer):
    """An answer to somebody who is not content."""

    def name(self) -> str:
        return "action_complaint"
