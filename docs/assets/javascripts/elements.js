// What other scripts make of a page: elements, the shapes of drawings, and text in the clipboard.
// It runs before all of them, and not in workers.

"use strict";

globalThis.Elements = {
  element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  },

  shape(name, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  },

  // Whether the text is in the clipboard now.
  async toClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without https a browser has no clipboard, but still copies what is selected.
      const area = Elements.element("textarea", { value: text, readOnly: true, className: "copied-from" });
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  },
};
