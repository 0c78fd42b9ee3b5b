// A date is typed as people write it; a button beside the field opens the browser's own calendar.
const words = document.getElementById("ui-words")?.dataset ?? {};

const parse = (text) => {
  const found = text.trim().match(/^(\d{4})\D*(\d{1,2})\D+(\d{1,2})\D*$/) ?? text.trim().match(/^(\d{4})(\d{2})(\d{2})$/);
  return found ? `${found[1]}-${found[2].padStart(2, "0")}-${found[3].padStart(2, "0")}` : "";
};

document.querySelectorAll("input[data-date]").forEach((field) => {
  if (!("showPicker" in HTMLInputElement.prototype)) return;
  const wrap = document.createElement("div");
  wrap.className = "with-button date-wrap";
  field.before(wrap);

  const native = document.createElement("input");
  Object.assign(native, { type: "date", className: "date-native", tabIndex: -1, min: field.dataset.min ?? "", max: field.dataset.max ?? "" });
  native.setAttribute("aria-hidden", "true");

  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn" });
  const label = field.labels?.[0]?.firstChild?.textContent.trim() ?? "";
  button.setAttribute("aria-label", [label, words.pickDate].filter(Boolean).join(" "));
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${words.icons}#calendar3`);
  svg.append(use);
  button.append(svg);

  wrap.append(field, button, native);
  button.addEventListener("click", () => {
    native.value = parse(field.value);
    native.showPicker();
  });
  native.addEventListener("change", () => {
    field.value = native.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
});
