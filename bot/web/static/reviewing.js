// Reviewing by single keys: each does what a button or a link of the page does. Without this file those do it.

const log = document.getElementById("logg");
const asked = [...log.querySelectorAll("li:has(.judge)")];
const keys = document.body.dataset.keys === "1";
let current = asked.find((item) => `#${item.id}` === location.hash) ?? asked.find((item) => !item.querySelector("[aria-pressed=true]")) ?? asked[0];

for (const item of asked) {
  item.tabIndex = -1;
  item.addEventListener("focusin", () => choose(item));
}
function choose(item) {
  current?.classList.remove("current");
  current = item;
  current?.classList.add("current");
}
function go(item) {
  if (!item) return;
  choose(item);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}
choose(current);

// The address leads to the message that is next, to what is asked about it, or to the end, and browsers give it the focus.
const place = location.hash && document.getElementById(location.hash.slice(1));
const wrong = document.querySelector("#innehall [aria-invalid=true], [aria-describedby=borde-fel] [name=borde]");
if (wrong) wrong.focus();
else if (place && place === current) go(current);

const near = (step) => asked[asked.indexOf(current) + step];
const press = (value) => current?.querySelector(`.judge [name=svar][value=${value}]`)?.click();
const follow = (id) => document.getElementById(id)?.click();
const does = {
  r: () => press("ratt"),
  f: () => press("fel"),
  j: () => (near(1) ? go(near(1)) : document.getElementById("klar").focus()),
  k: () => go(document.activeElement?.closest("#klar") ? asked.at(-1) : near(-1)),
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

// Looking for a passage takes nothing away of what is typed.
document.getElementById("sok-form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = new URLSearchParams(new FormData(event.target));
  const answer = await fetch(`${event.target.action}?${query}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return event.target.submit();
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("val");
  if (!found) return event.target.submit();
  document.getElementById("val").replaceWith(found);
  found.querySelector("[name=borde]")?.focus();
});
