"""What to say where nothing in the news answers: a contact, the organisation itself, or whose question it is."""

from actions.contact import KINDS, contact_blocks, topic_blocks
from actions.organisation import about_blocks, elsewhere_blocks, is_ours
from bot.material import matters, replies
from bot.material.model import Material


def otherwise(text: str, known: Material, english: bool = False, whole: str = "") -> replies.Reply | None:
    """The answer to a question that no article answers, by the words that editors list in the contact material.

    Somebody asks what others answer for, wants a contact in a certain matter, wants a number, address or hours of ours,
    or asks of the organisation itself. The buttons are left to the caller.

    Args:
        text: the question.
        whole: the message that it stands in, which may name the place.
    Returns:
        None where it is none of these: then nobody knows.
    """
    if not is_ours(text, known) and (elsewhere := elsewhere_blocks(text, known, english, whole)):
        return replies.reply("unknown", elsewhere)
    if blocks := topic_blocks(known, text, english):
        return replies.reply("contact", blocks)
    kinds = [kind for kind in KINDS if matters.fits(known.topics.ways.get(kind, ()), text)]
    if kinds and is_ours(text, known):  # "When are you open?"
        return replies.reply("contact", contact_blocks(known, "", text, english))
    if elsewhere := elsewhere_blocks(text, known, english, whole):
        return replies.reply("unknown", elsewhere)
    if is_ours(text, known) and (about := about_blocks(known, text, english, fallback=False)):
        return replies.reply("answer", about)
    return None
