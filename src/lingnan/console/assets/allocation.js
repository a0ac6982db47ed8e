/* Sliders of the allocation: a slider moves its field, a field its slider, and both count anew. */
(function () {
  "use strict";
  function moved(form) { if (form && window.htmx) { htmx.trigger(form, "moved"); } }

  document.addEventListener("input", function (event) {
    var from = event.target;
    if (from.dataset.moves) {
      document.getElementById(from.dataset.moves).value = from.value;
    } else if (from.id && from.id.slice(0, 2) === "m-") {
      var range = document.querySelector("[data-moves='" + from.id + "']");
      if (range) { range.value = from.value; }
    } else { return; }
    moved(from.closest("form"));
  });

  /* Another scenario brings its own money and floors: what stands in the form is not carried over. */
  document.addEventListener("change", function (event) {
    var from = event.target;
    if (from.id !== "f-scenario") { return; }
    event.stopImmediatePropagation();
    window.location.href = "/allocation?scenario=" + encodeURIComponent(from.value);
  }, true);
})();
