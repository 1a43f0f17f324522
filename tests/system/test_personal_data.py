"""What is personal reaches no file of a run, by whichever way it comes, and no count; one running product for all."""

import base64
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.record import crypto, database
from bot.record.handovers import contact_of

from ..conftest import home_with_model
from ..support import personal_data
from ..support.personal_data import WORDS, Datum
from ..support.product import Product, settings_in, wait_until
from ..support.traces import encodings, found_in, state

# What was written stays written: looking for a smaller example would find the first one again.
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXTS = st.lists(st.one_of(WORDS, personal_data.ANY.map(lambda datum: [datum])), min_size=2, max_size=5).filter(
    lambda parts: any(isinstance(part, Datum) for some in parts for part in some)
)
CONTACTS = st.one_of(personal_data.emails(), personal_data.telephone_numbers())
UNLIMITED = {"BOT_MESSAGES_A_MINUTE": "1000000", "BOT_MESSAGES_A_MINUTE_ADDRESS": "1000000"}


class Run:
    """A running product, its folder (with the log of `bot run`), and what the folder held before."""

    def __init__(self, folder: Path, trained: Path) -> None:
        home = home_with_model(trained, folder / "home")
        self.folder, self.before = folder, state(folder)
        self.product = Product(settings_in(home, **UNLIMITED))

    def leaves(self, traces: list[str]) -> list[str]:
        """Those traces that are found in a file that this run has written, in its counts or in its health."""
        open_ = "".join(self.product.http.get(f"{self.product.url}/{page}").text for page in ("metrics", "health"))
        return found_in(self.folder, self.before, traces) + [f"{one!r} in /metrics" for one in traces if one in open_]

    def post(self, path: str, **fields: str) -> str:
        """Send a form as a browser without JavaScript and without cookies does; the page that comes."""
        response = requests.post(f"{self.product.url}{path}", data={"id": secrets.token_hex(8), **fields}, timeout=60)
        assert response.status_code in (200, 400), response.text
        return response.text

    def rest(self, text: str, sender: str = "") -> str:
        """What Rasa's own REST channel answers."""
        url = f"{self.product.settings.assistant_url}/webhooks/rest/webhook"
        answer = requests.post(url, json={"sender": sender or secrets.token_hex(8), "message": text}, timeout=60)
        answer.raise_for_status()
        return json.dumps(answer.json(), ensure_ascii=False)

    def visit(self) -> None:
        """The next messages are a new visitor's."""
        self.product.http.cookies.clear()

    def say(self, text: str) -> str:
        """Send by the API; what is shown of the message and of its answers."""
        kept = self.product.post(text)
        assert kept.status_code == 202, kept.text
        answers = self.product.answers(kept.json()["seq"])
        return kept.text + json.dumps(answers, ensure_ascii=False)


