// The snippet: <a href="https://…/chatt">Har du frågor?</a><script src="https://…/widget.js" async></script>
// Adds a launcher that opens the chat in a frame. Where this script does not run, the link is what remains.
(() => {
  const script = document.currentScript;
  const isLink = (element) => element?.matches?.('a[href$="/chatt"]');
  const link = [script.previousElementSibling, script.nextElementSibling, document.querySelector('a[href$="/chatt"]')].find(isLink);
  if (!link || !("adoptedStyleSheets" in document)) return;

  const host = document.createElement("span");
  const root = host.attachShadow({ mode: "open" });
  // A constructed style sheet is allowed under a page's own content security policy; a <style> may not be.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    button { min-height: 48px; padding: 0 20px; border: 1.5px solid #0b4f4a; border-radius: 999px; background: #0b4f4a; color: #fff;
      font: 600 17px/1.25 system-ui, sans-serif; cursor: pointer; }
    button:hover { background: #16211f; }
    button:focus-visible { outline: 3px solid #7a3e00; outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
    .launch { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; box-shadow: 0 4px 18px rgb(0 0 0 / .28); }
    .panel { position: fixed; right: 16px; bottom: 80px; z-index: 2147483001; width: min(27rem, 100vw - 32px); height: min(44rem, 100vh - 96px);
      display: flex; flex-direction: column; background: #fff; border: 1px solid #6b7a76; border-radius: 16px; overflow: hidden;
      box-shadow: 0 16px 48px rgb(0 0 0 / .3); }
    .top { display: flex; justify-content: flex-end; padding: 4px; background: #0b4f4a; }
    .top button { min-height: 44px; border-color: transparent; }
    .top button:focus-visible { outline-color: #ffcf70; outline-offset: -3px; box-shadow: none; }
    iframe { flex: 1; width: 100%; border: 0; }
    @media (max-width: 32rem), (max-height: 40rem) { .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }
    @media (max-height: 34rem) { .launch { position: static; } }
    @media (prefers-color-scheme: dark) {
      .launch { background: #7fd6c9; border-color: #7fd6c9; color: #06201d; }
      .launch:hover { background: #eef4f2; }
      .launch:focus-visible { outline-color: #ffcf70; box-shadow: 0 0 0 2px #10181a; }
      .panel { background: #10181a; }
    }
    @media print { :host { display: none; } }
  `);
  root.adoptedStyleSheets = [sheet];

  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const title = script.dataset.title || "Har du frågor?";
  const launch = make("button", { type: "button", className: "launch", textContent: title });
  const shut = make("button", { type: "button", textContent: "Stäng chatten" });
  const panel = make("section", { className: "panel", id: "panel", hidden: true, ariaLabel: "Chatt" }, make("div", { className: "top" }, shut));
  let frame;
  launch.setAttribute("aria-expanded", "false");
  launch.setAttribute("aria-controls", "panel");
  root.append(launch, panel);
  script.after(host);
  document.documentElement.style.scrollPaddingBottom ||= "80px";

  function show(open) {
    panel.hidden = !open;
    launch.setAttribute("aria-expanded", String(open));
    if (!open) return launch.focus();
    if (frame) return enter();
    frame = make("iframe", { title: `Chatt: ${title}`, src: `${link.href}?inbaddad=1&sida=${encodeURIComponent(location.pathname)}` });
    frame.addEventListener("load", enter);
    panel.append(frame);
  }

  function enter() {
    if (panel.hidden) return;
    frame.focus();
    frame.contentWindow.postMessage({ chat: "open" }, new URL(link.href).origin);
  }

  launch.addEventListener("click", () => show(panel.hidden));
  shut.addEventListener("click", () => show(false));
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) show(false);
  });
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow) return;
    if (event.data?.chat === "close") show(false);
    if (event.data?.chat === "leave" && /^https?:/.test(event.data.to)) {
      document.documentElement.style.display = "none";
      location.replace(event.data.to);
    }
  });
})();
