// Reviewing by single keys: each does what a button or a link of the page does. Without this file those do it.

import { say } from "./console_parts.js";
import { drop } from "./drafts.js";

const log = document.getElementById("logg");
const judges = [...log.querySelectorAll(".judge")];
const question = (judge) => document.getElementById(judge.dataset.asked);
const keys = document.body.dataset.keys === "1";
let current = judges.find((judge) => `#${judge.dataset.asked}` === location.hash) ?? judges.find((judge) => !judge.querySelector("[aria-pressed=true]")) ?? judges[0];

for (const judge of judges) {
  question(judge).tabIndex = -1;
  for (const place of [question(judge), judge.closest(".m")]) place.addEventListener("focusin", () => choose(judge));
}
// At the end of the conversation no answer is chosen: a key pressed once too often judges none.
document.getElementById("klar").addEventListener("focusin", () => choose(null));
function choose(judge) {
  if (current) mark(false);
  current = judge;
  if (current) mark(true);
}
function mark(on) {
  current.classList.toggle("now", on);
  question(current).classList.toggle("current", on);
}
// One reads from the question on, with the answer and the verdict in view where there is room for them.
function go(judge) {
  if (!judge) return;
  choose(judge);
  question(judge).focus({ preventScroll: true });
  judge.scrollIntoView({ block: "nearest" });
  question(judge).scrollIntoView({ block: "nearest" });
}
choose(current);

const taken = log.querySelector(".judge .said-so");
if (taken) say(taken.textContent);

// The address leads to the message that is next, to what is asked about it, or to the end, and browsers give it the focus.
const place = location.hash && document.getElementById(location.hash.slice(1));
const wrong = document.querySelector("#innehall [aria-invalid=true], [aria-describedby=borde-fel] [name=borde]");
if (wrong) wrong.focus();
else if (place && current && place === question(current)) go(current);
else if (place?.id === "klar") choose(null);

const atEnd = () => document.activeElement?.closest("#klar");
const near = (step) => judges[judges.indexOf(current) + step];
const press = (value) => current?.querySelector(`[name=svar][value=${value}]`)?.click();
const follow = (id) => document.getElementById(id)?.click();
const does = {
  r: () => press("ratt"),
  f: () => press("fel"),
  j: () => (!atEnd() && near(1) ? go(near(1)) : document.getElementById("klar").focus()),
  k: () => go(current ? near(-1) : judges.at(-1)),
  g: () => follow("granskad"),
  s: () => follow("senare"),
  n: () => follow("nasta"),
  p: () => follow("foregaende"),
};
if (keys) {
  for (const hint of document.querySelectorAll(".key")) hint.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const action = does[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

// Who says how it should have been understood has chosen that.
document.getElementById("avsikt")?.addEventListener("change", () => {
  document.querySelector("[name=borde][value=intent]").checked = true;
});

const form = document.getElementById("borde-form");
// Looking for a passage takes nothing away of what is typed. The button is the form's first: Enter is to save, and not to look.
for (const id of ["sok", "leta"]) document.getElementById(id)?.setAttribute("form", "sok-form");
document.getElementById("sok-form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = new URLSearchParams(new FormData(event.target));
  const answer = await fetch(`${event.target.action}?${query}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return event.target.submit();
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("val");
  if (!found) return event.target.submit();
  const { har } = form.elements;
  har.value = `${har.value.split("?")[0]}?${query}#borde`;
  document.getElementById("val").replaceWith(found);
  found.querySelector("[name=borde]")?.focus();
});
document.getElementById("hoppa-over")?.addEventListener("click", () => drop(form.dataset.draft));
