// Passkeys need a script: the browser itself asks for the face, the finger or the number.
"use strict";

for (const form of document.querySelectorAll("[data-passkey], [data-passkey-options], [data-passkey-make]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form).catch(() => (form.querySelector(".problem").hidden = false));
  });
}

async function send(form) {
  const credential = "passkeyMake" in form.dataset ? await make(form) : await show(form);
  // Beside what was typed on the page before, which may hold a field of the plain name.
  const field = form.elements["again-credential"] ?? form.elements.credential;
  field.value = JSON.stringify(credential);
  form.submit();
}

async function make(form) {
  const options = written(form.dataset.passkeyMake).creation_options;
  const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  Object.assign((options.publicKey.authenticatorSelection ??= {}), wanted);
  return webauthnJSON.create(options);
}

async function show(form) {
  if (form.dataset.passkeyOptions) {
    return webauthnJSON.get(written(form.dataset.passkeyOptions).request_options);
  }
  const answer = await fetch(form.dataset.passkey, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no challenge");
  return webauthnJSON.get((await answer.json()).request_options);
}

function written(id) {
  return JSON.parse(document.getElementById(id).textContent);
}
