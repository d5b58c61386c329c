// The plot of a scalar activation: in the place of the static figure, and as large. A slider a
// parameter, a box a curve, and a point that the reader drags along f: it shows the tangent and the
// values there, at a kink those on both sides. What differs from the start stands in the address.
// Without this script the static figure stays.

"use strict";

(() => {
  const { element, shape } = globalThis.Elements;
  const { address, between, buttons, curve, home, niceStep, number, parameters, reading, slider } = globalThis.Chart;
  const ORDERS = ["f", "df", "d2f"];
  const NAMES = { f: "f", df: "f′", d2f: "f″" };
  const START = -1;
  const FARTHEST = 1e12; // beyond, a view has no digits left, and the square of x none in the end
  const HINT = "Drag the point, or use the arrow keys. Drag the plot; two fingers, or Ctrl and the wheel, zoom.";

  const plots = new Set();

  function setUp(figure) {
    const still = figure.querySelector("svg.figure-image");
    if (!still) return; // set up before
    const { plot: slug, ...told } = figure.dataset;
    const it = globalThis.ACTIVATIONS[slug];
    const prefix = document.querySelectorAll("[data-plot]").length > 1 ? `${slug}-` : "";

    // ---- The state, and what follows from it ----

    const drawn = (orders, values) => orders.map((order) => ({
      ...curve(slug, order, values), shares: order !== "f", levels: order !== "d2f",
    }));
    const defaults = it.parameters.map(({ value }) => value);
    const atFirst = drawn(ORDERS, defaults);
    const start = { values: defaults, x: Number(told.x ?? START),
      shown: told.show?.split("-") ?? usual(atFirst) };
    let state = { ...start };
    // Room for all that is shown; the axes move only where the room of the start is not enough.
    const usualView = home(atFirst.filter((_, index) => start.shown.includes(ORDERS[index])));
    function fitting() {
      const wanted = home(drawn(ORDERS.filter((order) => state.shown.includes(order)), state.values));
      const view = usualView.map((end, index) => Math[index % 2 ? "max" : "min"](end, wanted[index]));
      told.view?.split(",").forEach((end, index) => { view[index] = Number(end); });
      return view;
    }
    const at = (order) => it[order](state.x, ...state.values);

    // f'' helps where f' has no jump, and where it is not zero throughout.
    function usual([f, df, d2f]) {
      const smooth = [...f.breaks, ...df.breaks].every(({ left, right }) => left === right);
      const bends = [-3, -2, -1.1, -0.3, 0.2, 0.7, 1.3, 2.2, 3.1].some((x) => d2f.f(x));
      return smooth && bends ? ORDERS : ORDERS.slice(0, 2);
    }

    // ---- The chart in the place of the still figure ----

    const [width, height] = still.getAttribute("viewBox").split(" ").slice(2);
    const words = element("p", { id: `plot-${slug}`, hidden: true },
      still.querySelector("desc").textContent);
    const box = element("div", { className: "chart-box" }, words);
    box.style.aspectRatio = `${width} / ${height}`;
    still.replaceWith(box);
    const chart = globalThis.Chart({
      box, view: fitting(), label: `Plot of ${it.name}`, describedBy: words.id,
      onTap(x) {
        change({ x: snapped(rounded(x)) });
        point.focus({ preventScroll: true });
      },
      onView() {
        if (restoring) return;
        describe();
        tell();
      },
    });
    let restoring = false;

    // ---- The point ----

    const guide = shape("path", { class: "plot-guide" });
    const tangent = shape("path", { class: "plot-tangent" });
    const dots = ORDERS.map((order) => {
      const made = shape("circle", { class: "plot-dot" });
      made.style.setProperty("--curve", `var(--figure-${order})`);
      return made;
    });
    const ring = shape("circle", { class: "plot-ring" });
    const point = shape("g", { class: "plot-point", role: "slider", tabindex: 0,
      "aria-label": `Point on ${it.name}` }, shape("circle", { class: "plot-target", r: 22 }), ring);
    chart.under.append(guide, tangent);
    chart.layer.append(shape("g", { "aria-hidden": "true" }, ...dots), point);

    // x, or the kink a few pixels from it.
    const snapped = (x) => it.kinks(...state.values)
      .find((kink) => Math.abs(chart.across(kink) - chart.across(x)) < 7) ?? x;
    // As many digits as pixels can tell.
    function rounded(x) {
      const step = niceStep((chart.view[1] - chart.view[0]) / 1000);
      return Number((Math.round(x / step) * step).toPrecision(12));
    }

    let grip = null;
    point.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      point.setPointerCapture(event.pointerId);
      grip = event.clientX - chart.across(state.x);
    });
    point.addEventListener("pointermove", (event) => {
      if (grip === null) return;
      const { left, right } = chart.frame;
      change({ x: snapped(rounded(chart.toX(between(left, event.clientX - grip, right)))) });
    });
    for (const name of ["pointerup", "pointercancel"]) {
      point.addEventListener(name, () => { grip = null; });
    }
    point.addEventListener("keydown", (event) => {
      const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1,
        PageDown: -10, PageUp: 10 }[event.key];
      const end = { Home: 0, End: 1 }[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey || (!direction && end === undefined)) return;
      event.preventDefault();
      const step = niceStep((chart.view[1] - chart.view[0]) / 100);
      const wanted = direction
        ? Number(((Math.round(state.x / step) + direction) * step).toPrecision(12)) : chart.view[end];
      // A kink on the way is a stop.
      const kink = it.kinks(...state.values).filter((x) => (x - state.x) * (wanted - x) > 0)
        .sort((one, other) => Math.abs(one - state.x) - Math.abs(other - state.x))[0];
      change({ x: direction && kink !== undefined ? kink : wanted });
      follow();
    });

    // The view moves with a point that would leave it.
    function follow() {
      const [left, right, low, high] = chart.view;
      const y = at("f");
      const dx = Math.min(0, state.x - left) + Math.max(0, state.x - right);
      const dy = Number.isFinite(y) ? Math.min(0, y - low) + Math.max(0, y - high) : 0;
      if (dx || dy) chart.show([left + dx, right + dx, low + dy, high + dy]);
    }

    function drawPoint() {
      const { frame } = chart;
      const { sides, texts } = reading(slug, state.x, state.values);
      const inside = (y) => Number.isFinite(y) && y >= chart.view[2] && y <= chart.view[3]
        && state.x >= chart.view[0] && state.x <= chart.view[1];
      const x = chart.across(state.x);
      const shown = ORDERS.filter((order) => state.shown.includes(order) && texts[order] !== "none"
        && inside(at(order)));
      dots.forEach((dot, index) => {
        const visible = shown.includes(ORDERS[index]) && ORDERS[index] !== shown[0];
        dot.setAttribute("visibility", visible ? "visible" : "hidden");
        if (!visible) return;
        place(dot, x, chart.down(at(ORDERS[index])), 4 * frame.scale);
      });
      const lead = shown[0] ?? "f";
      const y = chart.down(between(chart.view[2], shown.length ? at(lead) : 0, chart.view[3]));
      point.setAttribute("transform",
        `translate(${between(frame.left, x, frame.right)} ${between(frame.top, y, frame.bottom)})`);
      point.style.setProperty("--curve", `var(--figure-${lead})`);
      point.classList.toggle("plot-away", !shown.length);
      ring.setAttribute("r", 5.5 * frame.scale);
      const top = Math.min(...shown.map((order) => chart.down(at(order))));
      guide.setAttribute("d", shown.length ? `M${x} ${frame.bottom}V${top}` : "");
      tangent.setAttribute("d", lead === "f" && shown.length ? tangents(sides, x) : "");
    }

    function place(circle, x, y, r) {
      for (const [key, value] of Object.entries({ cx: x, cy: y, r })) circle.setAttribute(key, value);
    }

    // The tangent on both sides of the point; at a kink one on each side.
    function tangents(sides, x) {
      const { frame, view } = chart;
      const ratio = frame.height / (view[3] - view[2]) * (view[1] - view[0]) / frame.width;
      return [0, 1].map((index) => {
        const slope = (sides ? sides.df[index] : at("df")) * ratio;
        const from = chart.down(sides ? sides.f[index] : at("f"));
        const long = (index ? 70 : -70) * frame.scale / Math.hypot(1, slope);
        return Number.isFinite(slope) ? `M${x} ${from}l${long} ${-long * slope}` : "";
      }).join("");
    }

    // ---- The controls ----

    const boxes = ORDERS.map((order) => {
      const input = element("input", { type: "checkbox", value: order, autocomplete: "off" });
      input.addEventListener("change", () => change({
        shown: ORDERS.filter((one) => (one === order ? input.checked : state.shown.includes(one))),
      }));
      const label = element("label", { className: `plot-curve plot-${order}` }, input, NAMES[order]);
      return { input, label };
    });
    const reset = element("button", { type: "button", className: "chart-button" }, "Reset");
    reset.addEventListener("click", () => {
      change(start);
      chart.reset();
    });
    const sliders = it.parameters.map((parameter, index) => {
      return parameter.fixed ? null : slider(parameter, (value) => {
        const values = state.values.with(index, value);
        const kink = it.kinks(...state.values).indexOf(state.x);
        // A point on a kink goes with it.
        change({ values, ...(kink >= 0 && { x: it.kinks(...values)[kink] }) });
      });
    });
    const cells = Object.fromEntries(["x", ...ORDERS].map((key) => [key, element("output", { ariaLive: "off" })]));
    const typed = element("input", { type: "number", step: "any", autocomplete: "off" });
    typed.setAttribute("aria-label", "x");
    typed.addEventListener("input", () => {
      if (!Number.isFinite(typed.valueAsNumber)) return;
      change({ x: between(-FARTHEST, typed.valueAsNumber, FARTHEST) });
      follow();
    });
    const note = element("p", { className: "plot-note" });
    const heading = (key) => element("span", {}, key === "x" ? "x" : `${NAMES[key]}(x)`);
    figure.querySelector(".figure-controls").append(
      element("div", { className: "plot-bar" }, ...boxes.map(({ label }) => label),
        element("span", { className: "plot-buttons" }, ...buttons(chart), reset)),
      ...sliders.filter(Boolean).map(({ label }) => label),
      element("div", { className: "plot-values" },
        element("label", {}, heading("x"), typed),
        ...ORDERS.map((key) => element("div", { className: `plot-${key}` }, heading(key), cells[key]))),
      note,
    );

    // ---- Words for the point ----

    function describe() {
      const { x } = state;
      const { sides, jump, texts } = reading(slug, x, state.values);
      for (const order of ORDERS) cells[order].textContent = texts[order];
      if (document.activeElement !== typed) typed.value = Number(x.toPrecision(12));
      note.textContent = jump ? atKink(jump, sides) : HINT;
      const said = ORDERS.map((order) => `${NAMES[order]} ${texts[order].replace("|", "left, right")}`);
      for (const [key, value] of Object.entries({
        valuemin: Math.min(x, chart.view[0]), valuemax: Math.max(x, chart.view[1]), valuenow: x,
        valuetext: `x ${number(x)}, ${said.join(", ")}`,
      })) point.setAttribute(`aria-${key}`, value);
    }

    function atKink(order, sides) {
      const [left, right] = sides[order];
      const both = `${NAMES[order]} is ${number(left)} on the left, ${number(right)} on the right`;
      if (order === "d2f") return `A kink of f′: ${both}.`;
      const slope = at("df");
      const side = sides.df.indexOf(slope);
      const choice = sides.df[0] === sides.df[1] || side < 0 ? "" : `, the ${["left", "right"][side]} slope`;
      return `${order === "f" ? "A jump" : "A kink"}: ${both}; the code returns f′ = ${number(slope)}${choice}.`;
    }

    // ---- Changes ----

    function change(update) {
      state = { ...state, ...update };
      if (update.values || update.shown) chart.settle(fitting());
      show();
      tell();
    }

    function show() {
      chart.draw(drawn(ORDERS.filter((order) => state.shown.includes(order)), state.values));
      boxes.forEach(({ input }) => { input.checked = state.shown.includes(input.value); });
      sliders.forEach((one, index) => one?.show(state.values[index]));
      describe();
    }

    // ---- The address ----

    const changed = () => chart.moved || state.x !== start.x || String(state.shown) !== String(start.shown)
      || String(state.values) !== String(start.values);

    function inAddress() {
      const pairs = Object.fromEntries(parameters.changed(slug, state.values));
      if (state.x !== start.x) pairs.x = state.x;
      if (String(state.shown) !== String(start.shown)) pairs.show = state.shown.join("-");
      if (chart.moved) pairs.view = chart.view.join(",");
      return Object.entries(pairs).map(([key, value]) => [prefix + key, value]);
    }

    function tell() {
      reset.disabled = !changed();
      const all = [...plots].filter((one) => one.figure.isConnected).flatMap((one) => one.words());
      address.write(new URLSearchParams(all));
    }

    function read() {
      const given = address.read();
      const get = (key) => given.get(prefix + key);
      const x = Number(get("x") || NaN);
      const values = parameters.read(slug, get);
      const named = ORDERS.filter((order) => get("show")?.split("-").includes(order));
      const shown = named.length || get("show") === "" ? named : start.shown;
      state = { values, shown, x: Number.isFinite(x) ? between(-FARTHEST, x, FARTHEST) : start.x };
      const seen = get("view")?.split(",").map(Number);
      restoring = true; // what the address says need not be told to it
      chart.settle(fitting());
      chart.show(seen?.length === 4 ? seen : chart.home);
      restoring = false;
      show();
      reset.disabled = !changed();
    }

    chart.onDraw = drawPoint;
    plots.add({ figure, words: inAddress, read });
    read();
  }

  addEventListener("hashchange", () => {
    // A link to a section is no state.
    if (!location.hash || location.hash.includes("=")) {
      for (const one of plots) if (one.figure.isConnected) one.read();
    }
  });

  document$.subscribe(() => {
    for (const one of plots) if (!one.figure.isConnected) plots.delete(one);
    document.querySelectorAll("figure[data-plot]").forEach(setUp);
  });
})();
