// Everything that is asked of the server, with the key that it wants; and the form that asks for the key.

import { byId } from "./dom.js";
import { forTab } from "./storage.js";
import { text } from "./texts.js";

/** Why the server did not answer as asked: its message for people, its code for programs. */
export class Refusal extends Error {
  constructor(message, code, status) {
    super(message.charAt(0).toUpperCase() + message.slice(1));
    Object.assign(this, { code, status });
  }
}

/** Whether a refusal is for want of a key; then the form that asks for it says all there is to say. */
export const isKeyTrouble = ({ code }) => code === "key_missing" || code === "key_refused";
let kept = { name: "", header: {}, why: "", again: () => {} };

/**
 * Says which key the page keeps for this tab, which header its requests bear, what the key is for, and what is to be done
 * again once there is one.
 */
export function begin({ name, header = {}, why, again }) {
  kept = { name: `guidepost.key.${name}`, header, why, again };
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = byId("key-field");
    if (field.value.trim() === "") return;
    forTab.set(kept.name, field.value.trim());
    field.value = "";
    hideKeyForm();
    kept.again();
  });
  byId("change-key").addEventListener("click", () => askForKey(text("otherKey")));
  byId("key").addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideKeyForm();
  });
}

export const hasKey = () => forTab.get(kept.name) !== null;

/** Shows the form, with the reason. */
export function askForKey(reason) {
  byId("key-why").textContent = `${reason} ${kept.why}`;
  byId("key").hidden = false;
  byId("change-key").hidden = true;
  byId("key-field").focus();
}

export function showKeyButton() {
  byId("change-key").hidden = byId("key").hidden === false;
}

function hideKeyForm() {
  byId("key").hidden = true;
  byId("change-key").hidden = false;
}

function headers(extra = {}) {
  const key = forTab.get(kept.name);
  return { ...kept.header, ...(key ? { Authorization: `Bearer ${key}` } : {}), ...extra };
}

async function answered(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "omit", cache: "no-store", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(text("unreachable"), "unreachable", 0);
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}));
  const { message = text("strangeStatus", { status: response.status }), code = "unknown" } = told.error ?? {};
  const refusal = new Refusal(message, code, response.status);
  if (isKeyTrouble(refusal)) {
    askForKey(text(hasKey() ? "keyWrong" : "keyWanted"));
  }
  throw refusal;
}

/** The answer of a `GET` as JSON. */
export async function ask(path, parameters = {}, options = {}) {
  const response = await answered(address(path, parameters), { headers: headers(), ...options });
  return response.json();
}

/** Sends something; what is being sent goes on if the page is left. */
export async function tell(path, body, parameters = {}) {
  const response = await answered(address(path, parameters), {
    method: "POST",
    headers: headers({ "Content-Type": "application/json" }),
    body: JSON.stringify(body),
    keepalive: true,
  });
  return response.json();
}

/** Saves an answer as a file: a link could not show the key. */
export async function save(path, parameters, name) {
  const response = await answered(address(path, parameters), { headers: headers() });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has to have begun reading it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A path with those parameters that have a value. */
export function address(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const query = new URLSearchParams(given).toString();
  return query === "" ? path : `${path}?${query}`;
}
