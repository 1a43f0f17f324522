// Enhances the chat: sends without a new page, receives by server-sent events. Everything here has a form behind it.

const $ = (id) => document.getElementById(id);
const main = $("innehall");
const log = $("logg");
const form = $("skriv");
const box = $("text");
const newer = $("nya");
const statusLine = $("status");
const LIMIT = 1000;
const LABELS = { contact: "Skriv din e-postadress eller ditt telefonnummer", question: "Skriv din fråga" };
const page = new URLSearchParams(location.search).get("sida");

const say = (text) => document.dispatchEvent(new CustomEvent("say", { detail: text }));
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bySeq = (seq) => log.querySelector(`[data-seq="${seq}"]`);
const byId = (id) => log.querySelector(`[data-id="${CSS.escape(id)}"]`);

// ---- This tab: what it may show. A cookie is all tabs' own; after a danger answer a new tab is empty until it is used.

let tab = main.dataset.tab;
let quiet = "guarded" in main.dataset;

function stored() {
  try {
    return sessionStorage.getItem("tab");
  } catch {
    return null;
  }
}

function keep(token) {
  tab = token || tab;
  try {
    sessionStorage.setItem("tab", tab);
  } catch {
    // It stays in this page, and a reload shows an empty one.
  }
}

// ---- Scrolling: follow the newest, but never move somebody who has scrolled up to read.

const end = () => document.documentElement.scrollHeight - innerHeight;
const atEnd = () => scrollY >= end() - 80;

// To the end, yet not so far that the question disappears above its own answer.
function reveal() {
  const question = [...log.querySelectorAll(".msg-visitor")].pop() ?? log.firstElementChild;
  if (!question) return;
  const bar = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  scrollTo(0, Math.min(end(), question.getBoundingClientRect().top + scrollY - bar));
  newer.hidden = true;
}

newer.addEventListener("click", () => {
  reveal();
  box.focus({ preventScroll: true });
});
addEventListener("scroll", () => { if (atEnd()) newer.hidden = true; }, { passive: true });

// ---- Messages: in the order of seq, each once. The visitor's own wait at the end until the server has given them one.

let last = Number(main.dataset.last);

function put(html) {
  const item = document.createRange().createContextualFragment(html).querySelector("li");
  const { seq, id } = item.dataset;
  if (bySeq(seq)) return false;
  const follow = atEnd();
  if (id) {
    byId(id)?.remove();
    byId(helpOf(id))?.remove();
  }
  const next = [...log.children].find((other) => !other.dataset.seq || Number(other.dataset.seq) > Number(seq));
  log.insertBefore(item, next ?? null);
  dropOldButtons();
  if (follow) reveal();
  else if (!id) newer.hidden = false;
  return true;
}

// Suggested answers belong to the newest message; what was chosen stands there as the visitor's own.
function dropOldButtons() {
  for (const asks of main.querySelectorAll(".asks")) {
    if (!log.lastElementChild.contains(asks) && !asks.contains(document.activeElement)) asks.remove();
  }
}

function receive(message, quiet) {
  last = Math.max(last, message.seq);
  if (!put(message.html) || message.sender === "visitor") return;
  clearTimeout(typing);
  if (!quiet && message.spoken) say(message.spoken);
}

// ---- Sending

let line = Promise.resolve();

function send(text, button, id) {
  if (byId(id)) return;
  const item = $("eget").content.firstElementChild.cloneNode(true);
  item.dataset.id = id;
  item.querySelector(".said").textContent = text;
  log.append(item);
  dropOldButtons();
  reveal();
  told.clear();
  deliver(item, { id, text, tab, ...(button && { button }), ...(page && { page }) });
}

// One at a time, so that two quick messages keep their order.
function deliver(item, message) {
  mark(item, "Skickas …");
  line = line.then(() => post(item, message)).then(
    (answer) => arrived(item, message, answer),
    () => failed(item, message),
  );
}

async function post(item, message) {
  const response = await fetch("/api/messages", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout?.(20000),
  });
  const answer = await response.json();
  if (answer.help) help(item, message.id, answer.help);
  if (response.status >= 500) throw new Error(response.status);
  return answer;
}

// Help that came beside an error: it is shown though the message was not kept, and goes when it is.
const helpOf = (id) => `hjalp-${id}`;

function help(item, id, { html, spoken }) {
  if (byId(helpOf(id))) return;
  const shown = document.createRange().createContextualFragment(html).querySelector("li");
  shown.dataset.id = helpOf(id);
  item.after(shown);
  reveal();
  say(spoken);
}

function arrived(item, message, answer) {
  if (answer.error) {
    if (answer.error.code === "erased" && !answer.help && !document.documentElement.classList.contains("left")) return location.assign("/chatt");
    item.remove();
    if (!box.value) box.value = message.text;
    complain(answer.error.message);
    return;
  }
  const known = bySeq(answer.seq);
  // The number belongs to another message, or to the past: the conversation was over and a new one has begun.
  if (known ? known.dataset.id !== message.id : answer.seq < last) return location.assign("/chatt");
  put(answer.html);
  keep(answer.tab);
  if (quiet) {
    quiet = false;
    open();
  }
  if (source?.readyState !== 1) sync().catch(() => {});
}

