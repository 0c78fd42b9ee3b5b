// The sheet of a day: a key for each state, saved at once. Without this it is a form with one button.
const sheet = document.querySelector("[data-marks]");
if (sheet) keepSheet(sheet);

// The code on the wall: its time runs down. Without this the page says until when it lives, and the server decides anyway.
const left = document.querySelector("[data-code] [data-seconds]");
if (left) countDown(left);

function keepSheet(form) {
  const words = document.getElementById("marks-words").dataset;
  const aloud = form.querySelector("[data-marks-said]");
  const rows = [...form.querySelectorAll("[data-mark]")];
  // By place where the keyboard is switched to Korean and the browser names no letter.
  const kinds = {
    PRESENT: ["1", "p", "ㅊ"], LATE: ["2", "l", "ㅈ"], EARLY_LEAVE: ["3", "e", "ㅌ"], ABSENT: ["4", "a", "ㄱ"], EXCUSED: ["5", "g", "ㅎ"],
  };
  const places = { KeyC: "ㅊ", KeyW: "ㅈ", KeyX: "ㅌ", KeyR: "ㄱ", KeyG: "ㅎ" };
  const kindOf = (event) => {
    const key = event.key === "Process" ? places[event.code] : event.key.toLowerCase();
    return Object.keys(kinds).find((kind) => kinds[kind].includes(key));
  };

  const part = (row, name) => row.querySelector(`[name="${row.dataset.mark}-${name}"]`);
  const chosen = (row) => row.querySelector("input[type=radio]:checked")?.value ?? "";
  const values = (row) => ({ type: chosen(row), in: part(row, "in").value, out: part(row, "out").value, why: part(row, "why").value.trim() });
  const focusRow = (row) => (row?.querySelector("input[type=radio]:checked") ?? row?.querySelector("input[type=radio]"))?.focus();

  const say = (row, text, isWrong, kind) => {
    row.querySelector("[data-said]").textContent = text;
    row.classList.toggle("is-wrong", isWrong);
    if (kind !== "quiet") aloud.textContent = `${row.dataset.name} – ${text}`;
  };
  const show = (row, now) => {
    for (const radio of row.querySelectorAll("input[type=radio]")) radio.checked = radio.value === now.type;
    part(row, "in").value = now.check_in;
    part(row, "out").value = now.check_out;
    part(row, "why").value = now.reason;
  };
  const summarise = (row, now) => {
    const times = now.check_in || now.check_out ? `${now.check_in} ~ ${now.check_out}` : "";
    row.querySelector("[data-more]").textContent = `${times} ${now.reason}`.trim() || words.more;
  };

  // One request at a time, for the server takes a class's writes one by one anyway. What is chosen for a row meanwhile
  // goes after its answer, and is made of it.
  let line = Promise.resolve();
  const underWay = new Map();
  const save = (row) => {
    const again = underWay.get(row);
    if (again) {
      again.wanted = true;
      return again.done;
    }
    const state = { wanted: false };
    state.done = (async () => {
      do {
        state.wanted = false;
        line = line.then(() => send(row));
        await line;
      } while (state.wanted);
      underWay.delete(row);
    })();
    underWay.set(row, state);
    return state.done;
  };
  const send = async (row) => {
    const given = values(row);
    if (!given.type) return;
    if (given.type === "ABSENT") {
      part(row, "in").value = given.in = "";
      part(row, "out").value = given.out = "";
    }
    say(row, words.saving, false, "quiet");
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...given, enrolment: row.dataset.mark, was: part(row, "was").value })) body.append(name, value);
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    let answer;
    let response;
    try {
      response = await fetch(form.dataset.marks, { method: "POST", body, headers: { Accept: "application/json" } });
      answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
    } catch {
      return say(row, words.lost, true);
    }
    if (!answer) return say(row, words.loggedOut, true);
    part(row, "was").value = answer.now.packed;
    if (response.status === 409) show(row, answer.now);
    summarise(row, answer.now);
    return say(row, answer.said, !response.ok);
  };

  form.querySelector("[data-save]").hidden = true;
  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-mark]");
    if (row) save(row);
  });
  form.addEventListener("keydown", (event) => {
    const field = event.target.closest(".mark-fields input");
    if (field && event.key === "Enter") {
      event.preventDefault();
      field.blur(); // what was typed is saved as on leaving the field
      field.focus();
    }
    if (event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest("[data-mark]");
    const next = rows[rows.indexOf(row) + 1];
    const step = { ArrowDown: next, ArrowUp: rows[rows.indexOf(row) - 1] };
    if (event.key in step) {
      event.preventDefault();
      focusRow(step[event.key]);
      return;
    }
    const kind = kindOf(event);
    if (!kind || event.repeat) return;
    event.preventDefault();
    row.querySelector(`input[value="${kind}"]`).checked = true;
    save(row);
    focusRow(next ?? row);
  });
  // The button for all goes only after what is being saved: it is made of what the page knows.
  form.addEventListener("submit", async (event) => {
    if (!underWay.size) return;
    event.preventDefault();
    const button = event.submitter;
    await Promise.all([...underWay.values()].map((state) => state.done));
    form.requestSubmit(button);
  });
  // What was chosen or typed before this script came, on a slow network. What one is still typing is saved on leaving it.
  // The browser restores nothing here (autocomplete="off").
  const isChanged = (field) => (field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  for (const row of rows) {
    const fields = [...row.querySelectorAll(".mark-choices input, .mark-fields input")];
    if (fields.some((field) => isChanged(field) && (field.type === "radio" || field !== document.activeElement))) save(row);
  }
}

function countDown(shown) {
  const card = shown.closest("[data-code]");
  const words = document.getElementById("code-words").dataset.left;
  const end = performance.now() + Number(shown.dataset.seconds) * 1000;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    shown.textContent = words.replace("{time}", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    shown.hidden = false;
    if (seconds) return;
    clearInterval(ticking);
    for (const part of card.querySelectorAll("[data-live]")) part.hidden = true;
    card.querySelector("[data-over]").hidden = false;
  };
  const ticking = setInterval(tick, 1000);
  tick();
}
