// What is typed stays in the tab until it is sent or saved: a reload, or a sign-in that has ended, takes nothing away.

const { account } = document.body.dataset; // a colleague who signs in at the same tab has drafts of their own
const name = () => `svar ${account} ${location.pathname.replace(/(\/(?:samtal|fraga)\/[^/]+).*/, "$1")}`;
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
// A written question that is answered can be opened again: until then, what was sent may have met the page to sign in by.
if (document.querySelector("form[action$='/oppna']")) forget();

// A form that is sent without the script (`data-draft` names its draft) keeps it until the page says that it is saved
// (`data-saved`): what answers may be the page to sign in by. What a field held from the start is not kept: the question
// in a verdict's form stands there in the visitor's words.
const draftOf = (what) => `utkast ${account} ${what}`;
const isOurs = (field) => field.name && !["hidden", "submit"].includes(field.type) && (field.type === "radio" ? field.checked : field.value !== field.defaultValue);

function keepForm(form, sent) {
  const typed = [...form.elements].filter(isOurs).map((field) => [field.name, field.value]);
  held((storage) => storage.setItem(draftOf(form.dataset.draft), JSON.stringify({ typed, sent })));
}
export const drop = (what) => held((storage) => storage.removeItem(draftOf(what)));
const draft = (what) => held((storage) => JSON.parse(storage.getItem(draftOf(what))));

for (const { dataset: { saved } } of document.querySelectorAll("[data-saved]")) if (draft(saved)?.sent) drop(saved);
for (const form of document.querySelectorAll("form[data-draft]")) {
  for (const [field, value] of draft(form.dataset.draft)?.typed ?? []) if (form.elements[field]) form.elements[field].value = value;
  form.addEventListener("input", () => keepForm(form, false));
  form.addEventListener("submit", () => keepForm(form, true));
}
