// A conversation in the console: live, with an answer that is sent without the page being loaded anew.

import { fragment, say, word } from "./console_parts.js";
import { attach, forget } from "./drafts.js";
import "./redacting.js";

const $ = (id) => document.getElementById(id);
const { case: number, csrf } = document.body.dataset;
const log = $("logg");
const scroller = $("rulla");
const newer = $("nya");
const base = "/personal/samtal/" + number;

const byKey = (key) => log.querySelector(`[data-key="${key}"]`);
// On a wide screen the transcript scrolls by itself, on a narrow one the page does.
const moving = () => (scroller.scrollHeight > scroller.clientHeight + 1 ? scroller : document.scrollingElement);
const atEnd = () => { const m = moving(); return m.scrollHeight - m.scrollTop - m.clientHeight < 80; };
function reveal() {
  const last = log.lastElementChild;
  if (moving() === scroller) scroller.scrollTop = scroller.scrollHeight;
  else last?.scrollIntoView({ block: "nearest" });
  newer.hidden = true;
}

function put({ key, v, html, spoken }) {
  const item = fragment(html).firstElementChild;
  const old = byKey(key);
  if (old?.dataset.v === v) return false;
  if (old) {
    const open = old.querySelector("details")?.open;
    old.replaceWith(item);
    if (open && item.querySelector("details")) item.querySelector("details").open = true;
    return false;
  }
  const time = (entry) => entry.querySelector(".who time").dateTime;
  const next = [...log.children].find((other) => time(other) > time(item));
  log.insertBefore(item, next ?? null);
  if (spoken) say(spoken);
  return true;
}

document.addEventListener("samtal", ({ detail: { state, flag, entries, actions } }) => {
  const follow = atEnd();
  const fresh = entries.filter(put);
  if ($("lage").textContent !== state) $("lage").textContent = state;
  $("flagga").hidden = $("rutin").hidden = !flag;
  $("flagga").textContent = flag;
  if (actions && $("atgarder").dataset.v !== actions.v) putActions(actions, state);
  if (fresh.length) {
    if (follow) reveal();
    else newer.hidden = false;
    if (fresh.some((entry) => entry.spoken) && document.hidden) document.dispatchEvent(new Event("attention"));
    seen();
  }
});

// Somebody else did something with the conversation: what can be done is another thing now. The focus stays near.
function putActions({ v, html }, state) {
  const place = $("atgarder");
  const focused = place.contains(document.activeElement) && (document.activeElement.id || "atgarder");
  const typed = $("svar")?.value;
  place.dataset.v = v;
  place.replaceChildren(fragment(html));
  begin();
  if (typed && $("svar")) $("svar").value = typed;
  if (focused) ($(focused) ?? $("samtal")).focus();
  say(state);
}

document.addEventListener("borta", ({ detail: { text } }) => {
  const notice = document.createElement("p");
  Object.assign(notice, { className: "notice", textContent: text });
  $("innehall").prepend(notice);
  log.replaceChildren();
  document.querySelector(".do")?.remove();
  $("lage").textContent = text;
  forget();
  say(text);
  $("samtal").focus();
});

// As far as this is read, where it is seen.
let told = 0;
function seen() {
  if (document.hidden) return;
  const last = Math.max(0, ...[...log.querySelectorAll("[data-seq]")].map((item) => Number(item.dataset.seq)));
  if (last <= told) return;
  told = last;
  fetch(base + "/last", { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ csrf, seq: last }) }).catch(() => { told = 0; });
}
document.addEventListener("visibilitychange", seen);

// One after the other, in the order they were written, though the next may be sent before the server has the one before.
let line = Promise.resolve();
function send(form, box) {
  const text = box.value.trim();
  if (!text) return complain(word("answer_empty"));
  const body = new URLSearchParams(new FormData(form));
  form.elements.id.value = `s${crypto.getRandomValues(new Uint32Array(4)).join("")}`;
  box.value = "";
  forget();
  box.focus();
  line = line.then(() => deliver(form.action, body, text));
}

async function deliver(address, body, text) {
  let answer = {};
  try {
    const response = await fetch(address, { method: "POST", headers: { Accept: "application/json" }, body, signal: AbortSignal.timeout?.(20000) });
    if (response.ok) {
      $("osant")?.setAttribute("hidden", "");
      $("svar")?.removeAttribute("aria-invalid");
      return reveal();
    }
    if (response.status === 401) return signedOut(text);
    answer = await response.json();
  } catch {
    // No contact: what was typed is there, and its id is the same when it is sent again as it was.
  }
  const box = $("svar");
  if (!box) return say(answer.error ?? word("unsent"));
  if (!box.value) box.form.elements.id.value = body.get("id");
  box.value = [text, box.value].filter(Boolean).join("\n");
  box.dispatchEvent(new Event("input"));
  complain(answer.error ?? word("unsent"));
}

// The sign-in has ended: what was typed is kept in the tab until one is back.
function signedOut(text) {
  $("svar").value = [text, $("svar").value].filter(Boolean).join("\n");
  $("svar").dispatchEvent(new Event("input"));
  location.reload();
}

function complain(words) {
  const failed = $("osant");
  failed.textContent = words;
  failed.hidden = false;
  $("svar").setAttribute("aria-invalid", "true");
  say(words);
}

function begin() {
  const box = attach();
  if (!box) return;
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(box.form, box);
  }, { capture: true });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
  for (const keys of document.querySelectorAll(".keys")) keys.hidden = false;
}

newer.addEventListener("click", () => { reveal(); ($("svar") ?? scroller).focus({ preventScroll: true }); });
begin();
reveal();
