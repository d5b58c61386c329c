// The figure of article "Sigmoid and tanh" that shows what is left of a gradient after many layers.
// Two sliders choose the number of layers and the pre-activation; a line marks the choice, thin
// lines follow the pre-activation, and a text says the values. The numbers stand in the page, from
// the build. Nothing moves by itself. Without this script the drawing is whole and still.

"use strict";

document$.subscribe(() => {
  const { element, shape } = globalThis.Elements;
  const figure = document.getElementById("figure-product-bound");
  if (!figure || figure.querySelector("input")) return;
  const data = JSON.parse(figure.querySelector("template").content.textContent);
  const { deepest, start, inputs, frame, functions, decades: [low, high] } = data;
  const svg = figure.querySelector("svg");
  const products = [...svg.querySelectorAll(".figure-product path")];

  // ---- The drawing ----

  const across = (layers) => frame.left + (layers / deepest) * (frame.right - frame.left);
  const down = (power) =>
    frame.top + ((high - power) / (high - low)) * (frame.bottom - frame.top);

  const rule = shape("line", { class: "marker-rule", y1: frame.top, y2: frame.bottom });
  const dots = functions.map(({ role }) => [["most", 4.5], ["here", 3]].map(([which, r]) =>
    shape("circle", { r, class: `marker-${which}`, style: `--marker: var(--figure-${role})` })));
  // The line goes behind everything, so that it crosses no label; the dots go before everything.
  svg.querySelector("desc").after(rule);
  svg.append(...dots.flat());

  function place(dot, layers, power) {
    const inside = power >= low && power <= high;
    dot.setAttribute("visibility", inside ? "visible" : "hidden");
    if (!inside) return;
    dot.setAttribute("cx", across(layers));
    dot.setAttribute("cy", down(power));
  }

  // ---- The words ----

  const superscript = (number) =>
    String(number).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

  // Two digits of a number given by its power of ten, which may be too small for a float.
  function words(power) {
    if (power === -Infinity) return "0";
    let exponent = Math.floor(power);
    let digits = (10 ** (power - exponent)).toFixed(1);
    if (digits === "10.0") [digits, exponent] = ["1.0", exponent + 1];
    if (exponent < -2 || exponent > 3) return `${digits} × 10${superscript(exponent)}`;
    return String(Number((10 ** power).toPrecision(2)));
  }

  const signed = (number) => number.toFixed(1).replace("-", "−");

  // ---- The controls ----

  function slider(name, max, min, value) {
    const input = element("input", { type: "range", min, max, value, autocomplete: "off" });
    const shown = element("span", {});
    input.addEventListener("input", show);
    return { input, shown, label: element("label", {}, element("span", {}, name, shown), input) };
  }

  const layers = slider("Layers: ", deepest, 1, start.layers);
  const input = slider("Pre-activation: ", inputs.length - 1, 0, start.input);
  const heading = element("span", {});
  const rows = functions.map(({ name, role }) => {
    const [most, here] = [element("span", {}), element("span", {})];
    const title = element("b", {}, name);
    title.style.color = `var(--figure-${role})`;
    return { most, here, row: element("span", {}, title, most, here) };
  });
  const output = element("output", {}, heading, ...rows.map(({ row }) => row));

  function show() {
    const depth = layers.input.valueAsNumber;
    const index = input.input.valueAsNumber;
    const z = signed(inputs[index]);
    const unit = depth === 1 ? "layer" : "layers";
    layers.shown.textContent = depth;
    layers.input.setAttribute("aria-valuetext", `${depth} ${unit}`);
    input.shown.textContent = z;
    input.input.setAttribute("aria-valuetext", z);
    heading.textContent = `After ${depth} ${unit} this much of the gradient is left:`;
    rule.setAttribute("x1", across(depth));
    rule.setAttribute("x2", across(depth));
    functions.forEach(({ most, slopes }, row) => {
      const [bound, slope] = [Math.log10(most), Math.log10(Math.abs(slopes[index]))];
      rows[row].most.textContent = ` at most ${words(depth * bound)},`;
      rows[row].here.textContent = ` here ${words(depth * slope)}`;
      place(dots[row][0], depth, depth * bound);
      place(dots[row][1], depth, depth * slope);
      // A product of zeros has no logarithm and no line; a steep line ends at the frame.
      const end = Math.min(deepest, slope < 0 ? low / slope : high / slope);
      products[row].setAttribute("d", end > 0
        ? `M ${across(0)} ${down(0)} L ${across(end)} ${down(end * slope)}` : "");
    });
  }

  figure.querySelector(".figure-controls").append(layers.label, input.label, output);
  show();
});
