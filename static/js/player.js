// Counts what is seen and learned of one content, and says it to the server every ten seconds and on leaving. What of it
// is believed, and what it completes, is decided there. Without this the page still shows, and completes what is read.
const EVERY = 10_000;
const MOST_PARTS = 500; // that the server takes in one save
const SHORTEST = 1; // seconds: what is shorter was passed through on the way to another place, and does not count
const ROUNDING = 2; // seconds by which a file and a browser may differ about its end
const STILL_READING = 5 * 60_000; // milliseconds without a key, a scroll or a touch, after which nobody reads

const root = document.querySelector("[data-learning]");
const video = root?.querySelector("video");
const find = (name) => root.querySelector(`[data-${name}]`);
const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const reached = Number(root?.dataset.rate ?? 0);
let isDone = root !== null && "done" in root.dataset;
let gathered = 0; // seconds learned that the server has not heard of

// --- The video: speed, keys, where one left off ---

const seek = (seconds) => (video.currentTime = Math.max(0, Math.min(video.currentTime + seconds, video.duration || 0)));
const toggle = () => (video.paused ? video.play().catch(() => {}) : video.pause());
const KEYS = {
  " ": toggle, k: toggle, ArrowLeft: () => seek(-10), ArrowRight: () => seek(10), j: () => seek(-10), l: () => seek(10),
};

let resumed = false;
const resume = () => {
  if (resumed) return;
  resumed = true;
  const position = Number(root.dataset.position);
  if (!position || position > video.duration - 3) return; // the end, or the beginning
  video.currentTime = position;
  const note = find("resume-note");
  note.textContent = root.dataset.resumed.replace("{time}", clockOf(position));
  note.hidden = false;
};

if (video) {
  root.querySelectorAll("[data-controls]").forEach((part) => (part.hidden = false));
  video.readyState > 0 ? resume() : video.addEventListener("loadedmetadata", resume);
  root.querySelectorAll("[data-seek]").forEach((button) => {
    button.addEventListener("click", () => seek(Number(button.dataset.seek)));
  });
  root.querySelectorAll("[data-speed]").forEach((button) => {
    button.addEventListener("click", () => (video.playbackRate = Number(button.dataset.speed)));
  });
  video.addEventListener("ratechange", () => {
    root.querySelectorAll("[data-speed]").forEach((button) => {
      button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === video.playbackRate));
    });
  });
  // Letters act only while the player has the focus, and a button of its own still takes the space bar.
  find("player").addEventListener("keydown", (event) => {
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && event.target.closest("button")) return;
    event.preventDefault();
    act();
  }, { capture: true });
}

// --- What has been learned ---

// The parts that were played in this visit: `0-12.5,30-44`. All of them go with each save, so that nothing is lost with
// one that did not arrive; the server unites them with those of other visits and tabs. A jump over a part plays nothing.
const played = () => {
  const parts = [];
  for (let n = 0; n < video.played.length; n += 1) {
    const [start, end] = [video.played.start(n), video.played.end(n)];
    if (end - start >= SHORTEST) parts.push([start, end]);
  }
  return parts.slice(-MOST_PARTS).map((part) => part.map((edge) => Number(edge.toFixed(2))));
};

// Whether the server counts all that was played. It believes no more than could be played in the time that passed.
const isCounted = (parts, seen) => parts.every(
  ([start, end]) => seen.some((one) => one[0] <= start && one[1] >= end - ROUNDING),
);

if (video) {
  let last = 0;
  video.addEventListener("seeking", () => (last = video.currentTime));
  video.addEventListener("timeupdate", () => {
    const moved = video.currentTime - last;
    if (!video.seeking && moved > 0 && moved < 5 * video.playbackRate) gathered += moved / video.playbackRate;
    last = video.currentTime;
  });
} else if (root) {
  let active = performance.now();
  let last = active;
  ["keydown", "pointerdown", "pointermove", "scroll"].forEach((name) => {
    addEventListener(name, () => (active = performance.now()), { passive: true });
  });
  setInterval(() => {
    const now = performance.now();
    const reads = document.activeElement?.tagName === "IFRAME" || now - active < STILL_READING;
    if (document.visibilityState === "visible" && reads) gathered += Math.min(now - last, 2000) / 1000;
    last = now;
  }, 1000);
}

// --- Saying it ---

const show = (answer) => {
  find("saved-at").textContent = root.dataset.saved.replace("{time}", answer.saved_at);
  find("trouble").hidden = true;
  const badge = document.querySelector("[data-status]");
  badge.textContent = answer.status_text;
  badge.className = `badge badge-${answer.status_kind}`;
  if (video) {
    find("missing").textContent = answer.missing;
    find("missing").hidden = answer.missing === "";
  }
  const form = find("complete");
  if (form) {
    form.hidden = answer.why !== "";
    find("why").hidden = answer.why === "";
    find("why").textContent = answer.why;
  }
  if (answer.course_rate !== null) {
    const course = document.querySelector("[data-course-rate]");
    course.textContent = `${answer.course_rate}%`;
    course.parentElement.querySelector(".meter-fill").setAttribute("width", answer.course_rate);
  }
  if (answer.status !== "COMPLETED" || isDone) return;
  isDone = true;
  find("when-done").hidden = false;
  find("when-open").hidden = true;
  find("told").textContent = root.dataset.completed;
  document.querySelector("[data-here]").classList.add("is-done");
  document.querySelector(".learn-next").classList.add("btn-primary");
};

const trouble = (words) => {
  const line = find("trouble");
  if (line.hidden || line.textContent !== words) find("told").textContent = words;
  line.textContent = words;
  line.hidden = false;
};

let stopped = !root?.dataset.save;
let sending = false;
let waiting = true; // something is to be said even where nothing moved: the opening, and what failed
let said = "";

const save = async ({ leaving = false } = {}) => {
  const seconds = Math.floor(gathered);
  const rate = video ? Number(video.ended) * 100 : Math.min(reached, 99); // of a video: whether its end was reached
  const position = video && resumed ? Math.floor(video.currentTime) : "";
  const parts = video ? played() : [];
  const now = JSON.stringify([rate, position, parts]);
  if (stopped || (sending && !leaving) || (!waiting && !seconds && now === said)) return;
  sending = true;
  gathered -= seconds;
  const body = new URLSearchParams({ progress_rate: rate, last_position: position, learning_time: seconds });
  if (video) body.set("played_ranges", parts.map((part) => part.join("-")).join(","));
  if (Number.isFinite(video?.duration)) body.set("duration", video.duration);
  try {
    const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(root.dataset.save, {
      method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" }, keepalive: leaving,
      redirect: "manual",
    });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.type === "opaqueredirect" || (answer.status === 403 && !isJson)) { // logged out, or in again elsewhere
      stopped = true;
      trouble(root.dataset.loggedOut);
    } else if (answer.ok) {
      said = now;
      const kept = await answer.json();
      waiting = !isCounted(parts, kept.seen);
      show(kept);
    } else if (answer.status < 500 && isJson) {
      stopped = true; // refused: the class is over, or the enrolment ended
      trouble((await answer.json()).message);
    } else {
      throw new Error(String(answer.status));
    }
  } catch {
    gathered += seconds;
    waiting = true;
    trouble(root.dataset.failed);
  } finally {
    sending = false;
  }
};

if (!stopped) {
  save();
  setInterval(save, EVERY);
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save({ leaving: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ leaving: true });
  });
  video?.addEventListener("pause", () => save());
  video?.addEventListener("ended", () => save());
}
