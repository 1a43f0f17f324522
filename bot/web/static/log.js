// The conversation: messages in the order of their seq, each once. The visitor's own wait at the end until the server
// has given them one. The newest is followed, but nobody who has scrolled up to read is moved.

import { $, focusBox, fragment, left, main, word } from "./dom.js";
import { framed } from "./frame.js";

export const log = $("logg");
const newer = $("nya");
export const bySeq = (seq) => log.querySelector(`[data-seq="${seq}"]`);
export const byId = (id) => log.querySelector(`[data-id="${CSS.escape(id)}"]`);
export const helpOf = (id) => `hjalp-${id}`; // help that came beside an error: it goes when the message is kept

// Whoever has to do with a message that is new in the page gets it: tools.js, say.
const heard = [];
export const onMessage = (work) => heard.push(work);

const end = () => document.documentElement.scrollHeight - innerHeight;
export const atEnd = () => scrollY >= end() - 80;

// To the end, yet not so far that the question disappears above its own answer.
export function reveal() {
  const question = [...log.querySelectorAll(".msg-visitor")].pop() ?? log.firstElementChild;
  if (!question) return;
  const bar = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  scrollTo(0, Math.min(end(), question.getBoundingClientRect().top + scrollY - bar));
  newer.hidden = true;
}

newer.addEventListener("click", () => {
  reveal();
  focusBox();
});
addEventListener("scroll", () => { if (atEnd()) newer.hidden = true; }, { passive: true });

export function put(html) {
  const item = fragment(html).querySelector("li");
  const { seq, id } = item.dataset;
  if (bySeq(seq)) return false;
  const follow = atEnd();
  if (id) {
    byId(id)?.remove();
    byId(helpOf(id))?.remove();
  }
  const next = [...log.children].find((other) => !other.dataset.seq || Number(other.dataset.seq) > Number(seq));
  log.insertBefore(item, next ?? null);
  for (const work of heard) work(item);
  dropOldButtons();
  if (follow) reveal();
  else if (!id) newer.hidden = false;
  return true;
}

// A message of the visitor's own, before the server has it.
export function putOwn(text, id) {
  const item = $("eget").content.firstElementChild.cloneNode(true);
  item.dataset.id = id;
  item.querySelector(".said").textContent = text;
  log.append(item);
  dropOldButtons();
  reveal();
  return item;
}

export function putHelp(after, id, html) {
  if (byId(helpOf(id))) return false;
  const shown = fragment(html).querySelector("li");
  shown.dataset.id = helpOf(id);
  after.after(shown);
  reveal();
  return true;
}

// Suggested answers belong to the newest message; what was chosen stands there as the visitor's own.
export function dropOldButtons() {
  for (const asks of main.querySelectorAll(".asks")) {
    if (!log.lastElementChild?.contains(asks) && !asks.contains(document.activeElement)) asks.remove();
  }
}

// What an own message has come to: on its way, or not sent, with a button to try again.
export function mark(item, words, again) {
  item.classList.toggle("failed", Boolean(again));
  const line = item.querySelector(".sending");
  line.textContent = words;
  if (!again) return;
  const button = document.createElement("button");
  Object.assign(button, { className: "link", type: "button", textContent: word("again") });
  button.addEventListener("click", () => {
    focusBox();
    again();
  });
  line.append(" ", button);
}

// The page anew: the conversation is over, or was erased.
export const startOver = () => { if (!left()) location.replace(framed ? "/chatt?inbaddad=1" : "/chatt"); };
