// Sorting and filtering of a comparison table, a choice of its columns, and a copy of what is shown.
// Everything it knows stands in the table: a heading with data-key sorts, one with data-filter also
// gets a select, one with data-columns is shown with any of these groups, of which the first is
// chosen at the start; a cell may carry data-sort (a number, or nothing where it has none and comes
// last) and data-group (its option) beside its text. A row whose first cell has data-compare can be
// checked; the page's link of class compare-link then leads to the graphs of these functions. The
// state is kept in the address, so that a link or a reload brings it back. Without this script the
// table is complete and plain.

"use strict";

(() => {
  const { element, toClipboard } = globalThis.Elements;
  const collator = new Intl.Collator("en", { numeric: true });

  function setUp(table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const columns = heads
      .map((head, index) => ({ head, index, ...head.dataset }))
      .filter(({ key }) => key);
    const filters = columns.filter(({ filter }) => filter);
    const groupsOf = (head) => (head.dataset.columns ?? "").split(", ").filter(Boolean);
    const groups = [...new Set(heads.flatMap(groupsOf))];

    const sortKey = (row, { index }) => {
      const { textContent, dataset: { sort } } = row.cells[index];
      if (sort === "") return null;
      return sort === undefined ? textContent.trim() : Number(sort);
    };
    const groupOf = (row, { index }) =>
      row.cells[index].dataset.group ?? row.cells[index].textContent.trim();
    const comparing = (column, descending = false) => (one, other) => {
      const [left, right] = [sortKey(one, column), sortKey(other, column)];
      if (left === null || right === null) return (left === null) - (right === null);
      const order = typeof left === "number"
        ? (left > right) - (left < right) : collator.compare(left, right);
      return descending ? -order : order;
    };

    // ---- The state: { sort, descending, values of filters by key, groups of columns, checked } ----

    const atFirst = groups.slice(0, 1);
    const nothing = () => ({ sort: null, descending: false, values: {}, chosen: atFirst, checked: [] });
    const isShown = (head) => {
      const its = groupsOf(head);
      return !its.length || its.some((group) => state.chosen.includes(group));
    };
    let state = nothing();

    function fromAddress() {
      const given = new URLSearchParams(location.hash.slice(1));
      state = nothing();
      state.sort = columns.find(({ key }) => key === given.get("sort")) ?? null;
      state.descending = state.sort !== null && given.get("order") === "descending";
      for (const { key, select } of filters) {
        const value = given.get(key);
        if (value && [...select.options].some((option) => option.value === value)) {
          state.values[key] = value;
        }
      }
      if (given.has("columns")) {
        const named = given.get("columns").split(",");
        state.chosen = groups.filter((group) => named.includes(group));
      }
      const checked = (given.get("compare") ?? "").split(",");
      state.checked = checks.map(({ value }) => value).filter((slug) => checked.includes(slug));
      // A link to a sorted table shows the column by which it is sorted.
      if (state.sort && !isShown(state.sort.head)) {
        state.chosen = [...state.chosen, groupsOf(state.sort.head)[0]];
      }
      show();
    }

    function toAddress() {
      const told = new URLSearchParams(state.values);
      if (state.sort) told.set("sort", state.sort.key);
      if (state.descending) told.set("order", "descending");
      if (String(state.chosen) !== String(atFirst)) told.set("columns", state.chosen);
      if (state.checked.length) told.set("compare", state.checked);
      const hash = told.size ? `#${told}`.replaceAll("%2C", ",") : location.pathname + location.search;
      // Replaced, not pushed: going back leads to the page before, not through every choice.
      history.replaceState(history.state, "", hash);
    }

    function show() {
      const sorted = [...rows];
      if (state.sort) sorted.sort(comparing(state.sort, state.descending));
      body.append(...sorted);
      for (const { head } of columns) head.removeAttribute("aria-sort");
      state.sort?.head.setAttribute("aria-sort", state.descending ? "descending" : "ascending");

      for (const row of rows) {
        row.hidden = filters.some(
          (column) => column.key in state.values && groupOf(row, column) !== state.values[column.key],
        );
      }
      for (const { key, select } of filters) select.value = state.values[key] ?? "";
      heads.forEach((head, index) => {
        const hidden = !isShown(head);
        if (head.hidden === hidden) return;
        for (const row of [table.tHead.rows[0], ...rows]) row.cells[index].hidden = hidden;
      });
      for (const box of boxes) box.checked = state.chosen.includes(box.value);
      for (const check of checks) check.checked = state.checked.includes(check.value);
      const { length } = state.checked;
      compare.href = link?.getAttribute("href") + (length ? `#functions=${state.checked}` : "");
      compare.textContent = length ? `Compare ${length} checked` : "Compare graphs";
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = shown === rows.length
        ? `${rows.length} functions` : `${shown} of ${rows.length} functions`;
      reset.disabled = !state.sort && !Object.keys(state.values).length;
    }

    function change(update) {
      update();
      toAddress();
      show();
    }

    // ---- The table as CSV: the rows and columns in sight, formulas as TeX ----

    function plain(cell) {
      const copy = cell.cloneNode(true);
      for (const formula of copy.querySelectorAll(".katex")) {
        formula.replaceWith(formula.querySelector("annotation").textContent);
      }
      for (const end of copy.querySelectorAll("br")) end.replaceWith("; ");
      const text = copy.textContent.trim();
      if (text === "–") return ""; // the column does not apply
      return /^−?[\d.]+$/.test(text) ? text.replace("−", "-") : text;
    }

    async function copyShown() {
      const shown = [table.tHead.rows[0], ...body.rows].filter((row) => !row.hidden);
      const lines = shown.map((row) => [...row.cells].filter((cell) => !cell.hidden).map(plain));
      const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
      const text = lines.map((line) => line.map(quoted).join(",")).join("\r\n");
      const done = await toClipboard(`${text}\r\n`);
      status.textContent = done ? `Copied ${lines.length - 1} rows` : "This browser forbids copying";
    }

    // ---- The controls ----

    for (const column of columns) {
      const button = element("button", { type: "button" }, ...column.head.childNodes);
      button.addEventListener("click", () => change(() => {
        state.descending = state.sort === column && !state.descending;
        state.sort = column;
      }));
      column.head.append(button);
    }
    for (const column of filters) {
      const groups = [...rows].sort(comparing(column)).map((row) => groupOf(row, column));
      const options = [...new Set(groups)].filter(Boolean)
        .map((group) => element("option", { value: group }, group));
      column.select = element("select", {}, element("option", { value: "" }, "any"), ...options);
      column.select.addEventListener("change", ({ target }) => change(() => {
        if (target.value) state.values[column.key] = target.value;
        else delete state.values[column.key];
      }));
    }
    const status = element("output", {});
    const reset = element("button", { type: "button", className: "md-button" }, "Show all");
    reset.addEventListener("click", () => change(() => {
      state = { ...nothing(), chosen: state.chosen };
    }));
    const labels = filters.map(({ filter, select }) => element("label", {}, filter, select));
    const boxes = groups.map((value) => element("input", { type: "checkbox", value }));
    const choice = element("fieldset", {}, element("legend", {}, "Columns"),
      ...boxes.map((box) => element("label", {}, box, box.value)));
    choice.addEventListener("change", () => change(() => {
      state.chosen = boxes.filter(({ checked }) => checked).map(({ value }) => value);
      if (state.sort && !isShown(state.sort.head)) {
        Object.assign(state, { sort: null, descending: false });
      }
    }));
    const checks = rows.filter((row) => row.cells[0].dataset.compare).map((row) => {
      const [cell] = row.cells;
      const check = element("input", { type: "checkbox", value: cell.dataset.compare });
      check.setAttribute("aria-label", `Compare ${cell.textContent.trim()}`);
      check.addEventListener("change", () => change(() => {
        state.checked = checks.filter(({ checked }) => checked).map(({ value }) => value);
      }));
      cell.prepend(check);
      return check;
    });
    const link = document.querySelector(".compare-link");
    const compare = element("a", { className: "md-button" });
    const copy = element("button", { type: "button", className: "md-button" }, "Copy as CSV");
    copy.addEventListener("click", copyShown);

    // On a phone the table comes first, and choices are folded until one is made.
    const choices = element("details", {},
      element("summary", {}, "Filter and choose columns"),
      element("div", {}, ...labels, ...(groups.length ? [choice] : [])));
    const actions = element("p", {}, ...(checks.length && link ? [compare] : []), copy, status, reset);
    const controls = table.closest(".comparison").previousElementSibling;
    controls.append(choices, actions);
    controls.addEventListener("submit", (event) => event.preventDefault());

    // Once the reader is on another page, the table listens no more.
    window.addEventListener("hashchange", function follow() {
      if (!table.isConnected) window.removeEventListener("hashchange", follow);
      // A link to a place on the page is no state.
      else if (!location.hash || location.hash.includes("=")) fromAddress();
    });
    fromAddress();
    choices.open = matchMedia("(min-width: 45em)").matches
      || Object.keys(state.values).length > 0 || String(state.chosen) !== String(atFirst);
  }

  document$.subscribe(() => {
    for (const table of document.querySelectorAll(".comparison table")) {
      if (!table.querySelector("th button")) setUp(table);
    }
  });
})();
