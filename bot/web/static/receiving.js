// Receiving: a stream while the page is seen, questions now and then where there can be none. What it was given is told
// to screen readers once; what comes back after a while is not.

import { main, say, word } from "./dom.js";
import { hold, remembered } from "./holding.js";
import { bySeq, dropOldButtons, put, reveal, startOver } from "./log.js";
import { fetchAfter, keep, stored, stream, tab } from "./net.js";
import { showStatus, wroteBack } from "./status.js";

let last = Number(main.dataset.last);
let guarded = "guarded" in main.dataset; // a new tab after a danger answer: it shows nothing until it is used
let source;
let timer;
let errors = 0;

function receive(message, silent) {
  last = Math.max(last, message.seq);
  if (!put(message.html) || message.sender === "visitor") return;
  wroteBack();
  if (!silent && message.spoken) say(message.spoken, message.lang);
}

// A message of the visitor's own is kept: whether it belongs to the conversation that is shown.
export function sent(seq) {
  if (seq < last && !bySeq(seq)) return false;
  guarded = false;
  if (!source) open();
  if (source?.readyState !== EventSource.OPEN) sync().catch(() => {});
  return true;
}

export function open() {
  clearTimeout(timer);
  if (document.hidden || source || guarded) return;
  source = stream(last);
  source.addEventListener("open", () => {
    if (errors) main.dispatchEvent(new Event("contact"));
    errors = 0;
  });
  source.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  source.addEventListener("status", (event) => showStatus(JSON.parse(event.data)));
  source.addEventListener("erased", () => {
    close();
    hold("");
    startOver();
  });
  source.addEventListener("error", () => {
    errors += 1;
    if (source?.readyState !== EventSource.CLOSED && errors < 3) return;
    close();
    poll(5);
  });
}

export function close() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function poll(times) {
  timer = setTimeout(async () => {
    try {
      await sync();
    } catch {
      showStatus({ text: word("no_contact"), waiting: true });
    }
    if (document.hidden || source) return;
    if (times > 1) poll(times - 1);
    else open();
  }, 3000);
}

export async function sync(silent) {
  if (guarded) return;
  const { messages, status } = await fetchAfter(last);
  for (const message of messages) receive(message, silent);
  showStatus(status, silent);
}

// A reload of the tab where the conversation was, after a danger answer, and of a tab that alone knows which it is: it
// comes back.
export async function restore() {
  const token = stored();
  if (!(remembered || (guarded && token))) return keep(tab());
  const found = await fetchAfter(0, token ?? tab()).catch(() => null);
  if (!found?.messages.length || (guarded && found.tab !== token)) return keep(tab());
  keep(found.tab);
  guarded = false;
  for (const message of found.messages) receive(message, true);
  showStatus(found.status, true);
  dropOldButtons();
  reveal();
}

document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
// A page that the browser kept shows nothing until it is known that the conversation is still there and this visitor's.
addEventListener("pagehide", ({ persisted }) => {
  close();
  main.classList.toggle("kept", persisted);
});
addEventListener("pageshow", ({ persisted }) => { if (persisted) comeBack(); });

async function comeBack() {
  const found = await fetchAfter(last).catch(() => null);
  if (!found) return setTimeout(comeBack, 3000);
  if (found.tab !== tab()) return startOver();
  main.classList.remove("kept");
  for (const message of found.messages) receive(message, true);
  showStatus(found.status, true);
  open();
}

// The connection that was is gone, though the browser may not have noticed.
addEventListener("online", () => {
  close();
  open();
});
