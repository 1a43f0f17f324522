"""The draft of the impact assessment names the figures that hold where nobody has set any."""

from bot.settings import ROOT, load


def test_the_draft_has_the_default_figures() -> None:
    draft = (ROOT / "data" / "dpia.md").read_text(encoding="utf-8")
    defaults = load({})
    for words in (
        f"{defaults.conversation_days} dagar efter sista meddelandet",
        f"{defaults.session_minutes} tysta minuter",
        f"{defaults.handover_days} dagar efter att den är avslutad",
        f"| {defaults.reading_days} dagar |",
        f"{defaults.backup_days + 1} dagar, en dag mer än säkerhetskopior",
    ):
        assert words in draft
