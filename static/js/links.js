// Counts the life of a code down. Without this the page says until when it lives, and the server decides anyway.
const left = document.querySelector("[data-link-code] [data-seconds]");
if (left) {
  const card = left.closest("[data-link-code]");
  const words = document.getElementById("link-words").dataset.left;
  const end = performance.now() + Number(left.dataset.seconds) * 1000;
  const show = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    left.textContent = words.replace("{time}", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    left.hidden = false;
    if (seconds) return;
    clearInterval(ticking);
    card.querySelector("[data-live]").remove();
    card.querySelector("[data-over]").hidden = false;
  };
  const ticking = setInterval(show, 1000);
  show();
}
