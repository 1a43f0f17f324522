// What the bot is doing: told once a turn, cleared silently.

import { $, say, word } from "./dom.js";
import { atEnd, log, reveal } from "./log.js";

const line = $("status");
const told = new Set();
const heard = [];
let typing;

export const newTurn = () => told.clear();
export const wroteBack = () => clearTimeout(typing);
export const onStatus = (work) => heard.push(work); // for whoever has to do with the rest of the status

function show(words, waiting, notice, silent) {
  const follow = atEnd();
  line.hidden = !words;
  line.classList.toggle("said-so", notice);
  line.querySelector(".dots").hidden = !waiting;
  if (line.firstElementChild.textContent !== words) line.firstElementChild.textContent = words;
  if (!words) return;
  if (follow) reveal();
  if (!silent && !told.has(words)) say(words);
  told.add(words);
}

// What was sent is with the bot, or with the person who has the conversation.
function settle() {
  for (const mark of log.querySelectorAll("[data-there]")) mark.textContent = mark.dataset.there;
}

export function showStatus(status, silent) {
  const { text, waiting } = status;
  clearTimeout(typing);
  if (text || !waiting) show(text, waiting, Boolean(text), silent);
  else typing = setTimeout(show, 600, word("writing"), true, false, silent);
  if (!waiting) settle();
  if ("expects" in status) for (const work of heard) work(status, silent);
}
