// Tells, while somebody writes, that a personal identity number is not needed. Nothing is stopped and nothing is sent.

const NUMBER = /(?:^|\D)((?:1[89]|20)?[\s./-]{0,2}\d\d[\s./-]?\d\d[\s./-]?\d\d\s{0,2}[-+\u2010-\u2015\u2212./]?\s{0,2}\d{4})(?!\d)/g;

// A day (60 higher in a samordningsnummer) and the check digit (Luhn) must be right: other figures are left in peace.
function isIdentity(written) {
  const ten = written.replace(/\D/g, "").slice(-10);
  const month = Number(ten.slice(2, 4));
  const day = Number(ten.slice(4, 6)) % 60;
  const sum = [...ten].reduce((all, digit, at) => {
    const doubled = digit * (at % 2 ? 1 : 2);
    return all + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && sum % 10 === 0;
}

const holdsIdentity = (text) => [...text.matchAll(NUMBER)].some(([, written]) => isIdentity(written));

for (const hint of document.querySelectorAll("[data-hint]")) {
  const field = document.getElementById(hint.dataset.for);
  field.addEventListener("input", () => {
    const found = holdsIdentity(field.value);
    if (found === !hint.hidden) return;
    hint.hidden = !found;
    hint.textContent = found ? hint.dataset.hint : "";
    if (found) document.dispatchEvent(new CustomEvent("say", { detail: { text: hint.dataset.hint } }));
  });
}
