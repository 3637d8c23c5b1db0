// Comforts only: every page works without this file.
"use strict";

for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;

// What was just said is said once: neither on the way back nor when the page is loaded again.
const address = new URL(location.href);
if (address.searchParams.has("said")) {
  address.searchParams.delete("said");
  history.replaceState(null, "", address);
}

document.addEventListener("click", (event) => {
  const leave = event.target.closest("[data-leave]");
  if (leave) {
    event.preventDefault();
    location.replace(leave.href);
  }
  const button = event.target.closest("button");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  if ("copy" in button.dataset) copy(button);
});

function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const copied = () => (button.textContent = button.dataset.copied);
  navigator.clipboard?.writeText(source.textContent.trim()).then(copied, () => select(source));
  if (!navigator.clipboard) select(source);
}

function select(element) {
  window.getSelection().selectAllChildren(element);
}
