"""What calls the staff's attention is each one's choice: a notice, a sound, words for a screen reader."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from ..support.assistant_double import AssistantDouble
from ..support.staff import empty_queue
from .asking import ask, hears, spoken
from .conftest import Visit
from .desks import AtConsole

# The window is behind others, as it is when a notice is wanted; what is shown and played is kept to be looked at.
BEHIND = """
Object.defineProperty(Document.prototype, "hidden", { get: () => true });
window.shown = [];
window.played = 0;
const Shown = window.Notification;
window.Notification = class extends Shown {
  constructor(title, options) {
    super(title, options);
    shown.push([title, options?.body ?? ""]);
  }
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function () {
  window.played += 1;
  return start.call(this);
};
"""


@pytest.fixture(autouse=True)
def nobody_waits(record: sa.engine.Engine) -> None:
    empty_queue(record)


def choose(page: Page, *wanted: str) -> None:
    """By the form of the console, in a window that is seen."""
    page.locator(".choices summary").click()
    for box in page.locator(".choices input[type=checkbox]").all():
        box.set_checked(box.get_attribute("name") in wanted)
    page.locator(".choices").get_by_role("button", name="Spara").click()
    expect(page.locator(".choices")).not_to_have_attribute("open", "")
    for name in ("notices", "sound", "muted"):
        expect(page.locator(f".choices [name={name}]")).to_be_checked(checked=name in wanted)


@pytest.mark.parametrize("wanted", [(), ("notices",), ("sound",), ("notices", "sound", "muted")], ids=str)
def test_who_waits_is_told_of_as_each_has_chosen_and_never_what_it_is_about(
    visit: Visit, at_console: AtConsole, assistant: AssistantDouble, wanted: tuple[str, ...]
) -> None:
    anna = at_console(permissions=["notifications"])
    choose(anna, *wanted)
    anna.add_init_script(BEHIND)
    anna.reload()
    expect(anna.locator("[data-key=vantar]")).to_contain_text("Ingen väntar just nu.")
    visitor = visit()
    ask(visitor, "Vem är Lotta Brännström?")
    visitor.get_by_role("button", name="Prata med en person").last.click()
    expect(anna.locator("[data-key=vantar] li")).to_have_count(1)
    expect(anna).to_have_title(re.compile(r"^\(\d+\) "))
    if "muted" in wanted:
        anna.wait_for_timeout(1500)
        assert not any("inkorgen" in text for text in spoken(anna))
    else:
        hears(anna, "1 ny i inkorgen.")
    if "sound" in wanted:
        anna.wait_for_function("window.played > 0")
    if "notices" in wanted:
        anna.wait_for_function("window.shown.length > 0")
    notices = anna.evaluate("window.shown")
    assert bool(notices) == ("notices" in wanted) and (anna.evaluate("window.played") > 0) == ("sound" in wanted)
    assert "Lotta" not in str(notices)
    choose(at_console(), "none of them")
