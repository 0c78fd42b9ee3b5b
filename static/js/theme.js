// Runs before the first paint, so that a chosen theme does not flash. Without it the system's choice holds.
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");
  const read = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage may be forbidden; then the choice lasts for this page only
    }
  };
  const apply = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
  };
  apply(read());

  document.addEventListener("DOMContentLoaded", () => {
    const buttons = document.querySelectorAll("[data-theme-choice]");
    const mark = (choice) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice)));
    mark(read() || "system");
    buttons.forEach((button) =>
      button.addEventListener("click", () => {
        const choice = button.dataset.themeChoice;
        apply(choice);
        mark(choice);
        try {
          if (choice === "system") localStorage.removeItem("theme");
          else localStorage.setItem("theme", choice);
        } catch {
          // see above
        }
      }),
    );
  });
})();
