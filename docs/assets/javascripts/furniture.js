// Small things beside the text: a button that copies a displayed formula as LaTeX, and on the page
// for an address without a page the likeliest pages and a search. Without this script formulas are
// there without the button, and that page lists all pages.

"use strict";

(() => {
  const { element, toClipboard } = globalThis.Elements;

  // ---- A formula as LaTeX: KaTeX keeps it as an annotation of its MathML ----

  async function copy(text) {
    await toClipboard(text);
    alert$.next("LaTeX copied");
  }

  function addButton(formula) {
    const source = formula.querySelector("annotation[encoding='application/x-tex']");
    if (!source || formula.parentElement.matches(".displayed")) return;
    const button = element("button", { type: "button", className: "copy-tex" }, "Copy LaTeX");
    button.addEventListener("click", () => copy(source.textContent.trim()));
    const box = element("div", { className: "displayed" });
    formula.replaceWith(box);
    box.append(formula, button);
  }

  // ---- No page at this address ----

  const pairs = (word) => new Set([...word].map((_, place) => word.slice(place, place + 2)));

  // Dice's coefficient of the pairs of letters: 1 for the same word, 0 for nothing in common.
  function alike(one, other) {
    const [left, right] = [pairs(one), pairs(other)];
    const common = [...left].filter((pair) => right.has(pair)).length;
    return 2 * common / (left.size + right.size);
  }

  const slug = (path) => path.replace(/(\/index)?(\.\w+)?\/*$/, "").split("/").pop().toLowerCase();

  // What is typed by hand need not be well coded.
  function readable(path) {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  }

  function suggest(place) {
    if (place.childElementCount) return;
    const wanted = slug(readable(location.pathname));
    const near = [...document.querySelectorAll(".site-map a")]
      .map((link) => ({ link, score: alike(wanted, slug(new URL(link.href).pathname)) }))
      .filter(({ score }) => score > 0.4)
      .sort((one, other) => other.score - one.score).slice(0, 5);
    const button = element("button", { type: "button", className: "md-button" }, "Search this site");
    button.addEventListener("click", () => {
      const box = document.querySelector("[data-md-component=search-query]");
      box.value = wanted.replace(/[-_]+/g, " ");
      box.focus();  // which opens the search
      box.dispatchEvent(new KeyboardEvent("keyup"));
    });
    if (near.length) {
      const links = near.map(({ link }) => element("li", {}, link.cloneNode(true)));
      place.append(element("p", {}, "Did you mean:"), element("ul", {}, ...links));
    }
    place.append(button);
  }

  document$.subscribe(() => {
    document.querySelectorAll("div.arithmatex").forEach(addButton);
    document.querySelectorAll(".likely").forEach(suggest);
  });
})();
