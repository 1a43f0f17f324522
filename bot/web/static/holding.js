// Whose conversation this tab has, where no cookie of our own site says so: in a frame on another website, or where the
// browser takes no cookies (bot/web/session.py).

const KEY = "samtal";
const page = document.getElementById("innehall")?.dataset ?? {};

// Storage may be forbidden. Then it stays in this page, and a reload is a new visitor's.
function stored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

let now = "known" in page ? page.samtal : stored() || page.samtal || "";
export const held = () => now;

// Whether the tab remembers a conversation that the server did not know when it made this page.
export const remembered = "samtal" in page && now !== page.samtal;

export function hold(token) {
  now = token;
  try {
    if (token) sessionStorage.setItem(KEY, token);
    else sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}

export function forget() {
  now = "";
  try {
    sessionStorage.clear();
  } catch {
    // There was nothing.
  }
}

export const headers = () => (now ? { "X-Samtal": now } : {});

if ("samtal" in page) hold(now);
if (remembered) document.body.dataset.nyckel = ""; // it belongs to the conversation that the server began instead

// A form that a browser sends by itself takes it along too.
document.addEventListener("formdata", ({ formData }) => {
  if (now) formData.set(KEY, now);
});
