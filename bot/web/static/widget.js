// The snippet: <a href="https://…/chatt">Har du frågor?</a><script src="https://…/widget.js" async></script>
// Adds "Lämna sidan" and a launcher that opens the chat in a frame. Where this script does not run, the link remains.
// README.md, "Put it on your site", says what data attributes there are.
// Served as a plain script, with what it imports (bot/web/bundling.py).

import { onThreeShifts } from "./shift.js";

(() => {
  const script = document.currentScript;
  const chat = new URL("/chatt", script.src);
  const beside = [script.previousElementSibling, script.nextElementSibling].find((element) => element?.href === chat.href);
  const link = beside ?? [...document.links].find(({ href }) => href === chat.href);
  const KEY = "har-du-fragor"; // in the storage of the host's tab, while there is a conversation: {key, open, told, seen}
  if (!link || !("adoptedStyleSheets" in document) || document.querySelector(`[data-${KEY}]`)) return;

  // ---- What the page's editor chose

  const ignore = (name, why) => console.warn(`widget.js: data-${name}="${script.dataset[name]}" is ignored: ${why}.`);

  function chosen(name, otherwise, isGood, why) {
    const value = script.dataset[name]?.trim();
    if (value === undefined || isGood(value)) return value ?? otherwise;
    ignore(name, why);
    return otherwise;
  }

  // WCAG 2.2, 1.4.3: white text on the colour. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
  function isDark(colour) {
    if (!/^#[0-9a-f]{6}$/i.test(colour)) return false;
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5;
  }

  const colour = chosen("color", "#0b4f4a", isDark, "it must be six digits, like #0b4f4a, and dark enough for white text (4.5:1)");
  const side = chosen("place", "right", (value) => ["left", "right"].includes(value), "it must be left or right");
  const words = chosen("greeting", link.textContent.trim() || "Har du frågor?", (value) => value && value.length <= 40, "it must be 1 to 40 characters");
  const hasExit = chosen("exit", "on", (value) => ["on", "off"].includes(value), "it must be on or off") === "on";

  // ---- What is shown. A constructed style sheet is allowed under a page's own security policy; a <style> may not be.

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial !important; position: absolute !important; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .vh { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    button { min-height: 48px; padding: 4px 20px; border: 2px solid #fff; border-radius: 24px; background: ${colour}; color: #fff;
      font: 600 17px/1.25 system-ui, "Segoe UI", Roboto, Arial, sans-serif; cursor: pointer; }
    button:hover { background: #16211f; }
    button:focus-visible { outline: 3px solid #16211f; outline-offset: 0; box-shadow: 0 0 0 5px #fff; }
    .out, .launch { position: fixed; bottom: 16px; z-index: 2147483646; box-shadow: 0 4px 18px rgb(0 0 0 / .28); }
    .launch { ${side}: 16px; max-width: calc(100vw - 188px); z-index: 2147483000; }
    .out { inset: auto; bottom: 16px; ${side}: 24px; transform: translateX(calc(${side === "left" ? 1 : -1} * var(--launch, 0px))); margin: 0; padding: 0; border: 0; border-radius: 24px; overflow: visible; background: none; }
    .out button { border-color: #8a1414; background: #fff; color: #8a1414; }
    .out button:hover { background: #fdecec; }
    .panel { position: fixed; ${side}: 16px; bottom: 80px; z-index: 2147483001; width: min(27rem, 100vw - 32px); height: min(44rem, 100vh - 96px);
      display: flex; flex-direction: column; background: #fff; border: 1px solid #6b7a76; border-radius: 16px; overflow: hidden; box-shadow: 0 16px 48px rgb(0 0 0 / .3); }
    .top { display: flex; justify-content: flex-end; padding: 4px; background: ${colour}; }
    .top a { margin: auto 12px; color: #fff; font: 17px/1.25 system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
    .top button { min-height: 44px; border-color: transparent; }
    .top :focus-visible { outline-color: #fff; outline-offset: -4px; box-shadow: none; }
    iframe { flex: 1; width: 100%; border: 0; color-scheme: light dark; }
    @media (max-width: 32rem) { .out button, .launch { padding: 4px 14px; font-size: 16px; } }
    @media (max-width: 32rem), (max-height: 40rem) {
      .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
      .out.over { inset: 4px auto auto 8px; transform: none; box-shadow: none; }
      .out.over button { min-height: 44px; }
      .out.over.inside { display: none; }
    }
    @media (max-height: 34rem) {
      :host { position: static !important; }
      .launch { position: static; max-width: 100%; box-shadow: none; }
      .out { ${side}: 8px; bottom: 8px; transform: none; }
    }
    @media (prefers-color-scheme: dark) { .panel { background: #10181a; } }
    @media print { section { display: none; } }
  `);

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function place(put, ...children) {
    const host = make("span", { [`data-${KEY}`]: "" });
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(...children);
    put(host);
    return host;
  }

  const launch = make("button", { type: "button", class: "launch", "aria-expanded": "false", "aria-controls": "panel" }, words);
  const shut = make("button", { type: "button" }, "Stäng chatten");
  const way = make("a", { href: chat.href, hidden: "" }, "Öppna chatten på en egen sida");
  const panel = make("div", { class: "panel", id: "panel", hidden: "" }, make("div", { class: "top" }, way, shut));
  const voice = make("p", { class: "vh", role: "status" });
  const dock = place((host) => script.after(host), make("section", { "aria-label": "Chatt" }, launch, panel, voice));
  if (beside) beside.style.visibility = "hidden"; // its place stays, so that nothing on the page moves

  // "Lämna sidan": the first Tab stop, yet no element of the page's body, whose styles may count their elements; above
  // all else, where the browser can do that.
  const presses = make("span", { "aria-hidden": "true" });
  const exit = make("button", { type: "button" }, "Lämna sidan", presses);
  const out = make("section", { class: "out", "aria-label": "Snabb utgång", popover: "manual" }, exit);
  if (hasExit) {
    place((host) => document.documentElement.insertBefore(host, document.body), out);
    out.showPopover?.();
    new ResizeObserver(() => out.style.setProperty("--launch", `${launch.offsetWidth}px`)).observe(launch);
  }
  document.documentElement.style.scrollPaddingBottom ||= "80px";

  function say(text) {
    voice.textContent = text;
    setTimeout(() => { voice.textContent = ""; }, 1000);
  }

  // ---- What the tab remembers from page to page

  function recall() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      return null; // storage is forbidden: each page begins closed
    }
  }
  let memory = recall();

  function remember(found) {
    memory = found;
    try {
      if (found) sessionStorage.setItem(KEY, JSON.stringify(found));
      else sessionStorage.removeItem(KEY);
    } catch {
      // As above.
    }
  }

  // The browser kept this page; meanwhile the visitor may have left by another one.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    memory = recall();
    if (!memory && !panel.hidden) show(false, false);
  });

  // ---- The frame

  let frame;
  let loaded = false;
  let heard = false; // from the frame's script
  let wanted = false; // the visitor opened it, and has not gone elsewhere since
  const tell = (message) => frame.contentWindow.postMessage(message, chat.origin);
  const tellOpen = () => tell({ chat: "host", open: !panel.hidden, focus: wanted, page: location.pathname, seen: memory?.seen });

  function load(path = "/chatt?inbaddad=1") {
    if (frame) return;
    frame = make("iframe", { title: `Chatt: ${words}`, src: chat.origin + path, allow: "clipboard-write", referrerpolicy: "no-referrer" });
    frame.addEventListener("load", () => {
      loaded = true;
      tellOpen();
      setTimeout(() => { way.hidden = heard; }, 3000); // it may not be shown here (BOT_ALLOWED_HOSTS), or is down
      if (wanted) frame.focus();
    });
    panel.append(frame);
  }

  function show(open, move = true) {
    const inside = dock.contains(document.activeElement);
    panel.hidden = !open;
    launch.setAttribute("aria-expanded", String(open));
    out.classList.toggle("over", open);
    wanted = open && move;
    if (open) load();
    if (memory) remember({ ...memory, open });
    if (open && move) frame.focus();
    if (!open && move && (inside || document.activeElement === document.body)) launch.focus();
    if (loaded) tellOpen();
    giveWay();
  }

  launch.addEventListener("click", () => show(panel.hidden));
  shut.addEventListener("click", () => show(false));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !panel.hidden) show(false);
  });

  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== chat.origin) return;
    if (data.chat === "close") show(false);
    if (data.chat === "leaving") leave(true);
    if (data.chat === "left") go(data.to);
    if (data.chat === "state") keepUp(data);
  });

  function keepUp({ unread, seen, talk, key }) {
    heard = true;
    way.hidden = true;
    out.classList.add("inside"); // where the frame fills the window, its own "Lämna sidan" is seen
    const told = Math.min(unread, memory?.told ?? 0);
    remember(talk ? { key: key || memory?.key, open: !panel.hidden, told: unread, seen } : null);
    launch.textContent = unread && panel.hidden ? `Chatt, ${unread} ${unread === 1 ? "nytt" : "nya"} svar` : words;
    if (unread > told && panel.hidden) say(launch.textContent);
  }

  // ---- Leave: blank at once, erase in the frame, and be gone. Without an answer our own address erases and leads on.

  const PATIENCE = 900;
  let leaving = false;
  let patience;
  let key; // what lets us erase

  function go(to) {
    clearTimeout(patience);
    frame?.remove(); // it would lead on by itself
    const own = new URL("/lamna", chat);
    if (key) own.searchParams.set("nyckel", key);
    const where = /^https?:/.test(to) ? to : own.href;
    try {
      top.location.replace(where);
    } catch {
      location.replace(where);
    }
  }

  // `told`: the frame leaves already, and says when it has.
  function leave(told = false) {
    if (leaving) return;
    leaving = true;
    key = memory?.key;
    document.documentElement.style.display = "none";
    document.title = "…";
    remember(null);
    wanted = false;
    if (!told && heard) tell({ chat: "leave" });
    else if (!told && key) return go();
    else if (!told) {
      frame?.remove();
      frame = null;
      load("/lamna?inbaddad=1"); // another tab may have a conversation
    }
    patience = setTimeout(go, PATIENCE);
  }

  exit.addEventListener("click", () => leave());
  if (hasExit) {
    onThreeShifts((number) => {
      presses.textContent = number ? ` ${number} av 3` : "";
      if (number && number < 3) say(`Lämna sidan: ${number} av 3.`);
    }, () => leave());
  }

  // ---- What has focus on the page is never hidden: the buttons move up, the panel closes.

  const within = (one, other) => one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;

  function giveWay({ type } = {}) {
    const focused = document.activeElement ?? document.body;
    const box = focused.getBoundingClientRect();
    if (focused === document.body || focused.hasAttribute(`data-${KEY}`)) return lift(null);
    wanted = false;
    const big = box.height > innerHeight / 2; // nothing of ours can hide it
    lift(big ? null : box);
    const hidden = type === "focusin" && !panel.hidden && within(box, panel.getBoundingClientRect());
    if (hidden && !big && focused.matches(":focus-visible")) show(false, false);
  }

  function lift(box) {
    for (const bar of [out, launch]) {
      bar.style.translate = "";
      const { position } = getComputedStyle(bar);
      const place = bar.getBoundingClientRect();
      if (box && position === "fixed" && within(box, place)) bar.style.translate = `0 ${box.top - 8 - place.bottom}px`;
    }
  }

  for (const moved of ["focusin", "scroll", "resize"]) addEventListener(moved, giveWay, { passive: true });

  // ---- The next page of the site: the conversation goes on, open where there is room beside the page.

  if (memory || script.dataset.talks !== undefined) {
    const resume = () => (memory?.open && innerWidth >= 1024 ? show(true, false) : load());
    if (document.readyState === "complete") resume();
    else addEventListener("load", resume);
  }
})();
