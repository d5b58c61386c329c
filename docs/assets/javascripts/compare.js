// The page on which readers compare functions: any of them in one chart, in the place of the still
// figure, as f, f' or f''. Each has a slot, with a color and a pattern of dashes of its own, that it
// keeps while others come and go; a list below names them, gives their values at a point, and unfolds
// the sliders of their parameters. The choice stands in the address. Other pages lead here with the functions in the query instead.
// Without this script the still figure stays.

"use strict";

(() => {
  const { element, shape, toClipboard } = globalThis.Elements;
  const NAMES = { f: "f", df: "f′", d2f: "f″" };
  const COLORS = ["c1", "c2", "c3", "c4", "c5", "c6"];
  const DASHES = ["", "10 4", "2 3", "9 3 2 3", "4 5", "14 3 2 3 2 3"];
  const MOST = 12;
  // The colors come back after six slots, with other dashes.
  const style = (slot) => ({
    color: `var(--figure-${COLORS[slot % 6]})`,
    dash: DASHES[(slot + 3 * Math.floor(slot / 6)) % 6],
    width: 2.4,
    shares: slot > 0, // where two are one line, both are seen
  });

  let follow = () => {};

  function setUp(figure) {
    const still = figure.querySelector("svg.figure-image");
    if (!still) return; // set up before
    // Not further out: the script of charts runs after those of one page.
    const { address, between, buttons, curve, home, niceStep, number, parameters, reading,
      slider: sliderOf } = globalThis.Chart;
    const all = globalThis.ACTIVATIONS;
    const start = JSON.parse(figure.querySelector("template").content.textContent);

    // ---- The state: a slug or nothing in each slot, values of parameters, what is shown, a point ----

    const defaults = (slug) => all[slug].parameters.map(({ value }) => value);
    let state = { slots: start.functions, values: {}, show: "f", x: 0 };
    const chosen = () => state.slots.flatMap((slug, slot) => (slug ? [{ slug, slot }] : []));
    const valuesOf = (slug) => state.values[slug] ?? defaults(slug);
    const curves = (values = valuesOf) => chosen()
      .map(({ slug, slot }) => ({ ...curve(slug, state.show, values(slug)), ...style(slot) }));
    const isStart = () => String(state.slots) === String(start.functions) && state.show === "f";
    // What the functions need at their defaults, and as much more as the parameters ask for.
    function fitting() {
      const [usual, wanted] = [home(curves(defaults)), home(curves())];
      return (isStart() ? start.view : usual).map((end, index) =>
        end + Math[index % 2 ? "max" : "min"](0, wanted[index] - usual[index]));
    }

    // ---- The chart in the place of the still figure ----

    const [width, height] = still.getAttribute("viewBox").split(" ").slice(2);
    const box = element("div", { className: "chart-box" });
    box.style.aspectRatio = `${width} / ${height}`;
    still.replaceWith(box);
    const chart = globalThis.Chart({
      box, view: start.view,
      label: "Graphs of the functions in the list; arrow keys move the view, plus and minus zoom",
      onTap: (x) => change({ x }), onView: () => { tell(); describe(); },
    });
    // With the focus on it, arrow keys move the view; Chart.buttons adds + and -.
    chart.svg.setAttribute("tabindex", 0);
    chart.svg.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      chart.pan(...way);
    });
    const rule = shape("path", { class: "compare-rule" });
    chart.under.append(rule);
    chart.onDraw = () => {
      const { top, bottom, left, right } = chart.frame;
      const x = chart.across(state.x);
      rule.setAttribute("d", x >= left && x <= right ? `M${x} ${top}V${bottom}` : "");
    };

    // ---- The controls ----

    const kinds = Object.entries(NAMES).map(([order, name]) => {
      const input = element("input", { type: "radio", name: "show", value: order });
      input.addEventListener("change", () => change({ show: order }));
      return { input, label: element("label", {}, input, name) };
    });
    const reset = element("button", { type: "button", className: "chart-button" }, "Reset view");
    reset.addEventListener("click", () => chart.reset());
    const share = element("button", { type: "button", className: "chart-button" }, "Copy link");
    share.addEventListener("click", async () => {
      toAddress();
      share.textContent = await toClipboard(location.href) ? "Copied" : "Copy the address";
      setTimeout(() => { share.textContent = "Copy link"; }, 2000);
    });

    const families = {};
    for (const slug of Object.keys(all)) (families[all[slug].family] ??= []).push(slug);
    const options = Object.fromEntries(Object.keys(all).map((slug) =>
      [slug, element("option", { value: slug }, all[slug].name)]));
    const add = element("select", { autocomplete: "off" }, element("option", { value: "" }, "choose …"),
      ...Object.entries(families).map(([label, slugs]) =>
        element("optgroup", { label }, ...slugs.map((slug) => options[slug]))));
    add.addEventListener("change", () => {
      const slots = [...state.slots];
      const free = slots.findIndex((slug) => !slug);
      slots[free < 0 ? slots.length : free] = add.value;
      change({ slots });
    });
    const slider = element("input", { type: "range", step: "any", autocomplete: "off" });
    const at = element("b", {});
    slider.addEventListener("input", () => {
      const [left, right] = chart.view;
      const step = niceStep((right - left) / 400);
      change({ x: Number((Math.round(slider.valueAsNumber / step) * step).toPrecision(12)) });
    });
    const list = element("ul", { className: "compare-list" });
    const unfolded = new Set();
    const bar = element("div", { className: "compare-bar" },
      element("span", { className: "compare-kinds", role: "group", ariaLabel: "Show" },
        ...kinds.map(({ label }) => label)),
      element("span", { className: "compare-buttons" }, ...buttons(chart), reset, share));
    figure.querySelector(".figure-controls").append(bar,
      element("label", {}, element("span", {}, "Add a function"), add),
      element("label", {}, element("span", {}, "Values at x = ", at), slider), list);

    // ---- The list: a line of the curve's kind, its name, its value, and a way to take it out ----

    let [listed, entries] = ["", []];

    function entry({ slug, slot }) {
      const { color, dash } = style(slot);
      const line = shape("path", { d: "M1 6H31", "stroke-dasharray": dash || "none" });
      const sample = shape("svg", { viewBox: "0 0 32 12", "aria-hidden": "true" }, line);
      line.style.stroke = color;
      const { name } = all[slug];
      const value = element("data", {});
      const remove = element("button", { type: "button", className: "compare-remove", title: `Remove ${name}` }, "×");
      remove.setAttribute("aria-label", `Remove ${name}`);
      remove.addEventListener("click", () => {
        const slots = state.slots.map((one) => (one === slug ? "" : one));
        while (slots.length && !slots.at(-1)) slots.pop();
        const { [slug]: _, ...values } = state.values;
        change({ slots, values });
        // The focus goes on to what comes after, not back to the top of the page.
        (list.querySelector(".compare-remove") ?? add).focus();
      });
      const { fold, panel, show: showValues } = folded(slug);
      entries.push({ slug, value, showValues });
      return element("li", {}, sample, element("span", {}, name), ...fold, value, remove, ...panel);
    }

    // The sliders of a function, folded behind a button that tells their values.
    function folded(slug) {
      const { name, parameters: its } = all[slug];
      const sliders = its.map((parameter, index) => (parameter.fixed ? null : sliderOf(parameter,
        (value) => change({ values: { ...state.values, [slug]: valuesOf(slug).with(index, value) } }))));
      if (!sliders.some(Boolean)) return { fold: [], panel: [], show() {} };
      const fold = element("button", { type: "button", className: "compare-fold" });
      const panel = element("div", { className: "compare-sliders", role: "group",
        ariaLabel: `Parameters of ${name}`, hidden: !unfolded.has(slug) },
      ...sliders.filter(Boolean).map(({ label }) => label));
      fold.setAttribute("aria-expanded", !panel.hidden);
      fold.addEventListener("click", () => {
        panel.hidden = !panel.hidden;
        unfolded[panel.hidden ? "delete" : "add"](slug);
        fold.setAttribute("aria-expanded", !panel.hidden);
      });
      function show() {
        const values = valuesOf(slug);
        sliders.forEach((one, index) => one?.show(values[index]));
        fold.textContent = its.flatMap(({ symbol, fixed }, index) =>
          (fixed ? [] : [`${symbol} = ${number(values[index])}`])).join(", ");
        fold.setAttribute("aria-label", `${fold.textContent}: parameters of ${name}`);
      }
      return { fold: [fold], panel: [panel], show };
    }

    function describe() {
      const { x } = state;
      const [left, right] = chart.view;
      Object.assign(slider, { min: Math.min(left, x), max: Math.max(right, x), value: x });
      const text = number(x);
      at.textContent = text;
      for (const { value, slug } of entries) {
        value.textContent = reading(slug, x, valuesOf(slug)).texts[state.show];
      }
      const said = entries.map(({ value, slug }) => `${all[slug].name} ${value.textContent}`);
      slider.setAttribute("aria-valuetext", `x = ${text}: ${said.join(", ")}`);
    }

    // ---- Changes ----

    function change(update) {
      state = { ...state, ...update };
      if (!("x" in update)) chart.settle(fitting());
      show();
      tell();
    }

    function show() {
      // A list that is made anew would take the slider away that is being moved.
      if (listed !== String(state.slots)) {
        [listed, entries] = [String(state.slots), []];
        list.replaceChildren(...chosen().map(entry));
      }
      for (const { showValues } of entries) showValues();
      for (const { input } of kinds) input.checked = input.value === state.show;
      for (const [slug, option] of Object.entries(options)) option.disabled = state.slots.includes(slug);
      add.value = "";
      add.disabled = chosen().length >= MOST;
      chart.draw(curves());
      describe();
    }

    // ---- The address ----

    function words() {
      const pairs = {};
      for (const { slug } of chosen()) {
        for (const [name, value] of parameters.changed(slug, valuesOf(slug))) pairs[`${slug}-${name}`] = value;
      }
      if (!isStart()) pairs.functions = state.slots;
      if (state.show !== "f") pairs.show = state.show;
      if (state.x) pairs.x = Number(state.x.toPrecision(6));
      if (chart.moved) pairs.view = chart.view;
      return new URLSearchParams(pairs);
    }
    const tell = () => address.write(words());
    function toAddress() {
      const told = words();
      // Someone who gets the link may find another choice at the start one day.
      if (!told.has("functions")) told.set("functions", state.slots);
      history.replaceState(history.state, "", `#${told}`.replaceAll("%2C", ","));
    }

    function read() {
      const query = new URLSearchParams(location.search);
      const given = location.hash.includes("=") ? address.read() : query;
      // What came in the query goes on in the hash, where it can change without a new page.
      if (query.has("functions")) {
        history.replaceState(history.state, "", `${location.pathname}#${given}`.replaceAll("%2C", ","));
      }
      const slots = given.get("functions")?.split(",").slice(0, MOST)
        .map((slug, place, every) =>
          (Object.hasOwn(all, slug) && every.indexOf(slug) === place ? slug : ""));
      const x = Number(given.get("x") ?? 0);
      state = {
        slots: slots?.some(Boolean) ? slots : start.functions,
        values: {},
        show: Object.hasOwn(NAMES, given.get("show")) ? given.get("show") : "f",
        x: Number.isFinite(x) ? between(-1e5, x, 1e5) : 0,
      };
      for (const { slug } of chosen()) {
        state.values[slug] = parameters.read(slug, (name) => given.get(`${slug}-${name}`));
      }
      chart.settle(fitting());
      const view = given.get("view")?.split(",").map(Number);
      chart.show(view?.length === 4 ? view : chart.home);
      show();
    }

    // A reader who goes on to another page changes the hash too, before the figure has gone.
    const page = location.pathname;
    follow = () => {
      if (location.pathname === page && (!location.hash || location.hash.includes("="))) read();
    };
    read();
  }

  addEventListener("hashchange", () => follow());
  document$.subscribe(() => document.querySelectorAll("#figure-comparison").forEach(setUp));
})();
