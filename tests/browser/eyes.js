// What a page is measured for. Put into it by eyes.py; nothing of this is part of the product.
(() => {
  const shown = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  const scrolls = (el) => ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(el).overflowX);

  const isHeld = (el) => {
    for (let up = el.parentElement; up && up !== document.body; up = up.parentElement) {
      if (scrolls(up)) return true;
    }
    return false;
  };

  const named = (el) => {
    const box = el.getBoundingClientRect();
    const name = (el.innerText || el.ariaLabel || el.name || "").trim().slice(0, 30);
    return `${el.tagName} "${name}" ${Math.round(box.width)}×${Math.round(box.height)}`;
  };

  // A link in a line of text may be as high as the line.
  const isInText = (el) =>
    getComputedStyle(el).display === "inline" &&
    el.parentElement.innerText.trim().length > el.innerText.trim().length;

  const targetBox = (el) => {
    const label = ["radio", "checkbox"].includes(el.type) && (el.closest("label") || el.labels?.[0]);
    return (label || el).getBoundingClientRect();
  };

  const look = (el) =>
    [null, "::before", "::after"]
      .map((pseudo) => getComputedStyle(el, pseudo))
      .map((style) => [style.outlineStyle, style.outlineWidth, style.boxShadow, style.backgroundColor].join())
      .join("|");

  const painter = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const pixel = (colour) => {
    painter.clearRect(0, 0, 1, 1);
    painter.fillStyle = colour;
    painter.fillRect(0, 0, 1, 1);
    return painter.getImageData(0, 0, 1, 1).data;
  };
  const light = (colour) => {
    const parts = [...pixel(colour)].slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (el) => {
    for (let up = el; up; up = up.parentElement) {
      const colour = getComputedStyle(up).backgroundColor;
      if (pixel(colour)[3] > 250) return colour;
    }
    return getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "#000" : "#fff";
  };

  // What decides whether it can be read, and is not by chance the same at every width.
  const paint = (el) => {
    const style = getComputedStyle(el);
    return [
      style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.fontSize, style.fontWeight,
    ].join();
  };
  const noted = { light: new WeakMap(), dark: new WeakMap() };

  window.productEyes = {
    noteShown(theme) {
      for (const el of document.querySelectorAll("body *")) if (shown(el)) noted[theme].set(el, paint(el));
    },

    // What is shown now in another way than it was noted, or was not shown then: without what is inside of it.
    newlyShown(theme) {
      const isNew = (el) => el !== document.body && noted[theme].get(el) !== paint(el);
      return [...document.querySelectorAll("body *")].filter((el) => shown(el) && isNew(el) && !isNew(el.parentElement));
    },

    // What Tab reaches without showing that it is there. Only after a key was pressed is the focus of a script shown.
    unseenFocus() {
      const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
      const found = [...document.querySelectorAll(wanted)].filter((el) => {
        if (!shown(el) || el.disabled || el.tabIndex < 0 || el.closest(".ProseMirror")) return false;
        document.activeElement.blur();
        const before = look(el);
        const parent = look(el.parentElement);
        el.focus({ preventScroll: true, focusVisible: true });
        return document.activeElement === el && before === look(el) && parent === look(el.parentElement);
      });
      document.activeElement.blur();
      return found.map((el) => `${named(el)} ${el.type || ""} ${el.id}`);
    },

    // Boxes to tick that are too small, or whose edge does not stand off their ground.
    faintBoxes(least) {
      const boxes = [...document.querySelectorAll("input[type=checkbox], input[type=radio]")];
      return boxes.filter((el) => shown(el) && !el.closest(".visually-hidden")).flatMap((el) => {
        const box = el.getBoundingClientRect();
        const style = getComputedStyle(el);
        const wrong = [];
        if (box.width < least - 0.5 || box.height < least - 0.5) wrong.push("small");
        if (!el.disabled && style.appearance === "none") {
          const colour = el.checked ? style.backgroundColor : style.borderTopColor;
          if (contrast(colour, ground(el.parentElement)) < 3) wrong.push("faint");
        }
        return wrong.map((fault) => `${fault} ${named(el)} ${el.id}`);
      });
    },

    tooWide() {
      const width = document.documentElement.clientWidth;
      const whole = document.documentElement.scrollWidth;
      if (whole <= width) return [];
      const wide = [...document.querySelectorAll("body *")].filter(
        (el) => shown(el) && el.getBoundingClientRect().right > width + 1 && !isHeld(el),
      );
      return [`${whole} px wide`, ...wide.slice(0, 3).map((el) => `${el.tagName}.${el.className}`)];
    },

    // WCAG 2.2, 2.5.8: 24 by 24 CSS pixels, or no other target within 12 of its middle.
    tooSmall(least) {
      const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary";
      const targets = [...document.querySelectorAll(wanted)].filter(
        (el) => shown(el) && !el.closest(".visually-hidden, .ProseMirror") && !el.classList.contains("skip"),
      );
      const boxes = targets.map(targetBox);
      const isCrowded = (i) =>
        boxes.some((other, j) => {
          const same = targets[j].contains(targets[i]) || targets[i].contains(targets[j]);
          if (same || other.width === 0) return false;
          const x = boxes[i].x + boxes[i].width / 2;
          const y = boxes[i].y + boxes[i].height / 2;
          const dx = Math.max(other.left - x, 0, x - other.right);
          const dy = Math.max(other.top - y, 0, y - other.bottom);
          return Math.hypot(dx, dy) < least / 2;
        });
      return targets
        .filter((el, i) => {
          const isLarge = boxes[i].width >= least && boxes[i].height >= least;
          return boxes[i].width > 0 && !isLarge && !isInText(el) && isCrowded(i);
        })
        .map(named);
    },

    // One h1, and in the language that was asked for: what the page says of itself.
    frame() {
      return {
        headings: document.querySelectorAll("h1").length,
        title: document.title,
        language: document.documentElement.lang,
      };
    },

    // A colour on its way from one theme to the other is neither's.
    settle() {
      let moving;
      while ((moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition)).length) {
        moving.forEach((transition) => transition.finish());
      }
    },

    // Which elements are shown, and how large: two themes of a page must agree in it.
    shape() {
      const boxes = [...document.querySelectorAll("body *")].filter(shown).map((el) => {
        const box = el.getBoundingClientRect();
        return [el.tagName, Math.round(box.width), Math.round(box.height)].join(" ");
      });
      return boxes.join();
    },

    lowMainButtons(least) {
      const buttons = [...document.querySelectorAll("main .btn-primary")];
      return buttons.filter((el) => shown(el) && el.getBoundingClientRect().height < least - 0.5).map(named);
    },
  };
})();
