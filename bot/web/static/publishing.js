// How far a publication has come, without a reload; the focus stays where it is. Without this the page reloads itself.

const EVERY = 1000;
const section = document.getElementById("lage");
const words = document.getElementById("lage-ord");
const progress = document.getElementById("framsteg");
const bar = progress.querySelector("progress");
const figures = progress.querySelector(".figures");

function show({ runs, text, done, of }) {
  if (words.textContent !== text) words.textContent = text; // a live region: said when it is another
  progress.hidden = !runs;
  if (of) Object.assign(bar, { max: of, value: done });
  else bar.removeAttribute("value");
  figures.textContent = of ? `${done} av ${of}` : "";
}

// What stands around it, as the server would show it now.
async function refresh() {
  const answer = await fetch("/personal/publicera");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const now = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!now || now.innerHTML === part.innerHTML) continue;
    part.replaceChildren(...now.childNodes);
    part.hidden = now.hidden;
  }
}

async function look() {
  try {
    const answer = await fetch("/personal/publicera/lage");
    if (answer.ok) {
      const state = await answer.json();
      show(state);
      if (!state.runs) return await refresh();
    } else if (answer.status === 401) return location.reload();
  } catch {
    // web is being started anew: it is there again soon
  }
  setTimeout(look, EVERY);
}

if (section.dataset.runs === "1") look();
