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
  const pixels = new Map();
  const pixel = (colour) => {
    if (!pixels.has(colour)) pixels.set(colour, paintedPixel(colour));
    return pixels.get(colour);
  };
  const paintedPixel = (colour) => {
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

  // Two numbers of 32 bits in one short word: enough for the few thousand things that all pages together show.
  const hash = (text) => {
    let [a, b] = [0xdeadbeef, 0x41c6ce57];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    return (a >>> 0).toString(36) + (b >>> 0).toString(36);
  };

  const isFaded = (style) => style.opacity !== "1" || style.filter !== "none" || style.mixBlendMode !== "normal";

  // What lies behind an element, from the page's ground up to it.
  const behind = (el, found) => {
    if (!el) return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    if (found.has(el)) return found.get(el);
    const style = getComputedStyle(el);
    let own = "";
    if (pixel(style.backgroundColor)[3] > 0) own += style.backgroundColor;
    if (style.backgroundImage !== "none") own += style.backgroundImage;
    if (isFaded(style)) own += [style.opacity, style.filter, style.mixBlendMode];
    if (style.position !== "static" && style.position !== "relative") own += `${el.className} ${style.position}`;
    const whole = behind(el.parentElement, found);
    found.set(el, own ? hash(`${whole} ${own}`) : whole);
    return found.get(el);
  };

  const ownText = (el) =>
    [...el.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join("");

  const isOff = (el) => Boolean(el.closest(":disabled, [aria-disabled=true]") || el.control?.disabled);

  // All that decides whether the words of an element can be read.
  const paint = (el, found) => {
    const style = getComputedStyle(el);
    const control = el.matches("input, select, textarea, button") ? el.tagName + el.type : "";
    return hash([
      behind(el, found), style.color, style.fontSize, style.fontWeight, style.textShadow, style.webkitTextStroke,
      control, isOff(el),
    ].join());
  };

  const markup = (el) => hash(el.outerHTML.replace(/\d+/g, "0").replace(/>[^<]*\S[^<]*</g, ">…<"));

  const place = (el) => (el && el !== document.body ? `${place(el.parentElement)}>${el.tagName}.${el.className}` : "");

  // The words that axe measures: a single letter it only doubts, and what is hidden from eyes or cannot hold words not.
  const isRead = (el) =>
    el.matches("input, select, textarea")
      ? !["hidden", "range", "color", "checkbox", "radio", "image"].includes(el.type)
      : ownText(el).length > (el.childElementCount ? 0 : 1);

  // What passed on an earlier page, and what passed on this one; by what the answer depends on.
  let known = new Set();
  let learnt = new Set();
  let noted = null; // what is shown at the first width

  const plain = (found) =>
    found.map(({ id, nodes }) => ({
      id, nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })),
    }));

  // Asks axe of one element of each kind that has not passed yet. What it neither passes nor finds wrong (words that a
  // picture lies behind or something covers) it is asked again, until it was so in the same place on three pages.
  const judge = async (kinds, options) => {
    const tries = (kind, el) => [1, 2, 3].map((turn) => hash(kind + place(el) + turn));
    const isOver = ([kind, el]) => known.has(kind) || known.has(tries(kind, el)[2]);
    const asked = [...kinds].filter((one) => !isOver(one));
    if (!asked.length) return [];
    const answer = await axe.run({ include: asked.map(([, el]) => el) }, { ...options, elementRef: true });
    const [wrong, right] = [answer.violations, answer.passes].map(
      (found) => found.flatMap((rule) => rule.nodes.map((node) => node.element)),
    );
    for (const [kind, el] of asked) {
      if (wrong.some((one) => el.contains(one))) continue;
      learnt.add(right.includes(el) ? kind : tries(kind, el).find((turn) => !known.has(turn)));
    }
    learnt.forEach((kind) => known.add(kind));
    return plain(answer.violations);
  };

  window.productEyes = {
    // A page begins with what has passed before, and gives what has passed in it.
    begin(passed) {
      known = new Set(passed.split(" "));
      learnt = new Set();
      noted = null;
    },
    learnt: () => [...learnt].join(" "),

    // Several questions in one, each a name and what it is given.
    // What this look shows first may want letters of a font that is still on its way: until then its boxes are others.
    async ask(questions) {
      do {
        document.body.getBoundingClientRect(); // what is laid out now asks for its letters
        await document.fonts.ready;
      } while (document.fonts.status !== "loaded");
      const answers = [];
      for (const [name, ...given] of questions) {
        productEyes.settle();
        answers.push(await productEyes[name](...given));
      }
      return answers;
    },

    // At the first width the whole page; at the second what is shown now and was not then.
    async structure(options) {
      if (!noted) {
        noted = new WeakSet([...document.querySelectorAll("body *")].filter(shown));
        return plain((await axe.run(document, options)).violations);
      }
      const isNew = (el) => el !== document.body && shown(el) && !noted.has(el);
      const found = [...document.querySelectorAll("body *")].filter((el) => isNew(el) && !isNew(el.parentElement));
      return judge(new Map(found.map((el) => [markup(el), el])), options);
    },

    // Words against what lies behind them.
    contrast(options) {
      const found = new Map();
      const words = [...document.querySelectorAll("body, body *")].filter((el) => isRead(el) && shown(el));
      return judge(new Map(words.map((el) => [paint(el, found), el])), options);
    },

    // Targets that something covers, and small ones with others near their middle: by where these are.
    sizes(options) {
      const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role][tabindex]";
      const targets = [...document.querySelectorAll(wanted)].filter(shown);
      const boxes = targets.map((el) => el.getBoundingClientRect());
      const kinds = new Map();
      targets.forEach((el, i) => {
        const box = boxes[i];
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const isSmall = box.width < 24 || box.height < 24;
        const isNear = (other) =>
          isSmall && other.right > x - 24 && other.left < x + 24 && other.bottom > y - 24 && other.top < y + 24;
        const isOver = (other) =>
          other.right > box.left && other.left < box.right && other.bottom > box.top && other.top < box.bottom;
        const others = boxes.filter((other, j) => j !== i && other.width > 0 && (isNear(other) || isOver(other)));
        if (!others.length) return;
        const places = others.map((other) => [other.left - x, other.top - y, other.right - x, other.bottom - y]);
        const sizes = [[box.width, box.height], ...places].flat().map(Math.round);
        kinds.set(hash([el.tagName, el.type, isInText(el), ...sizes].join()), el);
      });
      return judge(kinds, options);
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

    // The admin's lists scroll in a frame of their own, so that the page does not tell that columns are out of sight.
    hiddenColumns() {
      const frames = [...document.querySelectorAll("#changelist .results")];
      return frames
        .filter((el) => el.scrollWidth > el.clientWidth + 1)
        .map((el) => `${el.scrollWidth} px in ${el.clientWidth}`);
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
