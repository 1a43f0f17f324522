"""The demo's folder holds what is invented, and nothing of a real installation."""

from pathlib import Path

import pytest

from bot.demo import folder
from bot.demo.folder import NoDemoError
from bot.evaluate.cases import read_cases
from bot.evaluate.comparing import question_files
from bot.material.checking import problems
from bot.material.reading import read_material
from bot.record import accounts, database, passwords
from bot.settings import ROOT, Settings, load


@pytest.fixture
def real(tmp_path: Path) -> Settings:
    """The settings of a real installation, that sends mails and takes in news."""
    return load(
        {
            "BOT_HOME": str(tmp_path / "home"),
            "BOT_PORT": "8123",
            "BOT_NEWS_FEED": "https://www.example.se/nyheter/feed",
            "BOT_SMTP_URL": "smtp://mail.example.se",
            "BOT_MAIL_FROM": "chatt@example.se",
            "BOT_ALERT_TO": "anna@example.se",
        }
    )


def real_words() -> set[str]:
    """What an invented organisation must not be told to have: the real one's name, places and people."""
    material, _ = read_material([ROOT / "data"])
    organisation = material.organisation
    return {organisation.name, "Västernorrland", "kfvn.se", *(one.name for one in organisation.municipalities)}


def test_it_holds_thirty_invented_articles_and_the_real_support_lines(real: Settings) -> None:
    demo = folder.make(real)
    material, wrong = read_material(demo.material_folders)
    shipped, _ = read_material([ROOT / "data"])
    assert wrong == problems(demo.material_folders) == []
    assert len(material.articles) == 30
    assert material.organisation.name == "Exempelby kommun"
    assert material.support_lines
    assert [(line.name, line.number) for line in material.support_lines] == [
        (line.name, line.number) for line in shipped.support_lines
    ]
    assert not {article.slug for article in material.articles} & {article.slug for article in shipped.articles}


def test_nothing_in_it_names_the_real_organisation(real: Settings) -> None:
    demo = folder.make(real)
    files = [*(demo.home / "content").rglob("*.*"), folder.conversations_file(demo)]
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    assert len(texts) > 30
    assert {(file.name, word) for file, text in texts.items() for word in real_words() if word in text} == set()


def test_its_numbers_and_addresses_are_those_set_aside_for_fiction(real: Settings) -> None:
    material, _ = read_material(folder.make(real).material_folders)
    organisation = material.organisation
    people = [*organisation.responsible, *(one for article in material.articles for one in article.contacts)]
    numbers = {one.telephone for one in people} | {organisation.telephone.value if organisation.telephone else ""}
    addresses = {one.email for one in people} | {organisation.email.value if organisation.email else ""}
    # Post- och telestyrelsen: telephone numbers for books and films; RFC 2606: .example.
    assert {number[:10] for number in numbers} <= {"08-465 004", "070-174 06"}
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}


def test_it_takes_from_the_real_settings_only_where_it_is_reached(real: Settings) -> None:
    demo = folder.make(real)
    assert demo.web_port == 8123
    assert (demo.mail.server, demo.mail.alert_to, demo.news.feeds) == (None, (), ())
    told = load({**real.environment(), **demo.environment(), "BOT_SMTP_URL": "smtp://mail.example.se"})
    assert (told.home, told.data, told.mail.server) == (demo.home, demo.home / "data", None)


def test_a_new_model_is_asked_its_own_questions_and_none_about_the_real_articles(real: Settings) -> None:
    demo = folder.make(real)
    assert question_files(demo) == [demo.content / "conversations" / "exempel.jsonl"]
    assert len(read_cases(question_files(demo)[0])) > 30


def test_it_begins_anew_each_time_but_keeps_its_models(real: Settings) -> None:
    demo = folder.make(real)
    for name in ("models/a.tar.gz", "content/news/min.md", "record.db"):
        (demo.home / name).parent.mkdir(exist_ok=True)
        (demo.home / name).write_text("x", encoding="utf-8")
    demo = folder.make(load({"BOT_HOME": str(demo.home)}))  # also where its own folder is named
    there = [(demo.home / name).exists() for name in ("models/a.tar.gz", "content/news/min.md", "record.db")]
    assert there == [True, False, False]


def test_a_folder_that_no_demo_made_is_left_alone(real: Settings) -> None:
    there = real.home / folder.FOLDER / "record.db"
    there.parent.mkdir(parents=True)
    there.write_text("real", encoding="utf-8")
    with pytest.raises(NoDemoError, match="no demo made what lies there"):
        folder.make(real)
    assert [file.name for file in there.parent.iterdir()] == ["record.db"]
    assert there.read_text(encoding="utf-8") == "real"


def test_the_password_of_its_admin_is_new_each_time_and_stands_in_no_file(real: Settings) -> None:
    seen = set()
    for _ in range(2):
        demo = folder.make(real)
        database.engine.cache_clear()
        database.upgrade(demo.record_url)
        password = folder.make_admin(demo)
        account = accounts.credentials(database.engine(demo.record_url), b"", folder.ADMIN)
        assert account is not None and account.account.role == "admin"
        assert passwords.verify(account.password, password)
        files = [file for file in real.home.rglob("*") if file.is_file()]
        assert not [file for file in files if password.encode() in file.read_bytes()]
        seen.add(password)
    assert len(seen) == 2


def test_the_mark_makes_every_command_see_the_demo_s_own_data(real: Settings) -> None:
    demo = folder.make(real)
    seen = load({"BOT_HOME": str(demo.home), "BOT_DATA": str(ROOT / "data")})
    assert seen.is_example and not real.is_example
    assert seen.data == demo.home / "data"
    assert seen.material_folders == (demo.home / "data", demo.home / "content")
