// What the bot is doing: told once a turn, cleared silently. The place in the queue: told when it changes.

import { $, say, word } from "./dom.js";
import { atEnd, log, reveal } from "./log.js";

const line = $("status");
const told = new Set();
const heard = [];
let typing;

export const newTurn = () => told.clear();
export const wroteBack = () => clearTimeout(typing);
export const onStatus = (work) => heard.push(work); // for whoever has to do with the rest of the status

function show(words, waiting, notice, silent, stays) {
  const follow = atEnd();
  const known = stays ? line.firstElementChild.textContent === words : told.has(words);
  line.hidden = !words;
  line.classList.toggle("said-so", notice);
  line.querySelector(".dots").hidden = !waiting;
  if (line.firstElementChild.textContent !== words) line.firstElementChild.textContent = words;
  if (!words) return;
  if (follow) reveal();
  if (!silent && !known) say(words);
  told.add(words);
}

// What was sent is with the bot, or with the person who has the conversation.
function settle() {
  for (const mark of log.querySelectorAll("[data-there]")) mark.textContent = mark.dataset.there;
}

export function showStatus(status, silent) {
  const { text, waiting, speaker } = status;
  clearTimeout(typing);
  // The place in the queue, or with whom one talks, is no news at each message.
  if (text || !waiting) show(text, waiting, Boolean(text), silent, speaker !== "bot");
  else typing = setTimeout(show, 600, word("writing"), true, false, silent);
  if (!waiting) settle();
  if ("expects" in status) for (const work of heard) work(status, silent);
}
