/* Draws the charts of a report from its data block. Not for building options: those come from Python. */
(function () {
  "use strict";
  /* The printed area in CSS pixels: A4 less its margins, upright and across; a chart across shares
     its page with a heading and a sentence. */
  var PRINT_WIDTH = { upright: 672, across: 1000 };
  var PRINT_HEIGHT = { upright: 880, across: 500 };
  var language = document.documentElement.lang.slice(0, 2) === "zh" ? "ZH" : "EN";
  var drawn = JSON.parse(document.getElementById("lingnan-charts").textContent).map(function (entry) {
    var place = document.getElementById("chart-" + entry.id);
    var words = place.getAttribute("aria-label");
    var chart = echarts.init(place, null, { renderer: "svg", locale: language });
    chart.setOption(entry.option);
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", words);
    return { chart: chart, place: place, height: place.clientHeight };
  });
  function resize(item, width, height) {
    item.place.style.height = height + "px";
    item.chart.resize({ width: width, height: height });
    item.chart.getZr().flush();
  }
  function onScreen() {
    drawn.forEach(function (item) { resize(item, "auto", item.height); });
  }
  function onPaper() {
    drawn.forEach(function (item) {
      var way = item.place.closest(".wide") ? "across" : "upright";
      resize(item, PRINT_WIDTH[way], Math.min(item.height, PRINT_HEIGHT[way]));
    });
  }
  window.addEventListener("resize", onScreen);
  window.addEventListener("beforeprint", onPaper);
  window.addEventListener("afterprint", onScreen);
  document.documentElement.setAttribute("data-charts", String(drawn.length));
})();
