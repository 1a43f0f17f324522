"""Telephone numbers in the bot's words can be rung, and each is said once to those who listen."""

import re

import pytest
from jinja2 import Environment, FileSystemLoader

from bot.language.danger import Danger
from bot.material.reading import read_material
from bot.material.support import help_reply
from bot.settings import ROOT
from bot.web.rendering import FOLDER, lang, with_numbers


def rendered_help() -> str:
    environment = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True)
    environment.filters |= {"with_numbers": with_numbers, "lang": lang}
    material, _ = read_material([ROOT / "data"])
    reply = help_reply(Danger("violence", True, "self", False, "a-rule"), material)
    page = environment.from_string('{% from "parts.html" import blocks %}{{ blocks(reply.blocks, reply.kind) }}')
    return page.render(reply=reply)


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("112", "112"),
        ("1177", "1177"),
        ("114 14", "11414"),
        ("116 111", "116111"),
        ("90101", "90101"),
        ("020-50 50 50", "020505050"),
        ("0611-34 80 00", "0611348000"),
    ],
)
def test_a_number_in_a_text_is_a_link(number: str, address: str) -> None:
    assert with_numbers(f"Ring {number}.") == f'Ring <a href="tel:{address}">{number}</a>.'


@pytest.mark.parametrize("text", ["SMS112 finns", "112 345 kronor", "den 24 april 2024", "klockan 10-12", "2020-2024"])
def test_other_figures_are_no_links(text: str) -> None:
    assert with_numbers(text) == text


def test_a_text_is_escaped() -> None:
    assert with_numbers('<a href="x">112 & så</a>').count("<a ") == 1


def test_a_listener_hears_ring_once_before_the_emergency_number() -> None:
    heard = re.sub(r"<[^>]+>", "", rendered_help())
    assert "Ring 112 nu" in heard
    assert "Ring Ring" not in heard
    assert "SMS112" in heard


def test_a_service_that_is_called_by_its_address_is_written_once() -> None:
    assert re.sub(r"<[^>]+>", "", rendered_help()).count("vasternorrlandmotvald.se") == 1
