// What is marked in what was said is taken away with Delete, after one question.

import { say, word } from "./console_parts.js";
import { withoutWords } from "./drafts.js";

const panel = document.getElementById("ta-bort");
const talk = document.querySelector(".talk");
const entryOf = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("#logg > li, dd");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Delete" || event.target.closest("textarea, input, select")) return;
  const selected = getSelection();
  const words = String(selected).trim().replace(/\s+/g, " ");
  if (!words || !panel || !talk.contains(selected.anchorNode)) return;
  event.preventDefault();
  // What reaches over two messages, with names and times between them, stands like that in none.
  const entry = entryOf(selected.anchorNode);
  if (!entry || entry !== entryOf(selected.focusNode)) return say(word("one_message"));
  panel.open = true;
  document.getElementById("ord").value = words;
  panel.querySelector("button").focus();
  say(word("confirm_words", { words }));
});

panel?.querySelector("form").addEventListener("submit", () => withoutWords(document.getElementById("ord").value));
for (const keys of panel?.querySelectorAll(".keys") ?? []) keys.hidden = false;
