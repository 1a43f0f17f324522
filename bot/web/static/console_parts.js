// What the console's scripts share.

const words = JSON.parse(document.body.dataset.words);
const region = document.getElementById("hors");

export const word = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
export const fragment = (html) => document.createRange().createContextualFragment(html);

// What comes close together is said in order, and taken away again so that nobody reads it twice.
export function say(text) {
  const line = document.createElement("p");
  line.textContent = text;
  region.append(line);
  setTimeout(() => line.remove(), 1500);
}

// Makes the children of `place` those of `wanted`, by their keys, in their order. One that is there already stays, and is
// given to `refill` with its new form. What is gone goes first: then nothing moves that stands where it should.
export function sync(place, wanted, refill) {
  const children = [...wanted.children];
  const keys = new Set(children.map((child) => child.dataset.key));
  const there = new Map([...place.children].map((child) => [child.dataset.key, child]));
  for (const [key, child] of there) if (!keys.has(key)) child.remove();
  let at = place.firstElementChild;
  for (const child of children) {
    const old = there.get(child.dataset.key);
    if (old) refill(old, child);
    if (old === at && old) at = at.nextElementSibling;
    else place.insertBefore(old ?? child, at);
  }
}
