// What Material's script is to do otherwise. This one runs before it, so that its listeners come
// first.
//
// Instant navigation: Material asks the site map which addresses are pages, and the map knows the
// published address alone; under any other one (a preview, a mirror, a build without SITE_URL) this
// script decides instead. Places on one page are left to the browser: Material would fetch the page
// again on the way to the first of them, and so undo what the reader has set on it.
//
// Search: Material fetches the index with every first page, of which it would be the larger half.
// It comes when the reader turns to the search.
//
// Tables and formulas: one that is wider than the page scrolls in a box, which the keyboard reaches.

"use strict";

(() => {
  // ---- Boxes that scroll ----

  const boxes = {
    ".md-typeset__scrollwrap": "Wide table",
    "div.arithmatex": "Wide formula",
    ".evidence p": "Wide statement",
  };
  const any = Object.keys(boxes).join();

  // A box in which all is in sight is no stop for the keyboard.
  function reach(box) {
    const [, name] = Object.entries(boxes).find(([selector]) => box.matches(selector));
    const scrolls = box.scrollWidth > box.clientWidth;
    for (const [key, value] of [["tabindex", 0], ["role", "group"], ["aria-label", name]]) {
      if (scrolls) box.setAttribute(key, value);
      else box.removeAttribute(key);
    }
  }

  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) reach(target.closest(any));
  });

  document.addEventListener("DOMContentLoaded", () => {
    document$.subscribe(() => {
      sizes.disconnect();
      for (const box of document.querySelectorAll(any)) {
        sizes.observe(box);
        // The table grows with its columns, and the formula with its fonts.
        if (box.firstElementChild) sizes.observe(box.firstElementChild);
      }
    });
  });

  const config = document.getElementById("__config");
  const { base, features, ...others } = JSON.parse(config.textContent);
  if (location.protocol === "file:") {
    // Where pages cannot be fetched, Material would wait for them and set up none.
    const possible = features.filter((name) => name !== "navigation.instant");
    config.textContent = JSON.stringify({ base, features: possible, ...others });
    return;
  }
  const home = new URL(base, location).href;
  const published = document.querySelector("link[rel=canonical]");
  const known = published && new URL(published.href).origin === location.origin;
  let here = location.pathname;

  // The link of a plain click that stays in this window.
  function linkOf({ target, button, altKey, ctrlKey, metaKey, shiftKey }) {
    const link = target instanceof Element && target.closest("a[href]");
    const plain = !button && !altKey && !ctrlKey && !metaKey && !shiftKey;
    return plain && link?.origin === location.origin && !link.target && !link.download ? link : null;
  }

  // ---- The index of the search ----

  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...others) {
    open.call(this, method, address, ...others);
    if (!String(address).endsWith("/search_index.json")) return;
    XMLHttpRequest.prototype.open = open;
    this.send = () => {
      const turn = ({ target }) => {
        if (!target.matches("[data-md-component=search-query]")) return;
        document.removeEventListener("focusin", turn);
        send.call(this);
      };
      document.addEventListener("focusin", turn);
    };
  };

  // ---- Places on the page ----

  window.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link?.hash || link.pathname !== location.pathname) return;
    if (!link.closest("article, [data-md-component=toc], [data-md-component=skip]")) return;
    history.scrollRestoration = "auto";
    event.stopPropagation();
  }, true);

  window.addEventListener("popstate", (event) => {
    if (location.pathname === here) event.stopImmediatePropagation();
  }, true);

  document.addEventListener("DOMContentLoaded", () => {
    // Whether the address is new, and no way back: soon Material keeps the place of scrolling there.
    let fresh = false;
    location$.subscribe(({ pathname }) => {
      here = pathname;
      fresh = history.state === null;
    });

    // ---- Other pages ----

    document.body.addEventListener("click", (event) => {
      const link = linkOf(event);
      if (known || !link || event.defaultPrevented || link.pathname === location.pathname) return;
      // A page's address ends with a slash; what does not is a file.
      if (!link.href.startsWith(home) || !link.pathname.endsWith("/")) return;
      event.preventDefault();
      history.replaceState({ x: scrollX, y: scrollY }, "");
      history.pushState(null, "", link.href);
      location$.next(new URL(link.href));
    });

    // A hash that tells the state of a figure or a table names no place on the new page: it begins
    // at its top.
    let first = true;
    document$.subscribe(() => {
      if (!first && fresh && location.hash.includes("=")) scrollTo(0, 0);
      first = false;
    });
  });
})();
