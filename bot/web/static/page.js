// What every page does: speak to screen readers, leave quickly, close open panels. Without it the forms still work.

const region = document.getElementById("hors");
const framed = document.body.classList.contains("embedded") && parent !== window;

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

// Leave: blank at once, erase, and be gone without a step to come back to.
const exit = document.querySelector("form.exit");
let leaving = false;

function leave() {
  if (leaving) return;
  leaving = true;
  document.documentElement.classList.add("left");
  document.title = "…";
  globalThis.speechSynthesis?.cancel();
  fetch("/lamna", { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
  if (framed) parent.postMessage({ chat: "leave", to: exit.dataset.exit }, "*");
  (framed ? top : window).location.replace(exit.dataset.exit);
}

exit.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});

// Shift three times, alone: a Shift that makes a capital letter or a shortcut does not count.
const shown = exit.querySelector(".presses");
let presses = 0;
let alone = false;
let forget;

function count(number) {
  presses = number;
  shown.hidden = !number;
  shown.textContent = `${number} av 3`;
  clearTimeout(forget);
  if (number) forget = setTimeout(count, 5000, 0);
}

addEventListener("keydown", (event) => {
  if (event.key === "Shift") {
    alone = !event.repeat ? !(event.ctrlKey || event.altKey || event.metaKey) : alone;
    return;
  }
  alone = false;
  if (presses) count(0);
}, true);

addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !alone) return;
  alone = false;
  count(presses + 1);
  if (presses === 3) leave();
  else say(`Lämna sidan: ${presses} av 3.`);
}, true);

addEventListener("pointerdown", () => {
  alone = false;
  if (presses) count(0);
}, true);

// Panels close with Esc (focus goes back) or when one presses beside them.
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[open]:not(.tools)");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (framed) parent.postMessage({ chat: "close" }, "*");
});

addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[open]:not(.tools)")) if (!open.contains(event.target)) open.open = false;
});
