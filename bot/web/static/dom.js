// What the chat's other scripts share: the page's parts, its words, and a voice for screen readers.

export const $ = (id) => document.getElementById(id);
export const main = $("innehall");
export const box = $("text");

// The words stand in data/web/texts.yml, where an editor can change them.
const words = JSON.parse(main.dataset.words);
export const say = (text, lang) => document.dispatchEvent(new CustomEvent("say", { detail: { text, lang } }));
export const word = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
export const left = () => document.documentElement.classList.contains("left");
export const focusBox = () => box.focus({ preventScroll: true });
export const fragment = (html) => document.createRange().createContextualFragment(html);
