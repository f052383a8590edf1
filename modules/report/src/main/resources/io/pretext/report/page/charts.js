"use strict";
// Draws the charts over epochs, and shows the values under the pointer in all of them at once.
const Charts = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const charts = [];

  const text = (value, unit) =>
    unit === "%" ? d3.format(".2f")(value) + " %" : d3.format(".4~g")(value) + (unit ? " " + unit : "");

  const points = line => line.x.map((x, i) => [x, line.y[i]]);
  const finite = point => point[1] !== null;

  function domain(spec) {
    const values = spec.lines.flatMap(line => line.y.filter(y => y !== null));
    const [low, high] = d3.extent([...values, ...spec.levels.map(l => l.value), ...spec.range]);
    if (low === undefined) return [0, 1];
    const pad = low === high ? Math.abs(low) * 0.05 || 1 : 0;
    return [low - pad, high + pad];
  }

  function draw(chart) {
    const { spec, plot } = chart;
    const width = plot.clientWidth;
    if (!width || width === chart.width) return;
    chart.width = width;
    const height = 170;
    const box = { left: 44, right: width - 8, top: 10, bottom: height - 26 };
    const last = Math.max(data.epochs, d3.max(spec.lines, line => d3.max(line.x)) || 0);
    const x = d3.scaleLinear([0, last || 1], [box.left, box.right]);
    const y = d3.scaleLinear(domain(spec), [box.bottom, box.top]).nice(4);
    const svg = d3.create("svg").attr("viewBox", [0, 0, width, height]).attr("role", "img");
    svg.append("title").text(chart.name);

    svg.append("g").attr("class", "grid").attr("transform", `translate(${box.left},0)`)
      .call(d3.axisLeft(y).ticks(4, ".4~g").tickSize(box.left - box.right).tickPadding(6))
      .call(g => g.selectAll("line").attr("x1", 0).attr("x2", box.right - box.left));
    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${box.bottom})`)
      .call(d3.axisBottom(x).ticks(Math.min(last, Math.floor(width / 75))).tickFormat(d3.format("~r")).tickSize(4))
      .call(nameUnit, width, "epoch", "epochs");

    svg.append("g").selectAll("line").data(spec.levels).join("line").attr("class", "level")
      .attr("x1", box.left).attr("x2", box.right).attr("y1", l => y(l.value)).attr("y2", l => y(l.value));
    for (const line of spec.lines) {
      const path = d3.line().defined(finite).x(p => x(p[0])).y(p => y(p[1]));
      svg.append("path").attr("class", line.look === "faint" ? "faint" : "line").attr("d", path(points(line)));
      if (line.look === "dots" && line.x.length <= 60) {
        svg.append("g").selectAll("circle").data(points(line).filter(finite)).join("circle")
          .attr("class", "dot").attr("r", 2.6).attr("cx", p => x(p[0])).attr("cy", p => y(p[1]));
      }
    }
    names(svg, spec, box, y);
    svg.append("g").selectAll("path").data(spec.marked ? data.warned : []).join("path")
      .attr("class", "warned").attr("d", e => `M${x(e)},${box.bottom - 8}l5,8h-10z`)
      .append("title").text(e => `a warning after epoch ${e}`);
    const cursor = svg.append("g").attr("class", "cursor").attr("visibility", "hidden");
    cursor.append("line").attr("y1", box.top).attr("y2", box.bottom);
    cursor.append("circle").attr("r", 4);
    Object.assign(chart, { x, y, cursor });
    plot.replaceChildren(svg.node());
  }

  // The last number of the axis says what it counts.
  function nameUnit(axis, width, one, many) {
    const tick = axis.selectAll(".tick").filter((_, i, all) => i === all.length - 1);
    const text = tick.select("text");
    if (tick.empty()) return;
    const at = +tick.attr("transform").match(/[\d.]+/)[0];
    text.text(text.text() + " " + (text.text() === "1" ? one : many));
    const beyond = at + 34 > width;
    if (beyond) text.attr("text-anchor", "end").attr("x", width - at);
    const left = (beyond ? width : at) - text.text().length * (beyond ? 6.5 : 3.3);
    axis.selectAll(".tick").filter(function () {
      const other = +this.getAttribute("transform").match(/[\d.]+/)[0];
      return other < at && other > left - 10;
    }).select("text").remove();
  }

  // The name of each level over it, or under it where the one above is near.
  function names(svg, spec, box, y) {
    const sorted = [...spec.levels].sort((a, b) => b.value - a.value);
    sorted.forEach((level, i) => {
      const at = y(level.value);
      const near = i > 0 && at - y(sorted[i - 1].value) < 16;
      svg.append("text").attr("class", "label").attr("x", box.right).attr("y", near ? at + 13 : at - 5)
        .attr("text-anchor", "end").text(`${level.name} ${text(level.value, spec.unit)}`);
    });
  }

  function point(epoch) {
    for (const chart of charts) {
      if (!chart.cursor) continue;
      const line = chart.spec.lines[chart.spec.lines.length - 1];
      const i = epoch === null ? -1 : d3.bisector(d => d).center(line.x, epoch);
      const seen = i >= 0 && line.y[i] !== null;
      chart.cursor.attr("visibility", seen ? "visible" : "hidden");
      chart.output.textContent = seen
        ? `epoch ${line.look === "dots" ? Math.ceil(line.x[i]) : d3.format(".2~f")(line.x[i])}: ${text(line.y[i], chart.spec.unit)}`
        : chart.rest;
      if (!seen) continue;
      const at = chart.x(line.x[i]);
      chart.cursor.select("line").attr("x1", at).attr("x2", at);
      chart.cursor.select("circle").attr("cx", at).attr("cy", chart.y(line.y[i]));
    }
  }

  const resized = new ResizeObserver(entries => {
    for (const entry of entries) draw(charts.find(chart => chart.plot === entry.target));
  });
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const spec = data.charts.find(s => s.id === figure.dataset.chart);
    if (!spec) continue;
    const output = figure.querySelector("output");
    const plot = figure.querySelector(".plot");
    const chart = { spec, plot, output, rest: output.textContent, name: figure.querySelector(".name").textContent };
    charts.push(chart);
    draw(chart);
    resized.observe(plot);
    const move = event => {
      if (!chart.x) return;
      const scale = chart.width / plot.clientWidth;
      point(chart.x.invert((event.clientX - plot.getBoundingClientRect().left) * scale));
    };
    plot.addEventListener("pointermove", move);
    plot.addEventListener("pointerdown", move);
    plot.addEventListener("pointerleave", () => point(null));
  }
  return { text, nameUnit };
})();
