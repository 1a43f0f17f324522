// Sending: one message at a time, in the order they were written, again and again until the server has it.
// A message keeps its id, so that one whose receipt was lost is recognised and not asked twice.

import { box, say, word } from "./dom.js";
import { hold } from "./holding.js";
import { bySeq, byId, mark, put, putHelp, putOwn, startOver } from "./log.js";
import { keep, post } from "./net.js";

const PAUSES = [500, 1500]; // before the network is tried again
const unsent = []; // {item, message, failed}, the oldest first
let working = false;
let arrived = () => {};
let refused = () => {};

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// `then` is told of each message that the server has, and its number; `complain` of what is wrong with one.
export function onSent(then, complain) {
  arrived = then;
  refused = complain;
}

// `more`: the button that was pressed, and what was chosen before the first message.
export function send(text, more = {}, id = newId()) {
  if (byId(id)) return;
  unsent.push({ item: putOwn(text, id), message: { id, text, ...more } });
  sendAll();
}

// What could not be sent before goes first: the order is the one in which it was written.
export function sendAll() {
  for (const one of unsent) {
    one.failed = false;
    mark(one.item, word("sending"));
  }
  if (!working) work();
}

async function work() {
  working = true;
  let one;
  while ((one = unsent.find(({ failed }) => !failed))) {
    const found = await attempt(one);
    if (found) settle(one, found);
    else for (const other of unsent) fail(other); // no network: the others would fare no better
  }
  working = false;
}

// The server's answer; none where it cannot be reached.
async function attempt({ message }) {
  for (const pause of [...PAUSES, 0]) {
    try {
      return await post("/api/messages", message);
    } catch {
      if (!navigator.onLine || !pause) return null;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return null;
}

function settle(one, { status, answer }) {
  const { item, message } = one;
  if (answer.help && putHelp(item, message.id, answer.help.html)) say(answer.help.spoken);
  if (status >= 500) return fail(one);
  if (answer.error) return refuse(one, answer);
  unsent.splice(unsent.indexOf(one), 1);
  const known = bySeq(answer.seq);
  // The number belongs to another message, or to the past: the conversation was over and a new one has begun.
  if (known && known.dataset.id !== message.id) return startOver();
  if (!arrived(answer.seq)) return startOver();
  put(answer.html);
  keep(answer.tab);
}

// What was written goes back into the box, or stays where it stands if something else is being written.
function refuse(one, { error, help }) {
  if (error.code === "erased") hold("");
  if (error.code === "erased" && !help) return startOver();
  if (box.value) return fail(one, error.message);
  unsent.splice(unsent.indexOf(one), 1);
  one.item.remove();
  box.value = one.message.text;
  refused(error.message);
}

function fail(one, why = word("unsent")) {
  if (one.failed) return;
  one.failed = true;
  mark(one.item, why, sendAll);
  say(why === word("unsent") ? word("unsent_spoken") : why);
}
