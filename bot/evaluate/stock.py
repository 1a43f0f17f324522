"""Rasa's stock pipeline on our data, to compare with: the project that one would train with `rasa init`'s pipeline.

The pipeline and the policies are read from the installed Rasa (what it takes where a configuration names none: DIET,
ResponseSelector, TED, …). Examples, rules, stories, domain, actions and server are ours. What our own components do,
the stock way stands for:

- Answers from the articles: `news_question` is a retrieval intent with a response for each sentence of the articles,
  chosen by the ResponseSelector. It learns each sentence from the questions that are known to be answered by it
  (`news/*.questions.yml`), from the sentence itself, and the first one that holds a name from the importer's question
  for that name. Questions that an article does not answer are examples of `other`.
- Finding an article: `find_article` is a retrieval intent with a link to each article, learnt from the importer's
  questions with its title.
- Danger: the calm help is a fixed response.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.assistant import fingerprint
from bot.language.danger import Danger
from bot.language.sentences import sentences
from bot.material import replies
from bot.material.asked import numbered
from bot.material.model import Article, Material
from bot.material.reading import read_material
from bot.material.support import help_reply
from bot.settings import Settings

# What replaces our own actions in a rule for that intent.
_STAND_IN = {
    "news_question": ("action_answer", "utter_news_question"),
    "find_article": ("action_find_article", "utter_find_article"),
    "danger": ("action_danger", "utter_danger"),
}


def write_project(folder: Path, settings: Settings, epochs: int | None = None) -> None:
    """Write a Rasa project: `config.yml`, `domain/`, and `data/` with NLU, rules and stories.

    Args:
        settings: whose material and examples it is made of.
        epochs: instead of the stock 100, for a quick try.
    """
    material, _ = read_material(settings.material_folders)
    (folder / "domain").mkdir(parents=True)
    (folder / "data").mkdir()
    _write(folder / "config.yml", stock_config(epochs))
    for file in (fingerprint.ASSISTANT / "domain").glob("*.yml"):
        (folder / "domain" / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    _write(folder / "domain" / "stock_answers.yml", {"version": "3.1", "responses": dict(_responses(material))})
    for number, file in enumerate(fingerprint.training_files(settings.material_folders)):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        if "nlu" not in content:
            content["rules"] = [_with_stand_ins(rule) for rule in content.get("rules", [])]
            content["stories"] = [_with_stand_ins(story) for story in content.get("stories", [])]
            _write(folder / "data" / f"{number}-{file.name}", {k: v for k, v in content.items() if v})
    (folder / "data" / "nlu.yml").write_text(_nlu(settings, material), encoding="utf-8")


def stock_config(epochs: int | None = None) -> dict[str, Any]:
    """The configuration that the installed Rasa takes where none is given, for Swedish."""
    import rasa.engine.recipes

    file = Path(rasa.engine.recipes.__file__).parent / "config_files" / "default_config.yml"
    config: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    config |= {"language": "sv", "assistant_id": "stock"}
    for part in (*config["pipeline"], *config["policies"]):
        if "epochs" in part and epochs is not None:
            part["epochs"] = epochs
    return config


def _responses(material: Material) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for article in material.shown:
        source = replies.source(article.title, article.link)
        for key, text in _sentences(article):
            yield f"utter_news_question/{key}", _response("answer", [replies.quote(text), source])
        link = replies.link(article.title, article.link)
        yield f"utter_find_article/{article.slug}", _response("answer", [link])
    calm = help_reply(Danger(kind="violence", acute=False, who="self", young=False, rule=""), material)
    yield "utter_danger", _response(calm["kind"], calm["blocks"])


def _response(kind: replies.Kind, blocks: Sequence[replies.Block]) -> list[dict[str, Any]]:
    return [{"text": replies.plain_text(blocks), "custom": dict(replies.reply(kind, blocks))}]


def _nlu(settings: Settings, material: Material) -> str:
    """Our examples and what the articles add to them, with the answers' keys where they are known."""
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.assistant.importer import training_data

    files = [str(file) for file in fingerprint.training_files(settings.material_folders)]
    written = RasaFileImporter(training_data_paths=files).get_nlu_data()
    names = training_data(list(material.shown)).lookup_tables
    examples = dict(example for article in material.shown for example in _examples(article, material))
    answers = [Message.build(text=text, intent=intent) for text, intent in examples.items()]
    text: str = written.merge(TrainingData(answers, lookup_tables=names)).nlu_as_yaml()
    return text


def _examples(article: Article, material: Material) -> Iterator[tuple[str, str]]:
    """Texts that teach the ResponseSelector an article's answers, each with its intent and key."""
    from bot.assistant.importer import training_data

    keyed = list(_sentences(article))
    keys = {id_: key for (id_, _), (key, _) in zip(numbered(article), keyed, strict=True)}
    for asked in (asked for asked in material.asked if asked.slug == article.slug):
        for question in asked.questions:
            yield question, f"news_question/{keys[asked.id]}" if asked.id else "other"
    for key, text in keyed:
        yield text, f"news_question/{key}"
    for added in training_data([article]).intent_examples:
        intent = added.get("intent")
        if intent == "find_article":
            yield added.get("text"), f"find_article/{article.slug}"
        elif intent == "news_question":
            named = [entity["value"] for entity in added.get("entities") or []]
            about = (key for key, text in keyed if all(name in text for name in named))
            yield added.get("text"), f"news_question/{next(about, keyed[0][0])}"


def _sentences(article: Article) -> Iterator[tuple[str, str]]:
    """Each sentence of an article with a key of its own."""
    texts = [sentence for paragraph in article.paragraphs for sentence in sentences(paragraph)]
    for number, text in enumerate(texts):
        yield f"{article.slug}-{number}", text


def _with_stand_ins(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule or story whose actions are replaced by what stands in for them, for the intents that have one."""
    steps, intent = [], None
    for step in rule["steps"]:
        intent = step.get("intent", intent)
        ours, stand_in = _STAND_IN.get(intent or "", (None, ""))
        steps.append({**step, "action": stand_in} if ours and step.get("action") == ours else step)
    return {**rule, "steps": steps}


def _write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
