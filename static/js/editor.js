// Runs before the editor. Plain text becomes the HTML it stands for (as html.of_text does), and the form is told that
// HTML stands in the box; the editor's buttons and dialogs, which know English only, get the words of the page.
(() => {
  const words = JSON.parse(document.getElementById("editor-words")?.textContent ?? "{}");
  const box = document.getElementById("id_content");
  if (!box) return;
  // The editor adds a style element unless it finds one of this name. The policy forbids it, and forms.css has its rules:
  // so it finds an element that only bears the name.
  const style = document.createElementNS("urn:baeumteo:nothing", "style");
  style.setAttribute("data-tiptap-style", "");
  document.head.append(style);
  window.gettext ??= (text) => words[text] ?? text;

  const format = document.getElementById(`${box.id}_format`);
  const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const htmlOf = (text) => {
    const indented = escape(text).replace(/^ +| {2,}/gm, (blanks) => "&nbsp;".repeat(blanks.length));
    const paragraphs = indented.split(/\n{2,}/).filter(Boolean);
    return paragraphs.map((part) => `<p>${part.replaceAll("\n", "<br>")}</p>`).join("");
  };
  const before = [box.value, format.value];
  if (format.value !== "html") [box.value, format.value] = [htmlOf(box.value.trim()), "html"];
  const shown = box.value;
  let edits = false;
  // Without the editor the box is as it came: what is typed into it is text. What was typed meanwhile stays.
  window.addEventListener("load", () => {
    const isTyped = box.value !== shown;
    if (edits || (isTyped && shown)) return;
    [box.value, format.value] = [isTyped ? box.value : before[0], before[1]];
  });

  const dress = (editor) => {
    const label = document.querySelector(`label[for="${box.id}"]`);
    label.id ||= `${box.id}_label`;
    label.addEventListener("click", () => editor.commands.focus());
    const field = editor.view.dom;
    const told = { role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id };
    for (const name of ["aria-describedby", "aria-invalid"]) told[name] = box.getAttribute(name);
    for (const [name, value] of Object.entries(told)) if (value) field.setAttribute(name, value);
    field.id = `${box.id}_editor`;
    // The error summary leads to the box itself, which the editor hides.
    document.querySelectorAll(`a[href="#${box.id}"]`).forEach((link) => {
      link.href = `#${field.id}`;
      link.addEventListener("click", () => editor.commands.focus());
    });
  };
  // What is pasted or dropped and cannot be kept is named below the editor, until something else is.
  const LOST = { picture: "img, picture, svg, canvas", table: "table", media: "video, audio, iframe, object, embed" };
  const watch = (editor) => {
    const notice = document.createElement("p");
    notice.className = "editor-notice";
    notice.setAttribute("role", "status");
    editor.view.dom.parentElement.after(notice);
    const say = (data) => {
      const doc = new DOMParser().parseFromString(data.getData("text/html"), "text/html");
      const lost = Object.keys(LOST).filter((kind) => doc.querySelector(LOST[kind]));
      const files = [...data.files].map((file) => file.type.split("/")[0]);
      if (files.includes("image") && !doc.body.textContent.trim()) lost.push("picture");
      if (files.some((type) => ["video", "audio"].includes(type))) lost.push("media");
      notice.textContent = [...new Set(lost)].map((kind) => words[`lost ${kind}`]).join(" ");
    };
    const listen = { capture: true };
    editor.view.dom.addEventListener("paste", (event) => say(event.clipboardData), listen);
    editor.view.dom.addEventListener("drop", (event) => say(event.dataTransfer), listen);
    // Headings of other sizes become the nearest that there is.
    const asOurs = (html) => html.replace(/<(\/?)h1\b/gi, "<$1h2").replace(/<(\/?)h[56]\b/gi, "<$1h4");
    editor.view.setProps({ transformPastedHTML: asOurs });
  };
  const name = (editor) => {
    const bar = editor.view.dom.parentElement.querySelector(".prose-menubar");
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", words.toolbar);
    bar.setAttribute("aria-controls", `${box.id}_editor`);
    bar.querySelectorAll("button[data-name]").forEach((button) => {
      const word = words[button.dataset.name];
      if (!word) return;
      button.title = word;
      if (button.dataset.name === "codeBlock") button.textContent = "data_object"; // the icon of code stands for both
      button.setAttribute("aria-label", word);
      const show = () => {
        button.setAttribute("aria-pressed", String(button.classList.contains("active")));
        button.setAttribute("aria-disabled", String(button.classList.contains("disabled")));
      };
      show();
      new MutationObserver(show).observe(button, { attributeFilter: ["class"] });
    });
    return bar;
  };
  // A toolbar is one stop of the Tab key: the arrow keys, Home and End go from button to button.
  const rove = (bar) => {
    const buttons = [...bar.querySelectorAll("button")];
    const stopAt = (stop) => buttons.forEach((button) => { button.tabIndex = button === stop ? 0 : -1; });
    stopAt(buttons[0]);
    bar.addEventListener("focusin", ({ target }) => stopAt(target));
    bar.addEventListener("keydown", (event) => {
      const row = buttons.filter((button) => button.offsetParent), at = row.indexOf(document.activeElement);
      const ways = { ArrowRight: row[at + 1] ?? row[0], ArrowLeft: row.at(at - 1), Home: row[0], End: row.at(-1) };
      if (at < 0 || !ways[event.key]) return;
      event.preventDefault();
      ways[event.key].focus();
    });
  };
  // The mark of a picture goes where the cursor is.
  let inEditor = null;
  const putMark = (mark) => {
    if (inEditor) inEditor.chain().focus().insertContent({ type: "text", text: mark }).run();
    else box.setRangeText(mark, box.selectionStart, box.selectionEnd, "end");
  };
  document.querySelectorAll("[data-mark]").forEach((button) => {
    button.addEventListener("click", () => putMark(button.dataset.mark));
  });
  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    if (textarea !== box) return;
    edits = true;
    inEditor = editor;
    format.value = "html";
    dress(editor);
    watch(editor);
    editor.on("create", () => rove(name(editor))); // the bar is made then
  });
})();
