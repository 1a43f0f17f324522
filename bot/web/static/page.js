// What every page does: speak to screen readers, leave quickly, close open panels. Without it the forms still work.

import { framed, tell } from "./frame.js";
import { forget, headers } from "./holding.js";
import { onThreeShifts } from "./shift.js";

const region = document.getElementById("hors");

// Whoever has something to say dispatches "say". What comes close together is one announcement, in order,
// and is taken away again so that nobody reads it twice.
let queue = [];
document.addEventListener("say", ({ detail }) => {
  if (queue.some(({ text }) => text === detail.text) || queue.push(detail) > 1) return;
  setTimeout(() => {
    const line = document.createElement("p");
    for (const { text, lang = "sv" } of queue) {
      const part = document.createElement("span");
      Object.assign(part, { textContent: text, lang });
      line.append(line.firstChild ? " " : "", part);
    }
    queue = [];
    region.append(line);
    setTimeout(() => line.remove(), 1000);
  }, 120);
});
const say = (text) => document.dispatchEvent(new CustomEvent("say", { detail: { text } }));

// Leave: blank at once, erase, and be gone without a step to come back to. The neutral page does not wait for a server
// that is slow or down; the request goes on after the page is gone.
const exit = document.querySelector("form.exit");
const PATIENCE = 600;
let leaving = false;

async function leave() {
  if (leaving) return;
  leaving = true;
  document.documentElement.classList.add("left");
  document.title = "…";
  globalThis.speechSynthesis?.cancel();
  if (framed) tell({ chat: "leaving" });
  const told = fetch("/lamna", { method: "POST", keepalive: true, redirect: "manual", headers: headers() }).catch(() => {});
  forget();
  await Promise.race([told, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  if (!framed) return location.replace(exit.dataset.exit);
  tell({ chat: "left", to: exit.dataset.exit });
  setTimeout(() => top.location.replace(exit.dataset.exit), 300); // should the page around not answer
}

exit.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});
document.addEventListener("host", ({ detail }) => {
  if (detail.chat === "leave") leave();
});
if (framed && "leaves" in document.body.dataset) leave();

const shown = exit.querySelector(".presses");
if (shown) onThreeShifts((presses) => {
  shown.hidden = !presses;
  shown.textContent = `${presses} av 3`;
  if (presses && presses < 3) say(`Lämna sidan: ${presses} av 3.`);
}, leave);

// Panels close with Esc (focus goes back) or when one presses beside them.
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[open]:not(.tools)");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (framed) tell({ chat: "close" });
});

addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[open]:not(.tools)")) if (!open.contains(event.target)) open.open = false;
});
