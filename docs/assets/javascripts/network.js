// A small network that learns two rings of points while the reader looks on (network.md). The same
// file is the page's script and the worker's: the page asks for epochs and draws what comes back,
// the worker trains. Where a page may have no worker, as one read from a file, training goes on
// between the frames. Points and first weights stand in the page, from the build; the activation
// and its derivative are those of activations.js. Without this script three drawings stand there.

"use strict";

(() => {
  // Navigation without reloads runs a page's own script at each visit.
  if (globalThis.NETWORK) return;

  // ---- The network: affine layers, the activation between them, a sigmoid at the end ----

  // In float64 and step by step what torch does with nn.Linear, nn.BCELoss and optim.Adam.
  function network({ widths, points, labels, batch, weights, slug, rate }) {
    const { f, df, parameters } = ACTIVATIONS[slug];
    const [a, b, c] = parameters.map(({ value }) => value);
    const w = Float64Array.from(weights);
    const [gradient, mean, square] = [0, 0, 0].map(() => new Float64Array(w.length));
    let end = 0;
    const layers = widths.slice(1).map((outputs, index) => {
      const [inputs, start] = [widths[index], end];
      const biases = start + inputs * outputs;
      end = biases + outputs;
      const [z, h, back] = [0, 0, 0].map(() => new Float64Array(outputs));
      return { inputs, outputs, start, biases, z, h, back };
    });
    const last = layers[layers.length - 1];
    const input = new Float64Array(2);
    let [steps, done] = [0, 0];

    function output(x, y) {
      let h = input;
      [h[0], h[1]] = [x, y];
      for (const layer of layers) {
        for (let j = 0, k = layer.start; j < layer.outputs; j++) {
          let sum = w[layer.biases + j];
          for (let i = 0; i < layer.inputs; i++) sum += w[k++] * h[i];
          layer.z[j] = sum;
          layer.h[j] = layer === last ? 1 / (1 + Math.exp(-sum)) : f(sum, a, b, c);
        }
        h = layer.h;
      }
      return h[0];
    }

    function addGradient(p, label, count) {
      // torch's derivative of the loss, times that of the sigmoid.
      const slope = p * (1 - p);
      last.back[0] = (p - label) / Math.max(slope, 1e-12) / count * slope;
      for (let index = layers.length - 1; index >= 0; index--) {
        const { inputs, outputs, start, biases, back } = layers[index];
        const before = layers[index - 1];
        const h = before ? before.h : input;
        for (let j = 0, k = start; j < outputs; j++) {
          gradient[biases + j] += back[j];
          for (let i = 0; i < inputs; i++) gradient[k++] += back[j] * h[i];
        }
        if (!before) return;
        for (let i = 0; i < inputs; i++) {
          let sum = 0;
          for (let j = 0; j < outputs; j++) sum += back[j] * w[start + j * inputs + i];
          before.back[i] = sum * df(before.z[i], a, b, c);
        }
      }
    }

    function step() {
      steps++;
      const [first, second] = [1 - 0.9 ** steps, Math.sqrt(1 - 0.999 ** steps)];
      for (let k = 0; k < w.length; k++) {
        mean[k] += (gradient[k] - mean[k]) * (1 - 0.9);
        square[k] = square[k] * 0.999 + gradient[k] * gradient[k] * (1 - 0.999);
        w[k] -= rate / first * mean[k] / (Math.sqrt(square[k]) / second + 1e-8);
      }
    }

    function measured() {
      let [loss, right] = [0, 0];
      labels.forEach((label, n) => {
        const p = output(points[2 * n], points[2 * n + 1]);
        // As nn.BCELoss has it, no logarithm is below -100.
        loss -= Math.max(label ? Math.log(p) : Math.log1p(-p), -100);
        right += (p > 0.5) === (label === 1);
      });
      return { epoch: done, loss: loss / labels.length, accuracy: right / labels.length };
    }

    // An epoch, batch by batch; at its end what a history notes of it, as its value.
    function* epoch() {
      const sizes = layers.map(() => 0);
      let batches = 0;
      for (let start = 0; start < labels.length; start += batch, batches++) {
        const count = Math.min(batch, labels.length - start);
        gradient.fill(0);
        for (let n = start; n < start + count; n++) {
          addGradient(output(points[2 * n], points[2 * n + 1]), labels[n], count);
        }
        layers.forEach(({ start: from, biases }, index) => {
          let sum = 0;
          for (let k = from; k < biases; k++) sum += Math.abs(gradient[k]);
          sizes[index] += sum / (biases - from);
        });
        step();
        yield;
      }
      done++;
      return { ...measured(), gradients: sizes.map((size) => size / batches) };
    }

    // The outputs over the plane, row by row from the top.
    function plane({ low, high, side }) {
      const at = (k) => low + k / (side - 1) * (high - low);
      return Float64Array.from({ length: side * side },
        (_, k) => output(at(k % side), at(side - 1 - Math.floor(k / side))));
    }

    return { epoch, measured, plane };
  }

  // A trainer answers one job after another: { setup } begins anew, { epochs, seconds } trains as
  // many epochs as it may. `rest` lets others have their turn, where there are others. The outputs
  // over the plane take as long as an epoch: a job that trains may come back without, so that they
  // take half of the time at most.
  function trainer(rest) {
    let [net, grid, due, plane] = [];
    return async ({ setup, epochs = 0, seconds = 0 }) => {
      if (setup) [net, grid] = [network(setup), setup.grid];
      const history = setup ? [net.measured()] : [];
      const late = performance.now() + 1000 * seconds;
      for (let count = 0; count < epochs && (!count || performance.now() < late); count++) {
        const epoch = net.epoch();
        let part = epoch.next();
        for (; !part.done; part = epoch.next()) await rest?.();
        history.push(part.value);
      }
      const before = performance.now();
      plane = !epochs || before > due ? net.plane(grid) : null;
      const after = performance.now();
      if (plane) due = after + (after - before);
      return { history, plane };
    };
  }

  globalThis.NETWORK = network;

  if (typeof document === "undefined") {
    // Here it is a worker, or a test.
    if (typeof importScripts === "undefined") return;
    importScripts("activations.js");
    const train = trainer();
    onmessage = async ({ data }) => postMessage(await train(data));
    return;
  }

  // ---- Where training goes on: beside the page, or between its frames ----

  const PATIENCE = 10_000; // milliseconds; a job takes half a second at most, on a slow phone a few
  const here = document.currentScript.src;
  const frame = () => new Promise((go) => requestAnimationFrame(go));

  function between() {
    let until = 0;
    const ask = trainer(async () => {
      if (performance.now() < until) return;
      await frame();
      until = performance.now() + 8;
    });
    return { ask, end() {} };
  }

  function beside() {
    const worker = new Worker(here);
    const broken = new Promise((_, fail) => { worker.onerror = fail; });
    broken.catch(() => {}); // the next job hears of it
    const ask = (job) => {
      let late;
      const done = new Promise((answer, fail) => {
        worker.onmessage = ({ data }) => answer(data);
        // A browser that ends a worker tells no one.
        late = setTimeout(fail, PATIENCE);
        worker.postMessage(job);
      });
      return Promise.race([broken, done]).finally(() => clearTimeout(late));
    };
    return { ask, end: () => worker.terminate() };
  }

  // Jobs are done in turn. A browser may refuse a worker at once, or when it gets its first job. One
  // that is lost later takes its network along: the next job has to be a setup, for another worker.
  function machine() {
    let [home, turn] = [null, Promise.resolve()];
    const ask = async (job) => {
      try {
        home ??= beside();
        return await home.ask(job);
      } catch (error) {
        home?.end();
        home = null;
        if (!job.setup) throw error;
        home = between();
        return home.ask(job);
      }
    };
    return { ask: (job) => (turn = turn.catch(() => {}).then(() => ask(job))), end: () => home?.end() };
  }

  // ---- Words ----

  // Where pages are files, the script also runs in a frame in the place of a worker, which has none.
  const { element, shape } = globalThis.Elements ?? {};
  const RATES = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];
  const EPOCHS = [300, 1000, 3000];
  const SLOW = "epoch by epoch";
  const FAST = "at full speed";

  function fraction(rate) {
    const below = 10 ** Math.ceil(-Math.log10(rate) - 1e-9);
    return `${Math.round(rate * below)}/${below}`;
  }

  const floats = (text) =>
    new Float32Array(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer);

  const options = (values, words = String) =>
    values.map((value) => element("option", { value }, words(value)));

  function activations() {
    const families = {};
    for (const [slug, { family, name }] of Object.entries(ACTIVATIONS)) {
      (families[family] ??= []).push([name, slug]);
    }
    return Object.entries(families).map(([family, members]) => element("optgroup",
      { label: family[0].toUpperCase() + family.slice(1) },
      ...members.sort().map(([name, value]) => element("option", { value }, name))));
  }

  // ---- The page ----

  function setUp(place) {
    const figures = ["border", "history", "gradients"]
      .map((name) => document.getElementById(`figure-network-${name}`));
    const [picture, ...charts] = figures;
    const data = JSON.parse(picture.querySelector("template").content.textContent);
    const { widths, batch, grid, seeds, start, frames, roles, sizes } = data;
    const [points, weights] = [floats(data.points), floats(data.weights)];
    const labels = Uint8Array.from(data.labels, Number);
    const each = weights.length / seeds;
    const work = machine();
    const calm = matchMedia("(prefers-reduced-motion: reduce)");

    let chosen = {};
    let [begun, running, lost, history, former, plane] = [{}, null, false, [], null, null];

    // ---- Training ----

    const latest = () => history[history.length - 1];
    const isOver = () => latest() && !(latest().epoch < chosen.epochs && latest().loss < Infinity);

    // What comes back for a run that was given up since is dropped.
    async function train(job) {
      const mine = begun;
      let found;
      try {
        found = await work.ask(job);
      } catch (error) {
        if (mine === begun) {
          [running, lost] = [null, true];
          tell();
        }
        if (error instanceof Error) throw error;
        return;
      }
      if (mine !== begun) return;
      history.push(...found.history);
      plane = found.plane ?? plane;
      draw();
    }

    function begin() {
      if (history.length > 2) former = history;
      [begun, running, lost, history] = [{}, null, false, []];
      history.words = `${ACTIVATIONS[chosen.activation].name}, rate ${fraction(chosen.rate)},`
        + ` seed ${chosen.seed}`;
      train({
        setup: {
          widths, points, labels, batch, grid, slug: chosen.activation, rate: chosen.rate,
          weights: weights.slice(each * chosen.seed, each * (chosen.seed + 1)),
        },
      });
      tell();
    }

    async function play() {
      if (lost) begin();
      const mine = running = {};
      tell();
      while (running === mine && !isOver()) {
        const seconds = calm.matches ? 0.5 : speed.value === FAST ? 0.03 : 0;
        const left = chosen.epochs - (latest()?.epoch ?? 0);
        await Promise.all([train({ epochs: seconds ? left : 1, seconds }), frame()]);
        if (!place.isConnected) return;
      }
      if (running === mine) running = null;
      if (!lost) train({});
    }

    // ---- The drawing ----

    const own = (parent, name, attributes) =>
      parent.querySelector("svg").appendChild(shape(name, { class: "network-line", ...attributes }));
    const canvas = element("canvas", { width: grid.side, height: grid.side });
    // The border has a layer of its own: the points below it are not painted again and again.
    const border = shape("path", { class: "network-line", style: "stroke: var(--figure-ink)" });
    const box = picture.querySelector("svg").getAttribute("viewBox");
    const layer = shape("svg", { viewBox: box, "aria-hidden": true }, border);
    const ghosts = roles.history.map((role) => own(charts[0], "path",
      { class: "network-line network-former", style: `stroke: var(--figure-${role})` }));
    const lines = ["history", "gradients"].map((name, index) => roles[name].map((role, row) => ({
      role,
      frame: frames[name],
      value: index ? ({ gradients }) => gradients?.[row] : (epoch) => epoch[data.names[row]],
      path: own(charts[index], "path", { style: `stroke: var(--figure-${role})` }),
      label: own(charts[index], "text", { class: "network-name", style: `fill: var(--figure-${role})` }),
    })));
    lines.forEach((chart, index) => chart.forEach(({ label }, row) => {
      label.textContent = index ? row + 1 : data.names[row];
    }));

    function across({ left, right }, epoch) {
      return left + epoch / chosen.epochs * (right - left);
    }

    // Nothing is drawn for a gradient of 0, which has no logarithm.
    function down({ top, bottom, low, high, logarithmic }, value) {
      const at = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      return Number.isFinite(at) ? bottom - Math.min(Math.max(at, 0), 1) * (bottom - top) : null;
    }

    function trace({ frame: box, value }, epochs) {
      const every = Math.ceil(epochs.length / 400);
      let [d, pen] = ["", "M"];
      epochs.forEach((epoch, index) => {
        if (epoch.epoch > chosen.epochs || (index % every && index < epochs.length - 1)) return;
        const y = down(box, value(epoch));
        if (y !== null) d += `${pen}${across(box, epoch.epoch).toFixed(1)} ${y.toFixed(1)}`;
        pen = y === null ? "M" : "L";
      });
      return d;
    }

    // Heights as near to the wanted ones, in order, as names a line apart can be.
    function spread(wanted, { top, bottom }) {
      const apart = 11;
      const pools = [];
      wanted.forEach(({ y }, row) => {
        let pool = { sum: y - apart * row, size: 1 };
        while (pools.length && pools.at(-1).sum / pools.at(-1).size > pool.sum / pool.size) {
          const { sum, size } = pools.pop();
          pool = { sum: pool.sum + sum, size: pool.size + size };
        }
        pools.push(pool);
      });
      const lowest = bottom - apart * (wanted.length - 1);
      return pools.flatMap(({ sum, size }) => Array(size).fill(sum / size))
        .map((height, row) => Math.min(Math.max(height, top + apart / 2), lowest) + apart * row);
    }

    function drawLines() {
      for (const chart of lines) {
        const ends = [];
        for (const line of chart) {
          line.path.setAttribute("d", trace(line, history));
          const y = down(line.frame, line.value(latest()) ?? NaN);
          line.label.toggleAttribute("hidden", y === null);
          if (y !== null) ends.push({ y, ...line });
        }
        const x = across(chart[0].frame, Math.min(latest().epoch, chosen.epochs)) + 5;
        const heights = spread(ends.sort((one, other) => one.y - other.y), chart[0].frame);
        ends.forEach(({ label }, row) => {
          label.setAttribute("x", x);
          label.setAttribute("y", heights[row] + 3.5);
        });
      }
      ghosts.forEach((ghost, row) =>
        ghost.setAttribute("d", former ? trace(lines[0][row], former) : ""));
    }

    // Where the output passes 1/2, a piece for each cell of the grid.
    function drawBorder() {
      const { left, right, top, bottom } = frames.border;
      const last = grid.side - 1;
      const above = (row, column) => plane[row * grid.side + column] - 0.5;
      const corners = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]];
      let d = "";
      for (let row = 0; row < last; row++) {
        for (let column = 0; column < last; column++) {
          let pen = "M";
          for (let k = 0; k < 4; k++) {
            const [[r, c], [s, e]] = [corners[k], corners[k + 1]];
            const [one, other] = [above(row + r, column + c), above(row + s, column + e)];
            if (one > 0 === other > 0) continue;
            const part = one / (one - other);
            const x = left + (column + c + part * (e - c)) / last * (right - left);
            const y = top + (row + r + part * (s - r)) / last * (bottom - top);
            d += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
            pen = pen === "M" ? "L" : "M";
          }
        }
      }
      border.setAttribute("d", d);
    }

    function shade() {
      const context = canvas.getContext("2d");
      const colors = ["--figure-c1", "--figure-c2"]
        .map((name) => getComputedStyle(canvas).getPropertyValue(name));
      context.clearRect(0, 0, grid.side, grid.side);
      plane?.forEach((p, k) => {
        context.fillStyle = colors[Number(p > 0.5)];
        context.globalAlpha = data.shade * Math.abs(2 * p - 1) || 0;
        context.fillRect(k % grid.side, Math.floor(k / grid.side), 1, 1);
      });
    }

    function draw() {
      drawLines();
      drawBorder();
      shade();
      tell();
    }

    // ---- The words ----

    const count = element("span", {});
    const [loss, accuracy] = [element("data", {}), element("data", {})];
    const note = element("span", { className: "network-note" });
    // Shown when there is something to say: what a number pushes aside would have moved.
    const line = element("span", { hidden: true }, count, "loss ", loss, ", accuracy ", accuracy);
    const said = element("output", {}, line, note);

    function remark() {
      if (lost) return "The browser has ended the training. Start begins it anew.";
      const { loss: value, gradients } = latest();
      if (!(value < Infinity)) return "Not a number any more: the steps were too large.";
      const still = (gradients ?? []).flatMap((size, index) => (size === 0 ? [index + 1] : []));
      if (still.length) {
        const which = still.length > 1 ? `layers ${still.join(", ")}` : `layer ${still[0]}`;
        return `The weights of ${which} got a gradient of exactly 0.`;
      }
      return former ? `Dashed: the run before, ${former.words}.` : "";
    }

    function tell() {
      const now = latest();
      // A reader of the screen hears where a run stops, not every epoch.
      said.setAttribute("aria-live", running ? "off" : "polite");
      toggle.textContent = running ? "Pause" : "Start";
      toggle.disabled = !running && Boolean(isOver());
      step.disabled = Boolean(running) || Boolean(isOver());
      charts.forEach((chart) => chart.querySelectorAll(".figure-epoch text").forEach((text, k) => {
        text.textContent = chosen.epochs * k / 2;
      }));
      if (!now) return;
      count.textContent = `Epoch ${now.epoch} of ${chosen.epochs}: `;
      [[loss, now.loss], [accuracy, now.accuracy]].forEach(([data, value]) => {
        [data.value, data.textContent] = [value, value.toFixed(3)];
      });
      line.hidden = false;
      note.textContent = remark();
      charts[0].querySelector("desc").textContent = said.textContent;
    }

    // ---- The controls, and the address, which keeps what they say ----

    const controls = {
      activation: element("select", {}, ...activations()),
      rate: element("select", {}, ...options(RATES, fraction)),
      seed: element("input", { type: "number", min: 0, max: seeds - 1, required: true }),
      epochs: element("select", {}, ...options(EPOCHS)),
    };
    const speed = element("select", {}, ...options([SLOW, FAST]));
    const button = (words, act) => {
      const made = element("button", { type: "button", className: "md-button" }, words);
      made.addEventListener("click", act);
      return made;
    };
    const toggle = button("Start", () => {
      if (!running) return play();
      running = null;
      tell();
    });
    const step = button("Train one epoch", () => {
      if (lost) begin();
      train({ epochs: 1 });
    });
    const reset = button("Reset", () => {
      [history, former] = [[], null];
      begin();
    });
    const label = (words, control) => element("label", {}, words, control);
    const form = element("form", { className: "filters" },
      label("Activation", controls.activation), label("Learning rate", controls.rate),
      label(`Seed, 0 to ${seeds - 1}`, controls.seed), label("Epochs", controls.epochs),
      label("Speed", speed), toggle, step, reset);
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const [key, control] of Object.entries(controls)) {
      control.addEventListener("change", () => {
        if (!control.checkValidity()) control.value = chosen[key];
        chosen[key] = key === "activation" ? control.value : Number(control.value);
        const told = Object.entries(chosen).filter(([one, value]) => value !== start[one]);
        const hash = told.length ? `#${new URLSearchParams(told)}` : location.pathname + location.search;
        window.history.replaceState(window.history.state, "", hash);
        if (key === "epochs") draw();
        else begin();
      });
    }

    function fromAddress() {
      const given = new URLSearchParams(location.hash.slice(1));
      const before = String(Object.values(chosen));
      for (const [key, control] of Object.entries(controls)) {
        control.value = given.get(key) ?? start[key];
        // A select shows nothing for a value that it does not have.
        if (!control.value || !control.checkValidity()) control.value = start[key];
        chosen[key] = key === "activation" ? control.value : Number(control.value);
      }
      if (String(Object.values(chosen)) !== before) begin();
    }

    // ---- In place of the drawings ----

    for (const figure of figures) {
      for (const drawn of figure.querySelectorAll(".figure-run, .figure-label")) drawn.remove();
    }
    const { width, left, right, top } = frames.border;
    const half = (right - left) / (grid.side - 1) / 2;
    const share = (length) => `${100 * length / width}%`;
    Object.assign(canvas.style, {
      left: share(left - half), marginTop: share(top - half), width: share(right - left + 2 * half),
      clipPath: `inset(${50 / grid.side}%)`,
    });
    picture.prepend(canvas, layer);
    place.append(form, said);

    const leaving = new AbortController();
    addEventListener("hashchange", () => {
      // A link to a section is no state.
      if (location.hash && !location.hash.includes("=")) return;
      fromAddress();
      place.scrollIntoView();
    }, leaving);
    const dyed = new MutationObserver(shade);
    dyed.observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    fromAddress();
    return () => {
      running = null;
      leaving.abort();
      dyed.disconnect();
      work.end();
    };
  }

  let leave;
  // It stands before Material's script, which does not come to a page that is left while it loads.
  globalThis.document$?.subscribe(() => {
    const place = document.querySelector(".network-controls");
    if (place?.firstChild) return;
    leave?.();
    leave = place && setUp(place);
  });
})();
