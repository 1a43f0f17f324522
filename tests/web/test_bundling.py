"""A script with all that it imports, in one file."""

from pathlib import Path

import pytest

from bot.web import static_files
from bot.web.bundling import BundleError, bundle

SCRIPTS = {
    "first.js": "export const $ = 1;\nexport function two() { return 2; }\nconst hidden = 3;",
    "second.js": 'import { $ } from "./first.js";\nexport async function three() { return $; }',
    "page.js": 'import "./second.js";\nimport { $, two } from "./first.js";\ntwo($);',
}


def test_each_is_in_it_once_before_those_that_import_it_and_gives_what_it_exports() -> None:
    made = bundle(SCRIPTS, "page.js")
    places = [
        made.index(part) for part in ("return { $, two };", "const { $ } = $first", "return { three };", "two($);")
    ]
    assert places == sorted(places)
    assert made.count("const hidden") == 1 and "import" not in made and "export" not in made


def test_it_is_a_block_of_its_own_so_that_nothing_of_it_is_left_on_a_page() -> None:
    made = bundle(SCRIPTS, "page.js").strip()
    assert made.startswith("{") and made.endswith("}")


@pytest.mark.parametrize(
    "form",
    [
        "export let current = 1;",
        "export default 1;",
        'import * as all from "./first.js";',
        'import { $ as other } from "./first.js";',
        "export { hidden };",
    ],
)
def test_a_form_that_it_would_break_stops_the_start(form: str) -> None:
    with pytest.raises(BundleError, match=r"wrong\.js.*bundling\.py"):
        bundle({**SCRIPTS, "wrong.js": form}, "wrong.js")


def test_a_script_that_imports_itself_by_way_of_others_is_named() -> None:
    scripts = {"a.js": 'import "./b.js";', "b.js": 'import "./a.js";'}
    with pytest.raises(BundleError, match=r"a\.js imports b\.js imports a\.js"):
        bundle(scripts, "a.js")


def test_what_is_served_has_the_address_of_its_content(tmp_path: Path) -> None:
    for name, text in SCRIPTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = static_files.read(tmp_path)
    (tmp_path / "first.js").write_text(SCRIPTS["first.js"].replace("2", "4"), encoding="utf-8")
    after = static_files.read(tmp_path)
    assert static_files.address(before, "page.js") != static_files.address(after, "page.js")
