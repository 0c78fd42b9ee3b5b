// The grade book: a cell is saved when one leaves it. Without this each row has its own button.
const book = document.querySelector("[data-grades]");
const told = document.querySelector("[data-told]");
const words = document.getElementById("grades-words")?.dataset ?? {};

const say = (text, bad = false) => {
  told.textContent = text;
  told.classList.toggle("is-bad", bad);
};

const cells = () => [...book.querySelectorAll("tbody input[inputmode]")];
const about = (input) =>
  input.getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(", ");
const assessmentOf = (input) => input.name.split("-")[1];
const isChanged = (input) => input.value.trim() !== input.defaultValue;

// Up and down within a column; Tab goes along the row by itself.
const move = (input, step) => {
  const column = input.closest("td").cellIndex;
  const row = input.closest("tr")[step > 0 ? "nextElementSibling" : "previousElementSibling"];
  row?.cells[column].querySelector("input")?.focus();
};

// What was typed on meanwhile stays, and is the next to be saved, over what is kept now.
const settle = (input, cell, sent) => {
  const isTypedOn = sent !== undefined && input.value.trim() !== sent;
  input.name = cell.name;
  input.defaultValue = cell.score;
  if (!isTypedOn && input.value !== cell.score) {
    input.value = cell.score;
    if (input === document.activeElement) input.select();
  }
  input.classList.toggle("is-failed", cell.failed);
  input.removeAttribute("aria-invalid");
};

const show = (input, now, sent) => {
  const cell = now.cells[assessmentOf(input)];
  if (cell) settle(input, cell, sent);
  input.closest("tr").querySelector("[data-total]").textContent = now.total;
  for (const [id, mean] of Object.entries({ ...now.means, all: now.mean })) {
    const place = book.querySelector(`[data-mean="${id}"]`);
    if (place) place.textContent = mean;
  }
};

const refuse = (input, text) => {
  input.setAttribute("aria-invalid", "true");
  say(`${about(input)}: ${text}`, true);
};

// One after the other: each answer holds the means of the whole table, so an older one must not come last.
let saved = Promise.resolve();
const save = (input) => {
  saved = saved.then(() => send(input));
};
const send = async (input) => {
  if (!isChanged(input)) return;
  const typed = input.value.trim();
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "enrolment"]) body.set(name, input.form.elements[name].value);
  body.set(input.name, typed);
  input.classList.add("is-saving");
  try {
    const answer = await fetch(input.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const found = await answer.json();
    if (!found.code) {
      show(input, found, typed);
      say(`${about(input)}: ${words.saved}`);
    } else if (found.now) {
      show(input, found.now);
      refuse(input, `${found.message} ${words.kept.replace("{typed}", typed || "–")}`);
    } else {
      refuse(input, found.message);
    }
  } catch {
    refuse(input, words.failed);
  } finally {
    input.classList.remove("is-saving");
  }
};

if (book) {
  book.addEventListener("focusin", (event) => {
    if (event.target.matches("tbody input")) event.target.select();
  });
  book.addEventListener("focusout", (event) => {
    const input = event.target;
    if (!input.matches("tbody input") || !isChanged(input)) return;
    save(input);
  });
  book.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("tbody input") || event.isComposing) return;
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const before = document.activeElement;
      move(input, step);
      if (document.activeElement === before) save(input); // the last one of its column
    } else if (event.key === "Escape") {
      input.value = input.defaultValue;
      input.removeAttribute("aria-invalid");
    }
  });
  addEventListener("beforeunload", (event) => {
    if (cells().some((input) => isChanged(input))) event.preventDefault();
  });
  // What was typed and left before this script came, on a slow network. The browser restores nothing (autocomplete="off").
  for (const input of cells()) {
    if (isChanged(input) && input !== document.activeElement) save(input);
  }
}
