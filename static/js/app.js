// Small comforts. Every page works without them.
const say = (key) => document.getElementById("ui-words")?.dataset[key] ?? "";

// Messages stay until they are closed.
document.querySelectorAll("[data-close]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const message = button.closest(".message");
    const list = message.parentElement;
    message.remove();
    if (!list.children.length) list.remove();
    document.getElementById("main").focus();
  });
});

// A menu closes on Escape and on a press elsewhere.
const menus = document.querySelectorAll("details.menu");
document.addEventListener("click", (event) => {
  menus.forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
menus.forEach((menu) => {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
});

// Filters are a fold on a phone and always open on a wide screen.
const wide = matchMedia("(min-width: 768px)");
const unfold = () => document.querySelectorAll("details.filters").forEach((fold) => (fold.open = wide.matches));
unfold();
wide.addEventListener("change", unfold);

// A form is sent once. The button is named busy after the browser has collected the form, so that its value still goes.
const busy = new Set();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (busy.has(form)) {
    event.preventDefault();
    return;
  }
  busy.add(form);
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form, event.submitter), 10_000); // an answer that is a file leaves this page where it is
});
const release = (form, button) => {
  busy.delete(form);
  button?.removeAttribute("aria-busy");
};
addEventListener("pageshow", () => {
  busy.clear();
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

// After a refused form the summary is where reading begins, after an act its message (the page of components only shows
// them).
(document.querySelector("[data-errors]:not(.ui *)") ?? document.querySelector(".messages .message:not(.ui *)"))?.focus();

// Show in the navigation line of a phone where one is, once it is laid out: to ask for sizes before would lay out twice.
const laidOut = new ResizeObserver((entries) => {
  entries.forEach(({ target: line }) => {
    laidOut.unobserve(line);
    const link = line.querySelector("[aria-current]");
    line.scrollLeft = Math.max(0, link.offsetLeft - (line.clientWidth - link.offsetWidth) / 2);
  });
});
document.querySelectorAll(":is(.mainnav, .tabs):has([aria-current])").forEach((line) => laidOut.observe(line));

// Copy to the clipboard.
document.querySelectorAll("[data-copy]").forEach((button) => {
  const source = document.getElementById(button.dataset.copy);
  const told = button.closest(".field").querySelector("[role=status]");
  if (!source || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
      if (told) told.textContent = say("copied");
    } catch {
      if (told) told.textContent = say("copyFailed"); // the text is selected: Ctrl+C works
    }
  });
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
