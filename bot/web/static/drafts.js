// What is typed stays in the tab until it is sent: a reload, or a sign-in that has ended, takes nothing away.

const name = () => `svar ${location.pathname.replace(/(\/(?:samtal|fraga)\/[^/]+).*/, "$1")}`;
const held = (action) => {
  try {
    return action(sessionStorage);
  } catch {
    return null; // a browser that keeps nothing
  }
};

export const forget = () => held((storage) => storage.removeItem(name()));

export function attach() {
  const box = document.getElementById("svar");
  if (!box || box.dataset.kept) return box;
  box.dataset.kept = "1";
  box.value ||= held((storage) => storage.getItem(name())) ?? "";
  box.addEventListener("input", () => keep(box));
  for (const button of box.form.querySelectorAll("[name=infoga]")) {
    button.type = "button";
    button.addEventListener("click", () => {
      box.value = [box.value.trimEnd(), button.dataset.text].filter(Boolean).join("\n");
      keep(box);
      button.closest("details").open = false;
      box.focus();
    });
  }
  box.form.addEventListener("submit", (event) => { if (!event.defaultPrevented) forget(); });
  return box;
}

const keep = (box) => held((storage) => (box.value ? storage.setItem(name(), box.value) : storage.removeItem(name())));

// Staff take words away: they are not to come back by a draft.
export function withoutWords(words) {
  const box = document.getElementById("svar");
  const parts = words.trim().split(/\s+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!box || !parts[0]) return;
  box.value = box.value.replace(new RegExp(parts.join("\\s+"), "gi"), "[borttaget]");
  keep(box);
}

attach();
