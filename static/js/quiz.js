// The sheet of a quiz: keeps each answer while it is given, shows the time left, and submits at the end. Without this
// the page has buttons to save and to submit, and says until when it is open; the server decides by its own clock anyway.
const words = document.getElementById("quiz-words")?.dataset ?? {};
const sheet = document.querySelector("[data-quiz]");
const PAUSE = 800; // ms without a key pressed until words are saved
const AGAIN = 5000; // ms until what failed is tried again
const PATIENCE = 10_000; // ms to wait for an answer of the server
const ASK = 20_000; // ms between two questions how things stand: another window may save, an instructor give more time

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
  let ending = false;
  let saves = 0;
  let strange = false; // whether the last answer was not ours: most likely the log-in has ended
  const others = new BroadcastChannel(`quiz ${sheet.dataset.quiz}`); // the same sheet in other windows of this browser
  const stale = new Map(); // by question, what another window saved while this one was writing

  // The line keeps its place while it is empty: what moved a button between pressing and letting go would undo the click.
  const note = (question, text) => {
    question.querySelector("[data-saved]").textContent = text;
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
  // Whether somebody gave another answer than the server sent. A browser keeps no line break in a field of one line.
  const isChanged = (field) =>
    ["radio", "checkbox"].includes(field.type)
      ? field.checked !== field.defaultChecked
      : field.value !== (field.type === "text" ? field.defaultValue.replace(/[\r\n]/g, "") : field.defaultValue);
  const seenOf = (question) => question.querySelector("[data-seen]");
  const byId = (id) => sheet.querySelector(`[name="seen-${id}"]`).closest("[data-question]");
  const fill = (question, { seen, given }) => {
    seenOf(question).value = seen;
    for (const field of question.querySelectorAll("input:not([type=hidden]), textarea")) {
      if (["radio", "checkbox"].includes(field.type)) field.checked = given.includes(Number(field.value));
      else field.value = given;
    }
    recount();
  };
  const ask = (question, state) => {
    if (state) stale.set(question, state);
    else stale.delete(question);
    question.querySelector("[data-stale]").hidden = !state;
    if (state) {
      unsaved.delete(question);
      note(question, "");
    }
  };
  const setEnd = ({ seconds, until }) => {
    const later = Date.now() + seconds * 1000;
    if (later > end + 5000) told.textContent = words.more;
    end = later;
    sheet.querySelector("[data-until]").textContent = words.until.replace("{until}", until);
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
    const answer = await fetch(sheet.dataset.quiz, {
      method: "POST",
      body: body(questions),
      keepalive,
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (leaving) return { failed: "" }; // the sheet was submitted meanwhile: to load it again would undo that page
    if (answer.status !== 404 && (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("application/json"))) {
      strange = true;
      return { failed: words.loggedOut };
    }
    strange = false;
    if (answer.status === 404 || answer.status === 409) {
      leaving = true;
      location.reload(); // submitted elsewhere, over, or closed by the instructor: the page says which
      return { failed: "" };
    }
    const said = await answer.json();
    return answer.ok ? said : { failed: said.message };
  };
  // What was saved elsewhere is shown here; where this window was writing, too, the learner decides.
  const refresh = async () => {
    if (leaving) return;
    await sending;
    const before = saves;
    const answer = await fetch(sheet.dataset.quiz, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    if (!answer || leaving) return;
    const isGone = answer.status === 404; // the instructor closed the quiz
    if (!isGone && (!answer.ok || answer.redirected)) return;
    const said = isGone ? { is_open: false } : await answer.json();
    if (!said.is_open) {
      leaving = true;
      location.reload();
      return;
    }
    setEnd(said);
    if (sending || saves !== before) return; // what was saved meanwhile is newer than this
    for (const [id, state] of Object.entries(said.answers)) {
      const question = byId(id);
      if (seenOf(question).value === state.seen || stale.get(question)?.seen === state.seen) continue;
      if (unsaved.has(question) || stale.has(question)) ask(question, state);
      else {
        fill(question, state);
        note(question, words.elsewhere);
      }
    }
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
    saves += 1;
    if (leaving) return;
    if (said.failed) {
      questions.forEach((question) => {
        unsaved.add(question);
        note(question, "");
      });
      complain(said.failed);
      timer = setTimeout(save, AGAIN);
      return;
    }
    setEnd(said);
    for (const [id, state] of Object.entries(said.answers)) {
      const question = byId(id);
      if (said.stale.includes(Number(id))) ask(question, state);
      else seenOf(question).value = state.seen;
    }
    questions
      .filter((question) => !unsaved.has(question) && !stale.has(question))
      .forEach((question) => note(question, words.saved));
    complain("");
    others.postMessage("saved");
  };
  const later = (event) => {
    const question = event.target.closest("[data-question]");
    if (!question) return;
    recount();
    if (stale.has(question)) return; // the learner decides first which answer stands
    unsaved.add(question);
    note(question, "");
    clearTimeout(timer);
    timer = setTimeout(save, event.type === "change" ? 0 : PAUSE);
  };
  sheet.addEventListener("input", later);
  sheet.addEventListener("change", later);
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=text]")) event.preventDefault();
  });
  sheet.addEventListener("click", (event) => {
    const question = event.target.closest("[data-use]")?.closest("[data-question]");
    if (!question) return;
    const state = stale.get(question);
    ask(question, null);
    if (event.target.dataset.use === "theirs") return fill(question, state);
    seenOf(question).value = state.seen;
    unsaved.add(question);
    save();
  });
  others.addEventListener("message", refresh);
  setInterval(refresh, ASK);
  sheet.addEventListener("submit", () => {
    leaving = true; // the form brings every answer along
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
    else refresh();
  });
  addEventListener("beforeunload", (event) => {
    if ((unsaved.size || stale.size) && !leaving) event.preventDefault();
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
    if (seconds || leaving || ending) return;
    ending = true;
    finish();
  };
  // At the end: save what was touched, ask whether there is more time by now, and hand in.
  const finish = async () => {
    await save();
    await refresh();
    ending = false;
    if (leaving || end > Date.now()) return;
    clearInterval(ticking);
    told.textContent = words.over;
    const automatic = document.createElement("input");
    Object.assign(automatic, { type: "hidden", name: "automatic", value: "1" });
    sheet.append(automatic);
    sheet.requestSubmit();
  };
  const ticking = setInterval(tick, 1000);
  tick();
  recount();
  // On a slow network people answer before this script comes. The browser restores nothing here (autocomplete="off").
  for (const field of sheet.querySelectorAll("[data-question] :is(input:not([type=hidden]), textarea)")) {
    if (isChanged(field)) unsaved.add(field.closest("[data-question]"));
  }
  save();
}

// The form of a question: rows for more options come when they are asked for.
const options = document.querySelector("[data-options]");
if (options) {
  const more = options.querySelector("[data-more]");
  // What was typed before this script came stays in sight.
  const spare = [...options.querySelectorAll("[data-spare]")].filter((row) => !row.querySelector("input[type=text]").value);
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
