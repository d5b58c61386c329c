// Axes and curves that readers can pan and zoom: Chart(options) puts one into a box of the page,
// which keeps its size. Curves are functions of x; they are sampled as finely as the drawing asks,
// and end where they jump. Dragging pans; the wheel with Ctrl, two fingers, and the buttons of
// Chart.buttons zoom. Plots of one function and comparisons of many are made of it.
//
//   const chart = Chart({ box, view: [left, right, bottom, top], label, onTap, onView });
//   chart.draw([Chart.curve("elu", "df", [alpha])]);
//
// A curve: { f, breaks, color, width, dash, label }; breaks: [{ x, left, at, right }], where `at` is
// nan if there is no value. Drawn in order. One with `shares` is dashed where it runs upon an earlier one, one with `levels` has dotted
// lines at its limits. `chart.layer` is a group above the curves and `chart.under` one below them, for
// marks of the caller's own, placed with chart.across and chart.down when chart.onDraw is called.

"use strict";

globalThis.Chart = (() => {
  const { element, shape } = globalThis.Elements;
  const STYLES = {
    f: { color: "var(--figure-f)", width: 3 },
    df: { color: "var(--figure-df)", width: 2 },
    d2f: { color: "var(--figure-d2f)", width: 1.4 },
  };
  const ORDERS = ["f", "df", "d2f"];
  const PRIMES = { f: "", df: "′", d2f: "″" };
  const STRIDE = 6; // pixels between samples, before any are added
  const COLUMN = 8; // and of what a label keeps away from
  const [NARROWEST, WIDEST] = [1e-3, 1e5]; // spans of x

  let count = 0;

  // ---- Numbers ----

  const between = (low, value, high) => Math.min(Math.max(value, low), high);

  // A number as it is printed on this site: a true minus, no zeros at its end, whole digits all.
  function number(value, digits = 4) {
    if (Number.isNaN(value)) return "nan";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    const size = Math.abs(value);
    const [mantissa, power] = value.toExponential(digits - 1).split("e");
    const raised = () => power.replace("+", "").replace(/[-\d]/g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻");
    const text = size && (size < 1e-4 || size >= 1e6)
      ? `${Number(mantissa)} × 10${raised()}` : String(Number(value.toPrecision(Math.max(digits, Number(power) + 1))));
    return text.replace("-", "−");
  }

  // The step 1, 2 or 5 times a power of ten next above a length.
  function niceStep(least) {
    const power = 10 ** Math.floor(Math.log10(least));
    return power * [1, 2, 5, 10].find((digit) => digit * power >= least * (1 - 1e-9));
  }

  function ticks(low, high, most) {
    const step = niceStep((high - low) / most);
    const first = Math.ceil(low / step - 1e-9);
    const last = Math.floor(high / step + 1e-9);
    // Whole multiples, divided where the step is a fraction: 0.3, not 3 × 0.1.
    const whole = Math.round(1 / step);
    return Array.from({ length: last - first + 1 }, (_, index) =>
      step < 1 ? (first + index) / whole : (first + index) * step);
  }

  // A view in as many digits as can be seen, so that a link to it is short and exact.
  function rounded(view) {
    return view.map((end, index) => {
      const low = index < 2 ? 0 : 2;
      const decimals = 4 - Math.floor(Math.log10(view[low + 1] - view[low]));
      return Math.round(end * 10 ** decimals) / 10 ** decimals;
    });
  }

  // ---- A function of the site as a curve, and its values at a point ----

  // order: "f", "df" or "d2f"; values: those of its parameters, in their order.
  function curve(slug, order = "f", values = []) {
    const { [order]: it, kinks, sides, label, parameters: all } = globalThis.ACTIVATIONS[slug];
    const given = all.map(({ value }, index) => values[index] ?? value);
    const f = (x) => it(x, ...given);
    const limits = sides(...given);
    const breaks = kinks(...given).flatMap((x, index) => {
      const [left, right] = limits[index][order];
      const jump = jumpAmong(limits[index]);
      return jump ? { x, left, at: beyond(order, jump) ? NaN : f(x), right } : [];
    });
    return { f, breaks, label: label + PRIMES[order], ...STYLES[order] };
  }

  // The first of f, f' and f'' that jumps; none where the values of the parameters mend a kink.
  const jumpAmong = (sides) => ORDERS.find((order) => sides[order][0] !== sides[order][1]);

  // Whether it is a derivative of what has jumped, and so has no value there.
  const beyond = (order, jump) => ORDERS.indexOf(order) > ORDERS.indexOf(jump);

  // What a reader is told of f, f' and f'' at x: both limits where f' or f'' jumps, and no
  // derivatives of what has jumped.
  function reading(slug, x, values) {
    const it = globalThis.ACTIVATIONS[slug];
    const sides = it.sides(...values)[it.kinks(...values).indexOf(x)];
    const jump = sides && jumpAmong(sides);
    const texts = {};
    for (const order of ORDERS) {
      if (jump && beyond(order, jump)) texts[order] = "none";
      else if (jump === order && order !== "f") texts[order] = sides[order].map((y) => number(y)).join(" | ");
      else texts[order] = number(it[order](x, ...values), 5);
    }
    return { sides, jump, texts };
  }

  const jumps = ({ left, at, right }) => left !== right || Number.isNaN(at);

  // What a curve takes or tends to between a left and a right end of x; of f, df and d2f together
  // this makes a view in which a common function has shown what it does.
  function home(curves, reach = 4, margin = 2) {
    const places = curves.flatMap(({ breaks }) => breaks.map(({ x }) => x));
    const left = Math.min(-reach, ...places.map((x) => x - margin));
    const right = Math.max(reach, ...places.map((x) => x + margin));
    const shown = [0, 1];
    for (const { f, breaks } of curves) {
      const values = Array.from({ length: 161 }, (_, i) => f(left + (right - left) * i / 160));
      const finite = values.filter(Number.isFinite);
      shown.push(Math.max(Math.min(...finite), -reach), Math.min(Math.max(...finite), reach));
      for (const one of breaks.filter(jumps)) shown.push(one.left, one.at, one.right);
      shown.push(...limits(f));
    }
    const known = shown.filter(Number.isFinite);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    return [left, right, low - 0.07 * (high - low), high + 0.07 * (high - low)];
  }

  // The finite limits on the left and on the right, as far as values far out tell; nan for others.
  function limits(f) {
    return [-1, 1].map((sign) => {
      const [near, far] = [f(sign * 1e7), f(sign * 1e8)];
      return Math.abs(near - far) < 1e-6 ? Math.round(far * 1e6) / 1e6 : NaN;
    });
  }

  // ---- Sampling: runs of points in pixels ----

  function sample({ f, breaks = [] }, left, right, across, down, depth = 5) {
    const runs = [[]];
    const add = (x, y) => {
      if (Number.isFinite(y)) runs.at(-1).push([across(x), down(y), x]);
      else if (runs.at(-1).length) runs.push([]);
    };
    // Points between two others, where the straight line between them would be seen to be wrong.
    function refine(x, y, otherX, otherY, level) {
      const middle = (x + otherX) / 2;
      const value = f(middle);
      if (!(Math.abs(down(value) - (down(y) + down(otherY)) / 2) > 0.3)) return;
      if (level > 1) refine(x, y, middle, value, level - 1);
      add(middle, value);
      if (level > 1) refine(middle, value, otherX, otherY, level - 1);
    }
    const inside = breaks.filter(({ x }) => x > left && x < right);
    const stops = [{ x: left, right: f(left) }, ...inside, { x: right, left: f(right) }];
    for (let index = 1; index < stops.length; index += 1) {
      const [start, stop] = [stops[index - 1], stops[index]];
      const steps = Math.max(2, Math.ceil((across(stop.x) - across(start.x)) / STRIDE));
      let [x, y] = [start.x, start.right];
      add(x, y);
      for (let step = 1; step <= steps; step += 1) {
        const nextX = step === steps ? stop.x : start.x + (stop.x - start.x) * step / steps;
        const nextY = step === steps ? stop.left : f(nextX);
        refine(x, y, nextX, nextY, depth);
        add(nextX, nextY);
        [x, y] = [nextX, nextY];
      }
      if (stop.right !== undefined && jumps(stop)) runs.push([]);
    }
    return runs.filter((run) => run.length > 1);
  }

  // A run cut into parts that run upon an earlier curve and parts that do not.
  function parted(run, earlier, down) {
    const parts = [];
    for (const point of run) {
      const upon = earlier.some(({ f }) => Math.abs(down(f(point[2])) - point[1]) < 0.7);
      if (parts.at(-1)?.upon !== upon) {
        parts.push({ upon, points: parts.length ? [parts.at(-1).points.at(-1)] : [] });
      }
      parts.at(-1).points.push(point);
    }
    // Two curves that cross are close for a few pixels; only longer parts are shared.
    for (const part of parts) {
      if (part.points.at(-1)[0] - part.points[0][0] < 24) part.upon = false;
    }
    return parts;
  }

  function path(runs, height) {
    const place = ([x, y]) => `${x.toFixed(1)} ${between(-height, y, 2 * height).toFixed(1)}`;
    return runs.map((run) => `M${run.map(place).join("L")}`).join("");
  }

  // ---- The chart ----

  function Chart({ box, view, label, describedBy, onTap, onView }) {
    const id = `chart-${count += 1}`;
    const clip = shape("rect", {});
    const [axes, under, lines, labels, layer] = Array.from({ length: 5 }, () => shape("g", {}));
    const surface = shape("rect", { class: "chart-surface" });
    const clipped = shape("g", { "clip-path": `url(#${id})` }, under, lines);
    const drawn = shape("g", { "aria-hidden": "true" }, axes, clipped, labels);
    const svg = shape("svg", { class: "chart", role: "group", "aria-label": label },
      shape("clipPath", { id }, clip), drawn, surface, layer);
    if (describedBy) svg.setAttribute("aria-describedby", describedBy);
    box.append(svg);

    let curves = [];
    let frame = null;
    let waiting = 0;
    const kept = new Map(); // where the label of a curve stood last
    view = rounded(view);
    let first = view;

    const chart = {
      svg,
      layer,
      under,
      get view() { return [...view]; },
      get home() { return [...first]; },
      get frame() { return frame; },
      get moved() { return view.some((end, index) => end !== first[index]); },
      across: (x) => frame.left + (x - view[0]) / (view[1] - view[0]) * frame.width,
      down: (y) => frame.bottom - (y - view[2]) / (view[3] - view[2]) * frame.height,
      toX: (pixel) => view[0] + (pixel - frame.left) / frame.width * (view[1] - view[0]),
      toY: (pixel) => view[2] + (frame.bottom - pixel) / frame.height * (view[3] - view[2]),
      draw(given) {
        curves = given;
        schedule();
      },
      show(wanted) {
        if (!wanted.every(Number.isFinite) || wanted[1] <= wanted[0] || wanted[3] <= wanted[2]) return;
        const span = wanted[1] - wanted[0];
        if (span < NARROWEST || span > WIDEST) return;
        view = rounded(wanted);
        schedule();
        onView?.();
      },
      // Another home; a reader who has not moved the view goes along.
      settle(wanted) {
        const follows = !chart.moved;
        first = rounded(wanted);
        if (follows) chart.show(first);
      },
      zoom(factor, x = (view[0] + view[1]) / 2, y = (view[2] + view[3]) / 2) {
        chart.show(view.map((end, index) => (index < 2 ? x : y) * (1 - factor) + end * factor));
      },
      pan(dx, dy) {
        const [x, y] = [dx / frame.width, dy / frame.height];
        const [width, height] = [view[1] - view[0], view[3] - view[2]];
        chart.show(view.map((end, index) => end + (index < 2 ? -x * width : y * height)));
      },
      reset: () => chart.show(first),
      redraw: schedule,
      onDraw: () => {},
    };

    // All changes of one frame are drawn together.
    function schedule() {
      waiting ||= requestAnimationFrame(() => {
        waiting = 0;
        paint();
      });
    }

    function paint() {
      const [width, height] = [svg.clientWidth, svg.clientHeight];
      if (!width || !height) return;
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      const scale = between(1, width / 400, 1.3);
      frame = { top: 4, right: width - 6, bottom: height - 22 * scale, scale };
      frame.height = frame.bottom - frame.top;
      const y = ticks(view[2], view[3], frame.height / 46);
      const longest = Math.max(...y.map((tick) => number(tick, 6).length));
      frame.left = Math.max(28, 12 + 7 * longest) * scale;
      frame.width = frame.right - frame.left;
      for (const rect of [clip, surface]) {
        for (const [key, value] of Object.entries({
          x: frame.left, y: frame.top, width: frame.width, height: frame.height,
        })) rect.setAttribute(key, value);
      }
      svg.style.setProperty("--scale", scale);
      drawAxes(ticks(view[0], view[1], frame.width / 70), y);
      drawCurves();
      chart.onDraw();
    }

    // ---- Axes: a frame on two sides, few ticks, faint lines at zero ----

    function drawAxes(x, y) {
      const { left, right, top, bottom, scale } = frame;
      const made = [shape("path", { class: "chart-zero", d: [
        view[0] < 0 && view[1] > 0 ? `M${chart.across(0)} ${bottom}V${top}` : "",
        view[2] < 0 && view[3] > 0 ? `M${left} ${chart.down(0)}H${right}` : "",
      ].join("") })];
      made.push(shape("path", { class: "chart-axis", d: `M${left} ${top}V${bottom}H${right}`
        + x.map((tick) => `M${chart.across(tick)} ${bottom}v4`).join("")
        + y.map((tick) => `M${left} ${chart.down(tick)}h-4`).join("") }));
      for (const tick of x) {
        made.push(shape("text", { class: "chart-tick", x: chart.across(tick), y: bottom + 17 * scale,
          "text-anchor": "middle" }, number(tick, 6)));
      }
      for (const tick of y) {
        made.push(shape("text", { class: "chart-tick", x: left - 8, y: chart.down(tick) + 4 * scale,
          "text-anchor": "end" }, number(tick, 6)));
      }
      axes.replaceChildren(...made);
    }

    // ---- Curves, their dots at jumps, and the places that are marked ----

    function drawCurves() {
      const made = [];
      const dots = [];
      const inked = [];
      const places = new Set();
      curves.forEach((one, index) => {
        const runs = sample(one, view[0], view[1], chart.across, chart.down);
        const width = (one.width ?? 2) * frame.scale;
        const earlier = one.shares ? curves.slice(0, index) : [];
        const parts = earlier.length
          ? runs.flatMap((run) => parted(run, earlier, chart.down)) : runs.map((points) => ({ points }));
        const [alone, upon] = [parts.filter((part) => !part.upon), parts.filter((part) => part.upon)]
          .map((some) => path(some.map(({ points }) => points), svg.clientHeight));
        // Paper on both sides parts a curve from those below.
        if (index) made.push(shape("path", { class: "chart-paper", d: alone, "stroke-width": width + 3 }));
        made.push(colored("path", one, { class: "chart-curve", d: alone, "stroke-width": width,
          ...(one.dash && { "stroke-dasharray": one.dash }) }));
        if (upon) {
          made.push(colored("path", one,
            { class: "chart-curve", d: upon, "stroke-width": width, "stroke-dasharray": "6 6" }));
        }
        if (one.levels) made.unshift(shape("path", { class: "chart-level", d: levels(one) }));
        const own = [];
        for (const { x, left, at, right } of one.breaks ?? []) {
          if (x < view[0] || x > view[1]) continue;
          places.add(x);
          if (left === at && at === right) continue;
          for (const y of new Set([left, right])) {
            if (y !== at) own.push([x, y, "chart-open"]);
          }
          if (!Number.isNaN(at)) own.push([x, at, "chart-closed"]);
        }
        dots.push(...own.map((each) => dot(one, ...each)));
        inked.push(inkOf(runs, own.map(([x, y]) => [chart.across(x), chart.down(y)])));
      });
      const rules = [...places].map((x) => `M${chart.across(x)} ${frame.top}V${frame.bottom}`);
      made.unshift(shape("path", { class: "chart-kink", d: rules.join("") }));
      lines.replaceChildren(...made, ...dots);
      drawLabels(inked);
    }

    // A dotted line at each finite limit, on its own side.
    function levels({ f }) {
      const zero = between(frame.left, chart.across(0), frame.right);
      return limits(f).map((end, side) => end && Number.isFinite(end)
        ? `M${side ? zero : frame.left} ${chart.down(end)}H${side ? frame.right : zero}` : "").join("");
    }

    // Dots at one place are nested like their curves.
    const dot = (one, x, y, name) => colored("circle", one, { class: name, cx: chart.across(x),
      cy: chart.down(y), r: (2 + 0.7 * (one.width ?? 2)) * frame.scale });

    function colored(name, { color }, attributes, ...children) {
      const made = shape(name, attributes, ...children);
      made.style.setProperty("--curve", color);
      return made;
    }

    // ---- Labels: each beside its curve, where there is most room; it stays while there is some ----

    // The frame is cut into columns; `inked` says of each curve from where to where it runs in each,
    // with its dots, and nothing where it does not run at all.
    function drawLabels(inked) {
      const named = curves.flatMap((one, index) => (one.label ? [{ one, own: inked[index] }] : []));
      const texts = named.map(({ one }) => colored("text", one, { class: "chart-label" }, one.label));
      labels.replaceChildren(...texts);
      const sizes = texts.map((text) => text.getBBox());
      const taken = [];
      const axis = chart.down(0);
      named.forEach(({ one, own }, order) => {
        const { width, height } = sizes[order];
        const tall = height * 0.8;
        const options = [];
        for (let place = 0.02; place < 0.99; place += 0.04) {
          for (const side of ["above", "below", "left", "right"]) {
            const option = candidate(own, place, side, width, tall);
            if (option) options.push({ ...option, key: `${place.toFixed(2)}${side}` });
          }
        }
        const before = options.find(({ key, room }) => key === kept.get(one.label) && room >= 7);
        const best = before ?? options.reduce((a, b) => (b.worth > (a?.worth ?? -Infinity) ? b : a), null);
        texts[order].setAttribute("visibility", best ? "visible" : "hidden");
        if (!best) return;
        kept.set(one.label, best.key);
        taken.push(best);
        texts[order].setAttribute("x", best.left);
        texts[order].setAttribute("y", best.bottom - tall * 0.08);
      });

      // A place for a label: above or below all of its curve that is as wide as it, or beside a steep
      // part; none where it would leave the frame or cover a curve.
      function candidate(own, place, side, width, tall) {
        const x = frame.left + place * frame.width;
        const beside = side === "left" || side === "right";
        const left = { left: x - width - 10, right: x + 10 }[side] ?? x - width / 2;
        const right = left + width;
        if (left < frame.left + 4 || right > frame.right) return null;
        const here = own[columnOf(x)];
        const under = own.slice(columnOf(left - 6), columnOf(right + 6) + 1);
        if (!here || (!beside && !under.every(Boolean))) return null;
        const [high, low] = [Math.max(here[0], frame.top), Math.min(here[1], frame.bottom)];
        if (beside && low - high < tall) return null;
        const bottom = beside ? (high + low + tall) / 2 : side === "above"
          ? Math.min(...under.map(([top]) => top)) - 5 : Math.max(...under.map(([, end]) => end)) + 5 + tall;
        const top = bottom - tall;
        if (top < frame.top + 2 || bottom > frame.bottom - 2) return null;
        let room = 40;
        for (const one of inked) {
          const around = one === own ? under : one.slice(columnOf(left - 6), columnOf(right + 6) + 1);
          for (const range of around) if (range) room = Math.min(room, apart(...range, top, bottom));
          if (room < (one === own ? 4 : 2)) return null;
          if (one === own) room = 40;
        }
        for (const other of taken) {
          const aside = Math.max(other.left - right, left - other.right);
          room = Math.min(room, Math.max(aside, apart(other.top, other.bottom, top, bottom)));
        }
        if (room < 2) return null;
        room = Math.min(room, 6 + Math.max(0, apart(axis, axis, top, bottom)));
        const away = beside ? 10 : Math.abs((top + bottom - here[0] - here[1]) / 2) - tall / 2;
        // Near its curve, with room around, and rather on the right, where curves part.
        return { left, right, top, bottom, room, worth: Math.min(room, 24) - 0.2 * away + 4 * place };
      }
    }

    const columnOf = (pixel) => Math.max(0, Math.floor((pixel - frame.left) / COLUMN));

    // What a curve covers in each column: the ends of each line that touches it, and its dots.
    function inkOf(runs, dots) {
      const columns = Array(columnOf(frame.right) + 1).fill(null);
      const cover = (from, to, top, bottom) => {
        if (to < frame.left || from > frame.right) return;
        for (let index = columnOf(from); index <= Math.min(columnOf(to), columns.length - 1); index += 1) {
          const [high, low] = columns[index] ?? [Infinity, -Infinity];
          columns[index] = [Math.min(high, top), Math.max(low, bottom)];
        }
      };
      for (const run of runs) {
        run.slice(1).forEach(([x, y], index) => {
          const [fromX, fromY] = run[index];
          cover(fromX, x, Math.min(y, fromY), Math.max(y, fromY));
        });
      }
      for (const [x, y] of dots) cover(x - 6, x + 6, y - 6, y + 6);
      return columns;
    }

    // The distance of two ranges; negative where they overlap.
    const apart = (low, high, top, bottom) => Math.max(low - bottom, top - high);

    // ---- Pointers: one drags the view, two also zoom it; one that stays in place taps ----

    const pointers = new Map();
    let start = null;

    const local = (event) => {
      const { left, top } = svg.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    const center = () => [0, 1].map((axis) =>
      [...pointers.values()].reduce((sum, at) => sum + at[axis], 0) / pointers.size);
    const spread = () => {
      const [one, other] = [...pointers.values()];
      return other ? Math.max(20, Math.hypot(one[0] - other[0], one[1] - other[1])) : 0;
    };

    surface.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      surface.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, local(event));
      start = pointers.size === 1 ? local(event) : null;
    });
    surface.addEventListener("pointermove", (event) => {
      if (!pointers.has(event.pointerId)) return;
      const here = local(event);
      if (start && Math.hypot(here[0] - start[0], here[1] - start[1]) < 4) return;
      start = null;
      const [from, wide] = [center(), spread()];
      pointers.set(event.pointerId, here);
      const [to, wider] = [center(), spread()];
      chart.pan(to[0] - from[0], to[1] - from[1]);
      if (wide) chart.zoom(wide / wider, chart.toX(to[0]), chart.toY(to[1]));
    });
    for (const name of ["pointerup", "pointercancel"]) {
      surface.addEventListener(name, (event) => {
        pointers.delete(event.pointerId);
        if (start && name === "pointerup") onTap?.(chart.toX(start[0]), chart.toY(start[1]));
        start = null;
      });
    }
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // without it the page scrolls
      event.preventDefault();
      const [x, y] = local(event);
      chart.zoom(Math.exp(between(-60, event.deltaY, 60) / 200), chart.toX(x), chart.toY(y));
    }, { passive: false });

    new ResizeObserver(schedule).observe(svg);
    paint();
    return chart;
  }

  // ---- What goes with it ----

  // Buttons that zoom; and + and - on the keyboard while something in the box has the focus.
  function buttons(chart) {
    const made = [["−", "Zoom out", 1.5], ["+", "Zoom in", 1 / 1.5]].map(([text, name, factor]) => {
      const button = element("button", { type: "button", className: "chart-button", title: name }, text);
      button.setAttribute("aria-label", name);
      button.addEventListener("click", () => chart.zoom(factor));
      return button;
    });
    chart.svg.addEventListener("keydown", (event) => {
      const factor = { "+": 1 / 1.5, "=": 1 / 1.5, "-": 1.5 }[event.key];
      if (!factor || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      chart.zoom(factor);
    });
    return made;
  }

  // A slider for a parameter, which hands on its value; `show` sets it.
  function slider({ symbol, meaning, value, low, high, step }, onInput) {
    const input = element("input", { type: "range", min: low, max: high, step, autocomplete: "off" });
    const shown = element("b", {});
    input.addEventListener("input", () => {
      // A whole number of steps from the default, which is met exactly.
      const steps = Math.round((input.valueAsNumber - value) / step);
      onInput(steps ? Number((value + steps * step).toPrecision(12)) : value);
    });
    return {
      label: element("label", { title: meaning, className: "chart-slider" },
        element("span", {}, `${symbol} = `, shown, element("small", {}, meaning)), input),
      show(now) {
        input.value = now;
        shown.textContent = number(now);
        input.setAttribute("aria-valuetext", `${symbol} = ${number(now)}`);
      },
    };
  }

  // The values of a function's parameters as `get` gives their texts by name, and the pairs of name
  // and value that differ from the defaults.
  const parameters = {
    read: (slug, get) => globalThis.ACTIVATIONS[slug].parameters.map(({ name, value, low, high }) => {
      const given = get(name);
      return given && Number.isFinite(Number(given)) ? between(low, Number(given), high) : value;
    }),
    changed: (slug, values) => globalThis.ACTIVATIONS[slug].parameters.flatMap(({ name, value }, index) =>
      (values[index] === value ? [] : [[name, values[index]]])),
  };

  // What the address keeps: read as a URLSearchParams, written a moment after the last change.
  let writing = 0;
  const address = {
    read: () => new URLSearchParams(location.hash.slice(1)),
    write(told) {
      clearTimeout(writing);
      const page = location.pathname;
      writing = setTimeout(() => {
        if (location.pathname !== page) return; // the reader has gone on to another page
        const hash = told.size ? `#${told}` : location.pathname + location.search;
        // Replaced, not pushed: going back leads to the page before, not through every choice.
        history.replaceState(history.state, "", hash);
      }, 150);
    },
  };

  return Object.assign(Chart, { address, between, buttons, curve, home, niceStep, number, parameters,
    reading, slider });
})();
