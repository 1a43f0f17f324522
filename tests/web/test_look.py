"""The colours: text 7:1 and parts 3:1 at least in both schemes, plain values for browsers without custom properties."""

import re

import pytest

from bot.web.rendering import FOLDER

STATIC = FOLDER / "static"
TEXT_ON_GROUND = [
    *((text, ground) for text in ("text", "muted", "link") for ground in ("bg", "surface")),
    ("text", "visitor"),
    ("text", "staff"),
    ("on-accent", "accent"),
    ("danger", "bg"),
    ("text", "danger-bg"),
    ("danger", "danger-bg"),
]
PART_ON_GROUND = [(part, ground) for part in ("border", "focus", "accent", "danger") for ground in ("bg", "surface")]


def schemes() -> dict[str, dict[str, str]]:
    light, dark = (STATIC / "tokens.css").read_text(encoding="utf-8").split("@media", 1)
    return {"light": colours(light), "dark": {**colours(light), **colours(dark)}}


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2.2 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_parts_stand_out_from_what_is_behind_them(scheme: str) -> None:
    found = schemes()[scheme]
    weak = [
        f"--{one} on --{ground}: {contrast(found[one], found[ground]):.1f}"
        for pairs, least in ((TEXT_ON_GROUND, 7), (PART_ON_GROUND, 3))
        for one, ground in pairs
        if contrast(found[one], found[ground]) < least
    ]
    assert weak == []


def test_a_browser_without_custom_properties_gets_the_same_colours() -> None:
    light = schemes()["light"]
    css = (STATIC / "chat.css").read_text(encoding="utf-8")
    for selector in ("body", "a", ".btn", ".btn-main", ".btn-exit", ".error"):
        rule = re.search(rf"^{re.escape(selector)} \{{(.*?)\}}", css, re.DOTALL | re.MULTILINE)
        assert rule, selector
        for name, token in re.findall(r"(?<![\w-])(color|background): var\(--([\w-]+)\)", rule.group(1)):
            plain = re.search(rf"(?<![\w-]){name}: (#[0-9a-f]{{3,6}});", rule.group(1))
            assert plain and plain.group(1) in (light[token], light[token][0] + light[token][1::2]), (selector, name)
