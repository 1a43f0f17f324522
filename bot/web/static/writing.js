// The text box: Enter sends, what is wrong is said at the box, and it counts when there is little room left.

import { $, box, say, word } from "./dom.js";
import { onStatus } from "./status.js";

const LIMIT = Number(box.dataset.limit);
const NEAR = 100;
const form = $("skriv");
const counter = $("raknare");
const label = form.querySelector("label");
let send = () => {};

export const onAsk = (work) => { send = work; };

export function ask() {
  const text = box.value.trim();
  if (!text) return complain(word("empty"));
  // Whether it is too long is for the server to say: it also looks for danger in it.
  send(text);
  box.value = "";
  complain("");
  box.dispatchEvent(new Event("input"));
}

export function complain(text) {
  $("fel").textContent = text;
  $("fel").hidden = !text;
  if (text) box.setAttribute("aria-invalid", "true");
  else box.removeAttribute("aria-invalid");
  if (text) say(text);
  box.focus();
}

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  ask();
});

// Shown when it may matter, and told when the fingers rest: not at every key.
let resting;
box.addEventListener("input", () => {
  const room = LIMIT - [...box.value].length;
  counter.hidden = room > NEAR;
  counter.textContent = room > NEAR ? "" : word(room < 0 ? "over" : "room", { n: Math.abs(room) });
  counter.classList.toggle("over", room < 0);
  box.style.height = "auto"; // as high as what is written; chat.css says how high at most
  box.style.height = `${box.offsetHeight - box.clientHeight + box.scrollHeight}px`;
  clearTimeout(resting);
  if (room <= NEAR) resting = setTimeout(() => say(counter.textContent), 1000);
});

// What is asked for next: an address is not written like a question.
onStatus(({ expects, speaker }) => {
  const contact = expects === "contact";
  box.autocomplete = contact ? "email" : expects === "name" ? "name" : "off";
  box.inputMode = contact ? "email" : "text";
  const asked = speaker === "bot" ? expects : "person";
  label.textContent = word(asked ? `label_${asked}` : "label");
});

// To a person, or back to the bot: what there is to choose depends on who speaks. A button is not taken away under
// somebody's finger.
let speaks;
const ways = [...document.querySelectorAll("form[data-when]")];
const choose = () => { for (const way of ways) way.hidden = !way.dataset.when.split(" ").includes(speaks) && !way.contains(document.activeElement); };
onStatus(({ speaker }) => {
  if (speaker === speaks) return;
  speaks = speaker;
  choose();
});
addEventListener("focusout", () => speaks && setTimeout(choose));
