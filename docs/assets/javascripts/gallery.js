// The gallery of the home page, narrowed by name and by properties. Everything it knows stands in
// the page: each tile has all names of its function (data-names) and its properties (data-has). The
// choice is kept in the address, so that a link or a reload brings it back. Without this script the
// gallery is whole, and the controls are not shown.

"use strict";

(() => {
  const squeezed = (text) => text.toLowerCase().replace(/[\W_]/g, "");
  // The listener of the page in sight; an earlier page's is of no use to it.
  let follow = () => {};

  function setUp(form) {
    if (form.dataset.ready) return;
    form.dataset.ready = true;
    const search = form.querySelector("[type=search]");
    const boxes = [...form.querySelectorAll("[type=checkbox]")];
    const [status, reset] = [form.querySelector("output"), form.querySelector("[type=reset]")];
    const families = [...document.querySelectorAll(".family")];
    const tiles = families.flatMap((family) => [...family.querySelectorAll("li")]).map((tile) => ({
      tile,
      family: tile.closest(".family"),
      link: tile.querySelector("a"),
      has: new Set(tile.dataset.has.split(" ")),
      names: tile.dataset.names.split("|").map((name) => ({ name, key: squeezed(name) })),
      alias: tile.querySelector("a").appendChild(document.createElement("small")),
    }));
    const chosen = () => boxes.filter(({ checked }) => checked).map(({ value }) => value);

    // ---- The state: what is typed and what is checked ----

    function fromAddress() {
      const told = new URLSearchParams(location.hash.slice(1));
      const has = (told.get("has") ?? "").split(",");
      search.value = told.get("name") ?? "";
      for (const box of boxes) box.checked = has.includes(box.value);
      show();
    }

    function toAddress() {
      const told = new URLSearchParams();
      if (search.value) told.set("name", search.value);
      if (chosen().length) told.set("has", chosen());
      // A comma is as good in an address as its code, and shorter.
      const hash = told.size ? `#${told}`.replaceAll("%2C", ",") : location.pathname + location.search;
      history.replaceState(history.state, "", hash);
    }

    function show() {
      const [typed, wanted] = [squeezed(search.value), chosen()];
      for (const one of tiles) {
        const hit = one.names.find(({ key }) => key.includes(typed));
        one.named = hit !== undefined;
        one.tile.hidden = !hit || !wanted.every((key) => one.has.has(key));
        // A function found by another name says so.
        one.alias.textContent = typed && hit && hit !== one.names[0] ? hit.name : "";
      }
      for (const family of families) {
        family.hidden = !tiles.some((one) => one.family === family && !one.tile.hidden);
      }
      // Beside each property: how many would be left with it.
      for (const box of boxes) {
        const left = tiles.filter((one) => !one.tile.hidden && one.has.has(box.value)).length;
        box.nextElementSibling.textContent = left;
        box.parentElement.classList.toggle("empty", !left);
      }
      const left = tiles.filter(({ tile }) => !tile.hidden).length;
      status.textContent = left === tiles.length ? `${left} functions`
        : `${left || "None"} of ${tiles.length} functions`;
      reset.disabled = !search.value && !wanted.length;
    }

    function change() {
      toAddress();
      show();
    }

    form.addEventListener("input", change);
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      search.value = "";
      for (const box of boxes) box.checked = false;
      change();
      search.focus();
    });
    // Enter in the search leads to the function of just this name, or to the first one left.
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [typed, left] = [squeezed(search.value), tiles.filter(({ tile }) => !tile.hidden)];
      const meant = left.find(({ names }) => names.some(({ key }) => key === typed)) ?? left[0];
      if (typed) meant?.link.click();
    });
    follow = fromAddress;
    fromAddress();
  }

  window.addEventListener("hashchange", () => {
    // A link to a family is no state.
    if (!location.hash || location.hash.includes("=")) follow();
  });
  document$.subscribe(() => {
    follow = () => {};
    document.querySelectorAll(".finder").forEach(setUp);
  });
})();
