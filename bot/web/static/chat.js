// Enhances the chat: sends without a new page, receives by server-sent events. Everything here has a form behind it.

import "./page.js";
import "./personal.js";
import "./clock.js";
import { notKept } from "./choosing.js";
import { $, focusBox, main, say, word } from "./dom.js";
import { log, reveal } from "./log.js";
import { close, open, restore, sent } from "./receiving.js";
import { newId, onSent, send, sendAll } from "./sending.js";
import { newTurn } from "./status.js";
import { hush } from "./tools.js";
import { ask, complain, onAsk } from "./writing.js";

const form = $("skriv");

function write(text, button, id) {
  newTurn();
  hush();
  send(text, { button, ...notKept() }, id);
}
onAsk(write);
onSent(sent, complain);

main.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  const { pathname } = new URL(target.action);
  if (pathname === "/radera") close();
  if (pathname !== "/chatt") return;
  event.preventDefault();
  if (target === form) return ask();
  const id = target.elements.id;
  const chosen = submitter.name === "button";
  write(chosen ? target.elements.text.value : submitter.value, chosen ? submitter.value : undefined, id.value);
  // A double click is one message; a second press later is a new one.
  setTimeout(() => { id.value = newId(); }, 1000);
  focusBox();
});

// Off the net and back on it: said, and nothing that was written is lost.
const net = $("natet");
function tell(words) {
  net.textContent = words;
  net.hidden = !words;
  if (words) say(words);
}
addEventListener("offline", () => tell(word("offline")));
addEventListener("online", () => {
  tell("");
  say(word("online"));
  sendAll();
});
if (!navigator.onLine) tell(word("offline"));
main.addEventListener("contact", sendAll); // the server is there again: what it could not take it gets now

// The page around a frame says when somebody opens the chat.
document.addEventListener("host", ({ detail }) => { if (detail.focus) focusBox(); });

$("uppdatera")?.setAttribute("hidden", "");
form.querySelector(".keys").hidden = false;
if (log.children.length && !location.hash) reveal();
restore().then(open);
