/* Hands a file in: announces it, puts its pieces one after the other, finishes, and loads the page anew. */
"use strict";

const form = document.getElementById("hand-in");
const told = document.getElementById("told");
const sent = document.getElementById("sent");
const PIECE_MIN = 65536;

async function asked(method, path, given) {
  const answer = await fetch(path, { method, ...given });
  const said = await answer.json().catch(() => ({ detail: `The server answered ${answer.status}.` }));
  if (!answer.ok) throw new Error(said.detail);
  return said;
}

function posted(path, fields) {
  const csrf = form.elements.csrf.value;
  return asked("POST", path, { body: new URLSearchParams({ csrf, ...fields }) });
}

async function hashed(file) {
  if (!crypto.subtle || file.size > Number(form.dataset.hashed)) return "";
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function handIn(file) {
  const fields = { name: file.name, size: String(file.size), document: form.elements.document.value };
  const { upload } = await posted(form.action, { ...fields, sha256: await hashed(file) });
  const path = form.dataset.uploads + upload;
  const most = Math.max(Number(form.dataset.piece), PIECE_MIN);
  for (let at = 0; at < file.size; at += most) {
    const body = file.slice(at, at + most);
    const headers = { "x-csrf": form.elements.csrf.value, "content-type": "application/octet-stream" };
    await asked("PUT", `${path}?offset=${at}`, { body, headers });
    sent.value = Math.min(99, (100 * (at + most)) / file.size);
  }
  await posted(path, {});
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = document.getElementById("file").files[0];
  const button = form.querySelector("button");
  told.textContent = "";
  if (!file || file.size === 0) {
    told.textContent = "The file has no bytes.";
    return;
  }
  if (file.size > Number(form.dataset.most)) {
    told.textContent = `A file has at most ${Number(form.dataset.most).toLocaleString("en")} bytes.`;
    return;
  }
  button.disabled = true;
  sent.hidden = false;
  try {
    await handIn(file);
    location.assign(`${location.pathname}?done=added`);
  } catch (fault) {
    told.textContent = `Not taken. ${fault.message}`;
    button.disabled = false;
    sent.hidden = true;
  }
});
