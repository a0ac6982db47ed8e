/* Sliders of a roadmap: each field of the form gets one, and a move plans anew. The fields stay and rule. */
(function () {
  "use strict";
  var form = document.getElementById("ask");
  if (!form) { return; }
  var chinese = document.documentElement.lang.slice(0, 2) === "zh";

  function words(yuan) {
    if (!chinese) { return "CNY " + yuan.toLocaleString("en-GB"); }
    if (Math.abs(yuan) < 10000) { return yuan.toLocaleString("zh-CN") + "元"; }
    return (Math.round(yuan / 100) / 100).toLocaleString("zh-CN") + "万元";
  }

  function replan() { htmx.trigger(form, "replan"); }

  function slider(field, most, step, value, told) {
    var range = document.createElement("input");
    range.type = "range"; range.min = 0; range.max = most; range.step = step; range.value = value;
    range.setAttribute("aria-label", form.querySelector("label[for=" + field.id + "]").textContent);
    range.setAttribute("aria-valuetext", told(value));
    field.insertAdjacentElement("beforebegin", range);
    return range;
  }

  form.querySelectorAll("[data-slide]").forEach(function (field) {
    var range;
    if (field.dataset.slide === "number") {
      var shown = document.getElementById(field.getAttribute("aria-describedby"));
      range = slider(field, field.dataset.most, field.dataset.step, field.value, function (v) { return words(Number(v)); });
      range.addEventListener("input", function () { field.value = range.value; tell(); replan(); });
      field.addEventListener("input", function () { range.value = field.value; tell(); replan(); });
      var tell = function () {
        shown.textContent = words(Number(field.value || 0));
        range.setAttribute("aria-valuetext", shown.textContent);
      };
    } else {
      var label = function (n) { return field.options[n].textContent; };
      range = slider(field, field.options.length - 1, 1, field.selectedIndex, label);
      range.addEventListener("input", function () {
        field.selectedIndex = Number(range.value);
        range.setAttribute("aria-valuetext", label(field.selectedIndex)); replan();
      });
      field.addEventListener("change", function () { range.value = field.selectedIndex; replan(); });
    }
  });

  /* Level and day matter for one of the two questions only. */
  function show() {
    var level = form.querySelector("input[name=question][value=level]").checked;
    form.querySelectorAll("[data-for=level]").forEach(function (part) { part.hidden = !level; });
  }
  form.querySelectorAll("input[name=question], select[name=side], select[name=model]").forEach(function (field) {
    field.addEventListener("change", function () { show(); replan(); });
  });
  show();
})();
