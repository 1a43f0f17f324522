// What can be done with an answer: listen, copy with its source, say whether it helped. Each is shown where the browser
// can do it; the newest answer's stand open, older ones are folded.

import { fragment, say, word } from "./dom.js";
import { atEnd, log, onMessage, putHelp, reveal } from "./log.js";
import { post } from "./net.js";

const speech = globalThis.speechSynthesis;
// Voices of the device alone: another one would send the text to somebody else.
const voice = (lang) => speech?.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(lang));
let reading; // the button of what is being read

function equip(item) {
  const tools = item.querySelector(".tools");
  if (!tools) return;
  const listen = tools.querySelector(".listen");
  const copy = tools.querySelector(".copy");
  if (listen) listen.hidden = !voice("sv");
  if (copy) copy.hidden = !navigator.clipboard?.writeText;
  tools.hidden = !tools.querySelector(".tools-in > :not([hidden])");
}

function fold() {
  const all = [...log.querySelectorAll(".tools")];
  const newest = all.at(-1);
  for (const tools of all) {
    if (tools === newest || !tools.classList.contains("newest") || tools.contains(document.activeElement)) continue;
    tools.classList.remove("newest");
    tools.open = false;
  }
}

export function equipAll() {
  for (const item of log.children) equip(item);
}

onMessage((item) => {
  equip(item);
  fold();
});
speech?.addEventListener?.("voiceschanged", equipAll);
equipAll();

export function hush() {
  if (!reading) return;
  reading.textContent = word("listen");
  reading = null;
  speech.cancel();
}

function read(button) {
  const again = reading === button;
  hush();
  if (again) return;
  const parts = [...button.closest(".msg").querySelectorAll(".bubble > *")];
  reading = button;
  button.textContent = word("stop");
  parts.forEach((part, at) => {
    const lang = part.lang || "sv";
    const spoken = Object.assign(new SpeechSynthesisUtterance(part.innerText), { lang, voice: voice(lang) ?? voice("sv") });
    if (at === parts.length - 1) spoken.addEventListener("end", () => { if (reading === button) hush(); });
    speech.speak(spoken);
  });
}

async function copied(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copied);
    say(word("copied"));
    show(button, word("copied"));
  } catch {
    say(word("not_copied"));
    show(button, word("not_copied"));
  }
}

function show(button, words) {
  button.dataset.label ??= button.textContent;
  button.textContent = words;
  setTimeout(() => { button.textContent = button.dataset.label; }, 4000);
}

log.addEventListener("click", ({ target }) => {
  if (target.matches(".listen")) read(target);
  if (target.matches(".copy")) copied(target);
});
addEventListener("pagehide", hush);

log.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if (!target.matches(".rate")) return;
  event.preventDefault();
  const { seq, svar, varfor } = Object.fromEntries(new FormData(target, submitter));
  const item = target.closest(".msg");
  try {
    const { answer } = await post("/api/ratings", { seq: Number(seq), helpful: svar === "ja", why: varfor ?? "" });
    if (answer.error) return tell(target, answer.error.message);
    const follow = atEnd();
    const { open } = item.querySelector(".tools");
    item.querySelector(".tools").replaceWith(fragment(answer.html));
    const tools = item.querySelector(".tools");
    if (item !== log.lastElementChild) tools.classList.remove("newest");
    tools.open = open;
    equip(item);
    tools.querySelector(`.rate [value="${svar}"]`).focus({ preventScroll: true });
    if (follow) reveal();
    if (answer.help && putHelp(item, `omdome-${seq}`, answer.help.html)) say(answer.help.spoken);
    else say(word(varfor ? "thanks_why" : "thanks"));
  } catch {
    tell(target, word("not_chosen"));
  }
});

function tell(form, words) {
  const line = form.querySelector(".error") ?? form.appendChild(document.createElement("p"));
  Object.assign(line, { className: "error", textContent: words });
  say(words);
}
