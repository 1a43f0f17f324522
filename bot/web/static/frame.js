// In a frame: what is said to the page around it, and heard from it; only to and from the websites that web allows.
// That page gets no word of the conversation: how many answers are new, and what lets it leave.

import { held } from "./holding.js";

const { hosts } = document.body.dataset;
const allowed = [location.origin, ...(hosts ?? "").split(" ")];
export const framed = hosts !== undefined && parent !== window;

let host; // its origin, once it has spoken
let waiting;

export function tell(message) {
  if (host) parent.postMessage(message, host);
  else waiting = message;
}

addEventListener("message", ({ source, origin, data }) => {
  if (!framed || source !== parent || !allowed.includes(origin)) return;
  host = origin;
  if (waiting) tell(waiting);
  waiting = null;
  document.dispatchEvent(new CustomEvent("host", { detail: data }));
});

// A form that a browser sends by itself stays in the frame, and so does what it brings.
document.addEventListener("formdata", ({ formData }) => {
  if (framed) formData.set("inbaddad", "1");
});

// ---- Answers that came while the chat was closed. Which have been seen the page around remembers, by number: a browser
// may forbid a frame all storage.

const log = document.getElementById("logg");
const numbers = () => [...log.querySelectorAll(".msg:not(.msg-visitor)[data-seq]")].map(({ dataset }) => Number(dataset.seq));
let open = false;
let seen;

function tellState() {
  const all = numbers();
  if (open || seen === undefined) seen = Math.max(0, ...all);
  tell({
    chat: "state",
    unread: all.filter((number) => number > seen).length,
    seen,
    talk: log.children.length > 0,
    key: document.body.dataset.nyckel,
  });
}

if (framed && log) {
  new MutationObserver(tellState).observe(log, { childList: true });
  document.addEventListener("host", ({ detail }) => {
    if (detail.chat !== "host") return;
    open = detail.open;
    seen ??= detail.seen;
    document.body.dataset.sida = detail.page;
    tellState();
  });
}

// ---- Links to pages of ours lead the whole window there; the frame's cookie would not come along.

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || !framed || !held() || !isSecureContext || link.origin !== location.origin) return;
  if (link.pathname === location.pathname) return;
  event.preventDefault();
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/fortsatt", target: "_top", hidden: true });
  const till = Object.assign(document.createElement("input"), { name: "till", value: link.pathname + link.search + link.hash });
  form.append(till);
  document.body.append(form);
  form.submit();
});
