// A quiet conversation ends, and the page with it: whoever sits down here next is not to read it. Before that the visitor
// is told, in time to go on; who is writing goes on by that. What stands in the text box stays.

import { $, box, focusBox, main, say, word } from "./dom.js";
import { log } from "./log.js";
import { post } from "./net.js";
import { sync } from "./receiving.js";
import { onStatus, showStatus } from "./status.js";

const AHEAD = Math.min(120, Number(main.dataset.minutes) * 30); // seconds: time enough to read it and press a button
const WRITING = 60000; // milliseconds: so often at most is the server told that somebody writes
const notice = $("tiden");
let ends = 0;
let over = false; // it is said until there is a conversation again
let timer;
let gone = 0;

onStatus(({ left, text }) => {
  clearTimeout(timer);
  if (!left) return ends ? end() : over && !text && sayOver();
  over = false;
  ends = Date.now() + left * 1000;
  if (left > AHEAD) notice.hidden = true;
  else warn(left);
  timer = setTimeout(due, Math.max(1, notice.hidden ? left - AHEAD : left) * 1000);
});

// Another tab may have gone on: the server knows. Where it cannot be asked, the time is over when it is over.
const due = () => sync(true).catch(() => (Date.now() < ends ? warn(Math.round((ends - Date.now()) / 1000)) : end()));

function warn(left) {
  if (!notice.hidden) return;
  const time = left < 90 ? word("seconds", { n: left }) : word("minutes", { n: Math.round(left / 60) });
  notice.firstElementChild.textContent = word("ending", { time });
  notice.hidden = false;
  say(`${word("ending", { time })} ${notice.lastElementChild.textContent}?`);
}

function end() {
  ends = 0;
  notice.hidden = true;
  $("om-samtalet").hidden = true;
  log.replaceChildren();
  over = true;
  sayOver();
}

const sayOver = () => showStatus({ text: word("ended"), waiting: false });

async function goOn() {
  gone = Date.now();
  const { answer } = await post("/api/go-on", {});
  if ("left" in answer) showStatus(answer, true);
}

notice.lastElementChild.addEventListener("click", () => {
  focusBox();
  goOn().then(() => say(word("going_on")), () => say(word("not_chosen")));
});
box.addEventListener("input", () => {
  if (ends && Date.now() - gone > WRITING) goOn().catch(() => {});
});
