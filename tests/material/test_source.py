"""The material is followed as it changes, without a restart, and a broken file never takes away what was good."""

import os
import threading

from structlog.testing import capture_logs

from bot.evaluate.assistant import wait_until
from bot.material import reading
from bot.material.reading import MaterialSource, read_material

from .conftest import ARTICLE, LINES, ORGANISATION


def source(*folders):
    return MaterialSource([folder.path for folder in folders], look_every=0)


def test_a_new_article_a_changed_one_and_a_deleted_one_are_seen(folder):
    now = source(folder)
    assert now.current().articles == ()
    path = folder.write("news/a.md", ARTICLE)
    assert [article.title for article in now.current().articles] == ["Ny utbildning"]
    folder.write("news/a.md", ARTICLE.replace("Ny", "Bra"))
    assert [article.title for article in now.current().articles] == ["Bra utbildning"]
    path.unlink()
    assert now.current().articles == ()


def test_a_withdrawn_article_is_shown_no_more(folder):
    folder.write("news/a.md", ARTICLE)
    now = source(folder)
    assert len(now.current().shown) == 1
    folder.write("news/a.md", ARTICLE.replace("title", "withdrawn: true\ntitle"))
    assert now.current().shown == ()
    assert now.current().article("a").withdrawn


def test_a_misspelt_withdrawal_neither_hides_nor_changes_the_article_and_is_logged_once(folder):
    folder.write("news/a.md", ARTICLE)
    now = source(folder)
    now.current()
    folder.write("news/a.md", ARTICLE.replace("title: Ny", "withdrawm: true\ntitle: Annan"))
    with capture_logs() as logs:
        titles = {now.current().articles[0].title for _ in range(3)}
    assert titles == {"Ny utbildning"}
    (entry,) = logs
    assert 'unknown key "withdrawm"' in entry["problems"][0]


def test_the_last_good_version_is_kept_of_the_broken_file_alone_and_until_it_is_mended(folder):
    folder.write("contact/support_lines.yml", LINES)
    folder.write("contact/organisation.yml", ORGANISATION)
    now = source(folder)
    now.current()
    folder.write("contact/support_lines.yml", LINES.replace("    source", "  source"))
    folder.write("contact/organisation.yml", ORGANISATION.replace("Förbundet", "Nya Förbundet"))
    material = now.current()
    assert [line.name for line in material.support_lines] == ["Hjälplinjen"]
    assert material.organisation.name == "Nya Förbundet"
    folder.write("news/a.md", ARTICLE)
    assert [line.name for line in now.current().support_lines] == ["Hjälplinjen"]
    folder.write("contact/support_lines.yml", LINES.replace("Hjälplinjen", "Stödet"))
    assert [line.name for line in now.current().support_lines] == ["Stödet"]


def test_an_own_file_that_cannot_be_read_at_all_leaves_the_shipped_support_lines(folder, content):
    folder.write("contact/support_lines.yml", LINES)
    content.write("contact/support_lines.yml", "lines: [")
    assert [line.name for line in source(folder, content).current().support_lines] == ["Hjälplinjen"]


def test_a_broken_own_article_does_not_bring_back_the_shipped_one_that_it_may_have_withdrawn(folder, content):
    folder.write("news/a.md", ARTICLE)
    content.write("news/a.md", "---\nwithdrawn: tru\n---\n")
    assert source(folder, content).current().articles == ()


def test_nothing_is_read_again_while_no_file_has_changed(folder):
    folder.write("news/a.md", ARTICLE)
    now = source(folder)
    assert now.current() is now.current()


def test_a_file_is_looked_at_again_when_only_its_time_changed(folder):
    path = folder.write("news/a.md", ARTICLE)
    now = source(folder)
    before = now.current()
    folder.write("news/a.md", ARTICLE.replace("Ny", "By"))  # as long as it was
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert now.current() != before


def test_between_two_looks_the_folders_are_left_alone(folder):
    patient = MaterialSource([folder.path], look_every=3600)
    assert patient.current().articles == ()
    folder.write("news/a.md", ARTICLE)
    assert patient.current().articles == ()


def test_while_somebody_asks_a_thread_looks_so_that_nobody_waits_for_it(folder, monkeypatch):
    lookers = []
    look = reading._seen
    monkeypatch.setattr(
        reading, "_seen", lambda folders: lookers.append(threading.current_thread().name) or look(folders)
    )
    now = MaterialSource([folder.path], look_every=0.2, ahead=True)
    assert now.current().articles == ()
    folder.write("news/a.md", ARTICLE)
    before = len(lookers)
    wait_until(lambda: [article.title for article in now.current().articles] == ["Ny utbildning"], "it is read anew")
    assert len(lookers) > before and set(lookers[1:]) == {"material"}


def test_threads_that_ask_at_once_all_get_whole_material(folder):
    folder.write("news/a.md", ARTICLE)
    folder.write("contact/support_lines.yml", LINES)
    now = source(folder)
    seen = []

    def ask():
        for _ in range(50):
            material = now.current()
            seen.append((len(material.articles), len(material.support_lines)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) == {(1, 1)}
    assert len(seen) == 400


def test_hidden_files_and_folders_that_do_not_exist_are_passed_over(folder, content):
    folder.write("news/.a.md", "half written")
    folder.write("news/.trash/b.md", "half written")
    material, problems = read_material([folder.path, content.path])
    assert (material.articles, problems) == ((), [])


def test_line_ends_and_byte_order_marks_of_other_systems_change_nothing(folder):
    folder.write("news/a.md", b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode())
    (article,) = read_material([folder.path])[0].articles
    assert (article.title, article.paragraphs) == ("Ny utbildning", ("Kursen är öppen för alla.",))


def test_paragraphs_are_parted_by_empty_lines_and_by_speech_but_not_by_a_line_that_was_broken(folder):
    text = "Första raden\n– där den fortsätter –\nhär.\n– Ett citat, säger hon.\n\n## Rubrik\nAndra stycket.\n"
    folder.write("news/a.md", "---\ntitle: A\n---\n" + text)
    (article,) = read_material([folder.path])[0].articles
    quotation = "– Ett citat, säger hon."
    assert article.paragraphs == ("Första raden – där den fortsätter – här.", quotation, "Rubrik", "Andra stycket.")
