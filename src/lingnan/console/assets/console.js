/* Draws charts from their JSON blocks, and again in parts that HTMX brings. Options come from Python. */
(function () {
  "use strict";
  var language = document.documentElement.lang.slice(0, 2) === "zh" ? "ZH" : "EN";
  var drawn = [];

  /* Charts whose place is gone are let go: sliders bring new ones many times a minute. */
  function sweep() {
    drawn = drawn.filter(function (item) {
      var stays = document.body.contains(item.place);
      if (!stays) { item.chart.dispose(); }
      return stays;
    });
  }

  function draw(root) {
    if (typeof echarts === "undefined") { return; }
    sweep();
    root.querySelectorAll("script[data-chart]").forEach(function (block) {
      var place = document.getElementById("chart-" + block.dataset.chart);
      if (!place || place.dataset.drawn) { return; }
      place.dataset.drawn = "1";
      place.style.height = place.dataset.height + "px";
      var words = place.getAttribute("aria-label");
      var option = JSON.parse(block.textContent);
      if (option.tooltip) { option.tooltip.renderMode = "richText"; }
      /* On a phone the names above a chart take more lines. */
      if (option.legend && option.grid && option.grid.top && place.clientWidth < 500) {
        option.grid.top += 48;
      }
      var chart = echarts.init(place, null, { renderer: "svg", locale: language });
      chart.setOption(option);
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", words);
      drawn.push({ chart: chart, place: place });
    });
  }

  function resize() {
    sweep();
    drawn.forEach(function (item) { item.chart.resize(); });
  }

  /* On wide screens the menu stands open; on a phone it is a drawer, open only without scripts. */
  function menu() {
    var drawer = document.querySelector("nav.menu details");
    var phone = window.matchMedia("(max-width: 60em)");
    if (!drawer) { return; }
    drawer.open = !phone.matches;
    phone.addEventListener("change", function () { drawer.open = !phone.matches; });
  }

  /* Who goes back finds the page loaded anew, with what was typed but another number. The number that
     was sent stands in the history of the window, so that the same words act once. */
  function keep(form) {
    var number = form.elements.namedItem("_once");
    if (!number || !number.value) { return; }
    var state = Object.assign({}, window.history.state);
    state.sent = Object.assign({}, state.sent);
    state.sent[form.getAttribute("action") || ""] = number.value;
    window.history.replaceState(state, "");
  }
  function bring() {
    var sent = (window.history.state || {}).sent || {};
    document.querySelectorAll("form[method=post]").forEach(function (form) {
      var number = form.elements.namedItem("_once"), kept = sent[form.getAttribute("action") || ""];
      if (number && kept) { number.value = kept; }
    });
  }

  /* A form that was sent cannot be sent again by a second click. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    keep(form);
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });

  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-at-once]");
    if (form) { form.requestSubmit(); }
  });

  /* A one-time link carries its token behind the #, which browsers send to nobody. */
  function token() {
    var field = document.querySelector("input[data-from-hash]");
    if (!field || window.location.hash.length < 2) { return; }
    field.value = decodeURIComponent(window.location.hash.slice(1));
    window.history.replaceState(null, "", window.location.pathname);
  }

  /* A password is shown on wish; of a new one the length is told, without signs said again. */
  function passwords() {
    document.querySelectorAll("[data-show]").forEach(function (part) {
      var field = document.getElementById(part.dataset.show);
      part.hidden = false;
      part.querySelector("input").addEventListener("change", function (event) {
        field.type = event.target.checked ? "text" : "password";
      });
    });
    document.querySelectorAll("[data-strength]").forEach(function (part) {
      var field = document.getElementById(part.dataset.strength);
      var meter = part.querySelector("meter"), told = part.querySelector("[data-told]");
      field.addEventListener("input", function () {
        var signs = Array.from(field.value);
        part.hidden = !signs.length;
        meter.value = Math.min(signs.length, 2 * new Set(signs).size);
        told.textContent = told.dataset.told.replace("{count}", signs.length);
      });
    });
  }

  window.addEventListener("resize", resize);
  window.addEventListener("beforeprint", resize);
  document.addEventListener("htmx:afterSettle", function (event) { draw(event.target); });
  document.addEventListener("toggle", resize, true);
  bring();
  menu();
  token();
  passwords();
  draw(document);
})();
