// The console's pages: the list live, how many wait, notices and a sound by choice. Without it a reload shows the same.

import { fragment, say, sync, word } from "./console_parts.js";

const choices = JSON.parse(document.body.dataset.choices);
const number = document.body.dataset.case;
const title = document.title.replace(/^\(\d+\) /, "");
const net = document.getElementById("net");
let known; // the keys of those that wait, once the server has told them
let source;
let lost = 0;
let fresh = 0;

function list({ html, count, danger, keys, there }) {
  const place = document.getElementById("lista");
  if (place) putList(place, fragment(html));
  document.title = count ? `(${count}) ${title}` : title;
  const badge = document.getElementById("antal");
  badge.hidden = !count;
  badge.querySelector(".figure").textContent = count;
  document.getElementById("inkorg-fara").hidden = !danger;
  presence(there);
  if (known) arrived(keys.filter((key) => !known.has(key)).length);
  known = new Set(keys);
}

// Sections come and go; lines are moved and filled anew, and the one that has the focus stays the same element.
function putList(place, wanted) {
  const current = document.body.dataset.case ? `samtal-${document.body.dataset.case}` : place.querySelector("[aria-current]")?.closest("li").dataset.key;
  for (const line of wanted.querySelectorAll("li")) {
    if (line.dataset.key === current) line.querySelector("a").setAttribute("aria-current", "true");
  }
  const focused = document.activeElement?.closest?.("#lista li");
  sync(place, wanted, (old, section) => {
    old.querySelector("h2").innerHTML = section.querySelector("h2").innerHTML;
    const lines = old.querySelector("ol");
    const now = section.querySelector("ol");
    if (lines && now) return sync(lines, now, (line, other) => {
      if (line.dataset.v === other.dataset.v) return;
      line.dataset.v = other.dataset.v;
      line.querySelector("a").innerHTML = other.querySelector("a").innerHTML;
    });
    old.querySelector("h2").nextElementSibling?.remove();
    old.append(now ?? section.querySelector("p"));
  });
  if (focused && !focused.isConnected) place.querySelector(`[data-key="${focused.dataset.key}"] a`)?.focus({ preventScroll: true });
}

// Several that come close together are one announcement.
let telling;
function arrived(some) {
  if (!some) return;
  fresh += some;
  clearTimeout(telling);
  telling = setTimeout(() => {
    if (!choices.muted) say(fresh === 1 ? word("arrived_one") : word("arrived", { n: fresh }));
    fresh = 0;
    attention();
  }, 700);
}

// Nothing of what it is about: a screen may be seen by others.
function attention() {
  if (choices.sound) beep();
  if (choices.notices && document.hidden && globalThis.Notification?.permission === "granted") {
    const notice = new Notification(word("notice"), { tag: "inkorg", lang: "sv" });
    notice.addEventListener("click", () => { window.focus(); notice.close(); });
  }
}

// A page's own script asks for it so: to import this one would run it, and its stream, a second time.
document.addEventListener("attention", attention);

let sounds;
function beep() {
  try {
    sounds ??= new AudioContext();
    const [tone, volume] = [sounds.createOscillator(), sounds.createGain()];
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.12, sounds.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, sounds.currentTime + 0.4);
    tone.connect(volume).connect(sounds.destination);
    tone.start();
    tone.stop(sounds.currentTime + 0.4);
  } catch {
    // A browser that lets no page sound before it is used.
  }
}

function presence(there) {
  const shown = document.getElementById("narvarande");
  if (!shown || shown.dataset.there === String(Number(there))) return;
  shown.dataset.there = Number(there);
  shown.querySelector(".words").textContent = there ? "Tillgänglig" : "Borta";
  const button = document.querySelector("#narvaro button");
  button.value = there ? 0 : 1;
  button.textContent = there ? "Gå bort" : "Bli tillgänglig";
  say(there ? "Du är nu tillgänglig." : "Du är nu borta.");
}

function open() {
  if (source) return;
  source = new EventSource("/personal/handelser" + (number ? `?samtal=${number}` : ""));
  source.addEventListener("open", () => {
    if (lost > 1) say(word("back"));
    lost = 0;
    net.hidden = true;
  });
  source.addEventListener("inkorg", (event) => list(JSON.parse(event.data)));
  source.addEventListener("samtal", (event) => document.dispatchEvent(new CustomEvent("samtal", { detail: JSON.parse(event.data) })));
  source.addEventListener("borta", (event) => document.dispatchEvent(new CustomEvent("borta", { detail: JSON.parse(event.data) })));
  source.addEventListener("ut", () => { close(); location.reload(); });
  source.addEventListener("error", () => {
    lost += 1;
    if (lost === 2) {
      net.textContent = word("lost");
      net.hidden = false;
      say(word("lost"));
    }
    if (source?.readyState !== EventSource.CLOSED) return;
    close();
    setTimeout(again, 3000);
  });
}

// A stream that was refused does not say why: perhaps the sign-in has ended.
async function again() {
  const answer = await fetch("/personal/alla", { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.status === 401) location.reload();
  else open();
}

function close() {
  source?.close();
  source = undefined;
}

// A browser has few connections to one host, and each stream takes one: of the tabs that nobody sees, one listens.
let release;
function hidden() {
  if (!navigator.locks) return;
  close();
  navigator.locks.request("konsolen", () => document.hidden && new Promise((done) => { release = done; open(); }));
}
document.addEventListener("visibilitychange", () => {
  release?.();
  release = undefined;
  if (document.hidden) hidden();
  else open();
});
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => { if (event.persisted) open(); });

// The browser is asked for leave when somebody chooses to have notices, and not before.
document.querySelector(".choices [name=notices]")?.addEventListener("change", ({ target }) => {
  if (target.checked) globalThis.Notification?.requestPermission?.();
});
// Esc closes what is open and gives the focus back.
document.addEventListener("keydown", (event) => {
  const panel = event.key === "Escape" && event.target.closest?.("details[open]");
  if (!panel) return;
  panel.open = false;
  panel.querySelector("summary").focus();
});

open();
