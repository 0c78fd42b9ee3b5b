// The sheet of a quiz: keeps each answer while it is given, shows the time left, and submits at the end. Without this
// the page has buttons to save and to submit, and says until when it is open; the server decides by its own clock anyway.
const words = document.getElementById("quiz-words")?.dataset ?? {};
const sheet = document.querySelector("[data-quiz]");
const PAUSE = 800; // ms without a key pressed until words are saved
const AGAIN = 5000; // ms until what failed is tried again

if (sheet) {
  const left = sheet.querySelector("[data-left]");
  const told = sheet.querySelector("[data-told]");
  const trouble = sheet.querySelector("[data-trouble]");
  const count = sheet.querySelector("[data-count]");
  const unsaved = new Set();
  let end = Date.now() + Number(sheet.dataset.seconds) * 1000;
  let timer = 0;
  let sending = null;
  let leaving = false;
  let strange = false; // whether the last answer was not ours: most likely the log-in has ended

  const note = (question, text) => {
    const line = question.querySelector("[data-saved]");
    line.textContent = text;
    line.hidden = !text;
  };
  const complain = (text) => {
    if (trouble.textContent !== text) trouble.textContent = text;
    trouble.hidden = !text;
  };
  const isAnswered = (question) =>
    [...question.querySelectorAll("input:not([type=hidden]), textarea")].some((field) =>
      ["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim(),
    );
  const recount = () => {
    const answered = [...sheet.querySelectorAll("[data-question]")].filter(isAnswered).length;
    count.textContent = words.count.replace("{n}", answered).replace("{total}", sheet.dataset.total);
  };
  const body = (questions) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", sheet.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const question of questions) {
      for (const field of question.querySelectorAll("input, textarea")) {
        if (!["radio", "checkbox"].includes(field.type) || field.checked) data.append(field.name, field.value);
      }
    }
    return data;
  };

  // After a log-in in another window the form's token is an old one: a fresh sheet has the new one.
  const renew = async () => {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector("[data-quiz] [name=csrfmiddlewaretoken]");
    if (token) sheet.querySelector("[name=csrfmiddlewaretoken]").value = token.value;
  };
  const send = async (questions, keepalive) => {
    questions.forEach((question) => note(question, words.saving));
    if (strange) await renew();
    const answer = await fetch(sheet.dataset.quiz, { method: "POST", body: body(questions), keepalive });
    if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("application/json")) {
      strange = true;
      return { failed: words.loggedOut };
    }
    strange = false;
    const said = await answer.json();
    if (answer.status === 409) {
      leaving = true;
      location.reload(); // submitted elsewhere, or over: the page says which
    }
    return answer.ok ? said : { failed: said.message };
  };
  const save = async (keepalive = false) => {
    clearTimeout(timer);
    await sending;
    if (!unsaved.size || leaving) return;
    const questions = [...unsaved];
    unsaved.clear();
    sending = send(questions, keepalive).catch(() => ({ failed: words.trouble }));
    const said = await sending;
    sending = null;
    if (said.failed) {
      questions.forEach((question) => {
        unsaved.add(question);
        note(question, "");
      });
      complain(said.failed);
      timer = setTimeout(save, AGAIN);
      return;
    }
    end = Date.now() + said.seconds * 1000;
    questions.filter((question) => !unsaved.has(question)).forEach((question) => note(question, words.saved));
    complain("");
  };
  const later = (event) => {
    const question = event.target.closest("[data-question]");
    if (!question) return;
    unsaved.add(question);
    note(question, "");
    recount();
    clearTimeout(timer);
    timer = setTimeout(save, event.type === "change" ? 0 : PAUSE);
  };
  sheet.addEventListener("input", later);
  sheet.addEventListener("change", later);
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=text]")) event.preventDefault();
  });
  sheet.addEventListener("submit", () => {
    leaving = true; // the form brings every answer along
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved.size && !leaving) event.preventDefault();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  const MARKS = [
    [300, words.minutes5],
    [60, words.minutes1],
  ].filter(([seconds]) => seconds < Number(sheet.dataset.seconds));
  const clock = (seconds) => {
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const tail = String(seconds % 60).padStart(2, "0");
    return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
  };
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    left.hidden = seconds > 86_400; // days are said by the date
    left.textContent = words.left.replace("{time}", clock(seconds));
    left.classList.toggle("is-short", seconds <= 300);
    while (MARKS.length && seconds <= MARKS[0][0]) told.textContent = MARKS.shift()[1];
    if (seconds || leaving) return;
    clearInterval(ticking);
    told.textContent = words.over;
    const sure = document.createElement("input");
    Object.assign(sure, { type: "hidden", name: "sure", value: "1" });
    sheet.append(sure);
    sheet.requestSubmit();
  };
  const ticking = setInterval(tick, 1000);
  tick();
  recount();
}

// The form of a question: rows for more options come when they are asked for.
const options = document.querySelector("[data-options]");
if (options) {
  const more = options.querySelector("[data-more]");
  const spare = [...options.querySelectorAll("[data-spare]")];
  const show = () => (more.hidden = !spare.length);
  spare.forEach((row) => (row.hidden = true));
  more.addEventListener("click", () => {
    const row = spare.shift();
    row.hidden = false;
    row.querySelector("input[type=text]").focus();
    show();
  });
  show();
}
