// All that goes to our server and comes from it, and what this tab may show (bot/web/tabs.py).

import { main } from "./dom.js";

const host = new URLSearchParams(location.search).get("sida"); // the page that holds the widget
export let tab = main.dataset.tab;

// A cookie is all tabs' own; after a danger answer a new tab is empty until it is used.
export function stored() {
  try {
    return sessionStorage.getItem("tab");
  } catch {
    return null;
  }
}

export function keep(token) {
  tab = token || tab;
  try {
    sessionStorage.setItem("tab", tab);
  } catch {
    // It stays in this page, and a reload shows an empty one.
  }
}

export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...body, tab, ...(host && { page: host }) }),
    signal: AbortSignal.timeout?.(20000),
  });
  return { status: response.status, answer: await response.json() };
}

export async function fetchAfter(seq, token = tab) {
  const response = await fetch(`/api/conversation?after=${seq}&tab=${encodeURIComponent(token)}`);
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

export const stream = (seq) => new EventSource(`/api/events?after=${seq}&tab=${encodeURIComponent(tab)}`);