@pytest.fixture(scope="module")
def run(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    made = Run(tmp_path_factory.mktemp("personal"), trained)
    try:
        yield made
    finally:
        made.product.stop()


def text_of(parts: list[list[str | Datum]]) -> tuple[str, list[str]]:
    """The whole text, and the traces that it must not leave."""
    flat = [part for some in parts for part in some]
    traces = [trace for part in flat if isinstance(part, Datum) for trace in part.traces]
    return " ".join(part.written if isinstance(part, Datum) else part for part in flat), traces


def shown_in(shown: str, traces: list[str]) -> list[str]:
    return [trace for trace in traces if trace in shown]


@given(TEXTS)
@settings(EXAMPLES, max_examples=10)
def test_a_message_that_waits_for_the_assistant_is_in_no_file(run: Run, parts: list[list[str | Datum]]) -> None:
    run.product.wait_web()
    text, traces = text_of(parts)
    run.visit()
    assert run.product.post(text).status_code == 202
    assert run.leaves(traces) == []


def test_what_is_not_personal_is_found_where_it_is_kept(run: Run) -> None:
    """Else the other tests would hold for a product that keeps nothing, or for a search that finds nothing."""
    run.product.wait_ready()
    run.visit()
    run.say("Vad vet ni om Sommarängsprojektet?")
    assert any("record.db" in found for found in run.leaves(["Sommarängsprojektet"]))


@given(TEXTS)
@EXAMPLES
def test_by_the_api_and_the_form_of_the_chat(run: Run, parts: list[list[str | Datum]]) -> None:
    run.product.wait_ready()
    text, traces = text_of(parts)
    run.visit()
    assert shown_in(run.say(text), traces) == []
    assert shown_in(run.post("/chatt", text=text), traces) == []
    assert run.leaves(traces) == []


@given(TEXTS)
@EXAMPLES
def test_by_rasas_own_channel(run: Run, parts: list[list[str | Datum]]) -> None:
    run.product.wait_ready()
    text, traces = text_of(parts)
    assert shown_in(run.rest(text), traces) == []
    assert run.leaves(traces) == []


@given(CONTACTS)
@settings(EXAMPLES, max_examples=5)
def test_a_sender_who_is_called_by_a_number_or_an_address(run: Run, who: Datum) -> None:
    """As channels for text messages call theirs; the conversation is one all the same."""
    run.product.wait_ready()
    assert "Vad vill du fråga" in run.rest("Jag vill prata med en människa", who.written)
    assert "nå dig" in run.rest("Kan ni hålla en utbildning hos oss?", who.written)
    assert run.leaves([*who.traces]) == []


@given(TEXTS, CONTACTS)
@settings(EXAMPLES, max_examples=15)
def test_a_question_of_the_contact_page_keeps_its_contact_sealed_alone(
    run: Run, parts: list[list[str | Datum]], left: Datum
) -> None:
    run.product.wait_web()
    text, traces = text_of(parts)
    run.post("/kontakt", question=text, contact=left.written)
    assert run.leaves([*traces, *left.traces]) == []


@given(TEXTS, CONTACTS)
@settings(EXAMPLES, max_examples=8)
def test_a_handover_in_the_chat_keeps_its_contact_sealed_alone(
    run: Run, parts: list[list[str | Datum]], left: Datum
) -> None:
    run.product.wait_ready()
    text, traces = text_of(parts)
    run.visit()
    shown = run.say("Jag vill prata med en människa") + run.say(f"Kan ni hålla en utbildning? {text}")
    shown += run.say(f"Ni når mig på {left.written}") + run.say("ja") + run.say("nej") + run.say("nej")
    assert shown_in(shown, [*traces, *left.traces]) == []
    assert run.leaves([*traces, *left.traces]) == []


def test_what_was_sealed_is_readable_to_who_has_the_key(run: Run) -> None:
    run.product.wait_web()
    page = run.post("/kontakt", question="Kan ni ringa?", contact="hedvig.sealed@exempel.se")
    reference = page.split('class="reference">')[1].split("<")[0]
    chosen = run.product.settings
    kept = contact_of(database.engine(chosen.record_url), crypto.load_key(chosen.home), reference)
    assert kept == "hedvig.sealed@exempel.se"
    assert run.leaves(["hedvig.sealed"]) == []


def test_addresses_of_pages_that_hold_something_personal_are_written_nowhere(run: Run) -> None:
    run.product.wait_ready()
    number = "19121212-1212"
    for path in (f"/{number}", f"/chatt?sida={number}", f"/nyheter/{number}?q={number}", f"/api/events?after={number}"):
        requests.get(f"{run.product.url}{path}", timeout=30)
    for path in (f"/{number}", f"/webhooks/rest/webhook?sender={number}", f"/conversations/{number}/tracker"):
        requests.get(f"{run.product.settings.assistant_url}{path}", timeout=30)
    requests.post(f"{run.product.settings.actions_url}/webhook", json={"next_action": number}, timeout=30)
    run.visit()
    body = {"id": secrets.token_hex(8), "text": "Hej", "page": f"/nyheter/{number}"}
    requests.post(f"{run.product.url}/api/messages", json=body, timeout=30).raise_for_status()
    wait_until(lambda: run.leaves(["[personnummer]"]), "the page is kept")
    assert run.leaves([number, "1912121212"]) == []


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_trace_is_found_in_whatever_dress_it_comes(before: str) -> None:
    text = "Åsas väg 5, 070-123"
    around = f"{before}{text}zzz"
    for dress in (
        around.encode(),
        json.dumps(around).encode(),
        quote(around).encode(),
        base64.b64encode(around.encode()),
        base64.urlsafe_b64encode(around.encode()),
    ):
        assert any(way in dress for way in encodings(text)), dress
