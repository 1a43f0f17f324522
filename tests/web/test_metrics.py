"""`/metrics`: counts for this machine's Prometheus."""

import re

import aiohttp

from tests.support.assistant_double import AssistantDouble
from tests.support.web_server import Web
from tests.web.conftest import Visitor

LINE = re.compile(r'hdf_[a-z_]+(?:\{(?:kind|of)="[a-z]+"\}|\{le="[\d.+Inf]+"\})? -?[\d.]+')


async def counts(visitor: Visitor) -> dict[str, float]:
    status, found = await visitor.page("/metrics")
    assert status == 200
    lines = [line for line in found.splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines), "a label of ours, and a number"
    return {name: float(number) for name, number in (line.rsplit(" ", 1) for line in lines)}


async def test_messages_answers_and_times_are_counted(visitor: Visitor, double: AssistantDouble) -> None:
    before = await counts(visitor)
    await visitor.send("Vem är Lotta Brännström?")
    await visitor.answers()
    await visitor.send("Min man slår mig")
    await visitor.answers(2)
    after = await counts(visitor)
    new = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert new["hdf_messages_total"] == 2
    assert new['hdf_answers_total{kind="answer"}'] == 1
    assert new['hdf_answers_total{kind="help"}'] == 1
    assert new["hdf_answer_seconds_count"] == new['hdf_answer_seconds_bucket{le="+Inf"}'] >= 1
    assert after["hdf_assistant_ready"] == 1
    buckets = [number for name, number in after.items() if "bucket" in name]
    assert buckets == sorted(buckets)


async def test_from_another_machine_there_is_no_such_page(web: Web) -> None:
    async with (
        aiohttp.ClientSession(headers={"X-Forwarded-For": "203.0.113.7"}) as http,
        http.get(f"{web.url}/metrics") as response,
    ):
        assert response.status == 404
