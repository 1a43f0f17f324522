// All that goes to our server and comes from it, and what this tab may show (bot/web/tabs.py).

import { main } from "./dom.js";
import { headers, hold } from "./holding.js";

let current = main.dataset.tab;
export const tab = () => current;

// A cookie is all tabs' own; after a danger answer a new tab is empty until it is used.
export function stored() {
  try {
    return sessionStorage.getItem("tab");
  } catch {
    return null;
  }
}

export function keep(token) {
  current = token || current;
  try {
    sessionStorage.setItem("tab", current);
  } catch {
    // It stays in this page, and a reload shows an empty one.
  }
}

export async function post(path, body) {
  const { sida } = document.body.dataset; // the path of the page around a frame
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers() },
    body: JSON.stringify({ ...body, tab: current, ...(sida && { page: sida }) }),
    signal: AbortSignal.timeout?.(20000),
  });
  const answer = await response.json();
  if ("samtal" in answer) hold(answer.samtal);
  if (answer.exit) document.body.dataset.nyckel = answer.exit; // what lets the page around a frame leave
  return { status: response.status, answer };
}

export async function fetchAfter(seq, token = current) {
  const response = await fetch(`/api/conversation?after=${seq}&tab=${encodeURIComponent(token)}`, { headers: headers() });
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

export const stream = (seq) => new EventSource(`/api/events?after=${seq}&tab=${encodeURIComponent(current)}`);