function failed(item, message) {
  const again = document.createElement("button");
  again.className = "link";
  again.type = "button";
  again.textContent = "Skicka igen";
  again.addEventListener("click", () => {
    box.focus({ preventScroll: true });
    deliver(item, message);
  });
  mark(item, "Inte skickat. ", again);
  say("Meddelandet skickades inte. Välj Skicka igen.");
}

function mark(item, ...parts) {
  item.classList.toggle("failed", parts.length > 1);
  item.querySelector(".sending").replaceChildren(...parts);
}

addEventListener("online", () => {
  for (const again of log.querySelectorAll(".failed button")) again.click();
  close();
  open();
});

main.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (new URL(target.action).pathname !== "/chatt") return close();
  event.preventDefault();
  if (target === form) return ask();
  const id = target.elements.id;
  const chosen = submitter.name === "button";
  send(chosen ? target.elements.text.value : submitter.value, chosen ? submitter.value : null, id.value);
  // A double click is one message; a second press later is a new one.
  setTimeout(() => { id.value = newId(); }, 1000);
  box.focus({ preventScroll: true });
});

function ask() {
  const text = box.value.trim();
  if (!text) return complain("Skriv en fråga först.");
  // Whether it is too long is for the server to say: it also looks for danger in it.
  send(text, null, newId());
  box.value = "";
  complain("");
  box.dispatchEvent(new Event("input"));
}

function complain(text) {
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

let near = false;
function tally() {
  const left = LIMIT - [...box.value].length;
  const counter = $("raknare");
  counter.hidden = left > 100;
  counter.textContent = left > 100 ? "" : left >= 0 ? `${left} tecken kvar.` : `${-left} tecken för mycket.`;
  counter.classList.toggle("over", left < 0);
  if (left <= 100 && !near) say(counter.textContent);
  near = left <= 100;
  box.style.height = "auto"; // as high as what is written; chat.css says how high at most
  box.style.height = `${box.offsetHeight - box.clientHeight + box.scrollHeight}px`;
}
box.addEventListener("input", tally);

// ---- What the bot is doing: told once a turn, cleared silently.

const told = new Set();
let typing;

function showStatus({ text, waiting, expects }, quiet) {
  clearTimeout(typing);
  const show = (words) => {
    const follow = atEnd();
    statusLine.hidden = !words;
    statusLine.classList.toggle("said-so", Boolean(text));
    statusLine.querySelector(".dots").hidden = !waiting;
    if (statusLine.firstElementChild.textContent !== words) statusLine.firstElementChild.textContent = words;
    if (words && follow) reveal();
    if (words && !quiet && !told.has(words)) say(words);
    if (words) told.add(words);
  };
  if (text || !waiting) show(text);
  else typing = setTimeout(show, 600, "Chattboten skriver …");
  box.autocomplete = expects === "contact" ? "email" : "off";
  form.querySelector("label").textContent = LABELS[expects] ?? LABELS.question;
}

// ---- Receiving: a stream while the page is seen, questions now and then where there can be none.

let source;
let timer;
let errors = 0;

function open() {
  clearTimeout(timer);
  if (document.hidden || source || quiet) return;
  source = new EventSource(`/api/events?after=${last}&tab=${encodeURIComponent(tab)}`);
  source.addEventListener("open", () => { errors = 0; });
  source.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  source.addEventListener("status", (event) => showStatus(JSON.parse(event.data)));
  source.addEventListener("erased", () => {
    close();
    if (!document.documentElement.classList.contains("left")) location.replace("/chatt");
  });
  source.addEventListener("error", () => {
    errors += 1;
    if (source?.readyState !== EventSource.CLOSED && errors < 3) return;
    close();
    poll(5);
  });
}

function close() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function poll(times) {
  timer = setTimeout(async () => {
    try {
      await sync();
    } catch {
      showStatus({ text: "Ingen kontakt med chatten just nu. Vi försöker igen.", waiting: true });
    }
    if (document.hidden || source) return;
    if (times > 1) poll(times - 1);
    else open();
  }, 3000);
}

async function sync(silent) {
  if (quiet) return;
  const { messages, status } = await fetchAfter(last, tab);
  for (const message of messages) receive(message, silent);
  showStatus(status, silent);
}

async function fetchAfter(seq, token) {
  const response = await fetch(`/api/conversation?after=${seq}&tab=${encodeURIComponent(token)}`);
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

// A reload of the tab where the conversation was: it comes back.
async function restore() {
  const token = stored();
  if (!quiet || !token) return keep(tab);
  const found = await fetchAfter(0, token).catch(() => null);
  if (found?.tab !== token || !found.messages.length) return keep(tab);
  keep(token);
  quiet = false;
  for (const message of found.messages) receive(message, true);
  showStatus(found.status, true);
  dropOldButtons();
  reveal();
}

document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
addEventListener("pagehide", close);
addEventListener("pageshow", async (event) => {
  if (!event.persisted) return;
  await sync(true).catch(() => {});
  open();
});

// The page that holds the widget says when the chat is opened.
addEventListener("message", (event) => {
  if (event.source === parent && event.data?.chat === "open") box.focus();
});

$("uppdatera")?.setAttribute("hidden", "");
form.querySelector(".keys").hidden = false;
if (log.children.length && !location.hash) reveal();
restore().then(open);
