/* Draws the charts of a report from its data block. Not for building options: those come from Python. */
(function () {
  "use strict";
  /* Widths of the printed area in CSS pixels: A4 less its margins, upright and across. */
  var PRINT_WIDTH = { upright: 672, across: 1000 };
  var language = document.documentElement.lang.slice(0, 2) === "zh" ? "ZH" : "EN";
  var drawn = JSON.parse(document.getElementById("lingnan-charts").textContent).map(function (entry) {
    var place = document.getElementById("chart-" + entry.id);
    var words = place.getAttribute("aria-label");
    var chart = echarts.init(place, null, { renderer: "svg", locale: language });
    chart.setOption(entry.option);
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", words);
    return { chart: chart, place: place };
  });
  function resize(widthOf) {
    drawn.forEach(function (item) {
      item.chart.resize({ width: widthOf(item.place) });
      item.chart.getZr().flush();
    });
  }
  function onScreen() {
    resize(function () { return "auto"; });
  }
  function onPaper() {
    resize(function (place) {
      return place.closest(".wide") ? PRINT_WIDTH.across : PRINT_WIDTH.upright;
    });
  }
  window.addEventListener("resize", onScreen);
  window.addEventListener("beforeprint", onPaper);
  window.addEventListener("afterprint", onScreen);
  document.documentElement.setAttribute("data-charts", String(drawn.length));
})();
