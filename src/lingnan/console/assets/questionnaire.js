/* A questionnaire: an answer that could not be saved is marked and tried again; uploads tell how far they are. */
(function () {
  "use strict";
  var sheet = document.getElementById("sheet");
  if (!sheet) { return; }

  function question(element) { return element && element.closest ? element.closest(".question") : null; }

  function mark(place, words) {
    if (!place) { return; }
    clear(place);
    place.classList.add("unsaved");
    var note = document.createElement("p");
    note.className = "error unsaved-note";
    note.setAttribute("role", "alert");
    note.textContent = words || sheet.dataset.unsaved;
    place.appendChild(note);
  }

  /* A file that was refused or did not arrive leaves the answer beside it as it is. */
  function markFile(field, words) {
    var list = document.getElementById(field.id.replace("f-", "files-"));
    list.querySelectorAll(".error").forEach(function (note) { note.remove(); });
    var note = document.createElement("p");
    note.className = "error";
    note.setAttribute("role", "alert");
    note.textContent = words || sheet.dataset.unsent;
    list.prepend(note);
    field.value = "";
  }

  function fail(element, words) {
    if (element.dataset && "upload" in element.dataset) { markFile(element, words); } else { mark(question(element), words); }
  }

  /* What an answer of refusal says, without its page. */
  function said(html) {
    var told = new DOMParser().parseFromString(html, "text/html").querySelector(".failure");
    return told ? told.textContent.replace(/\s+/g, " ").trim() : "";
  }

  function clear(place) {
    if (!place) { return; }
    place.classList.remove("unsaved");
    place.querySelectorAll(".unsaved-note").forEach(function (note) { note.remove(); });
  }

  function again() {
    sheet.querySelectorAll(".unsaved").forEach(function (place) { htmx.trigger(place, "change"); });
  }

  document.body.addEventListener("htmx:beforeSwap", function (event) {
    var place = question(event.detail.requestConfig.elt);
    if (place && event.detail.xhr.status >= 400) {
      event.detail.shouldSwap = false;
      fail(event.detail.requestConfig.elt, said(event.detail.xhr.responseText));
    }
  });
  document.body.addEventListener("htmx:sendError", function (event) { fail(event.detail.elt); });
  document.body.addEventListener("htmx:timeout", function (event) { fail(event.detail.elt); });
  document.body.addEventListener("htmx:afterRequest", function (event) {
    /* HTMX calls whatever it may swap successful, refusals too. */
    var isDone = event.detail.xhr.status >= 200 && event.detail.xhr.status < 400;
    if (isDone) { clear(question(event.detail.elt)); }
    if (event.detail.elt.dataset && "upload" in event.detail.elt.dataset && isDone) {
      event.detail.elt.value = "";
    }
  });
  /* Choosing a band takes back the share that was typed, and the other way round. */
  sheet.addEventListener("input", function (event) {
    var place = question(event.target);
    if (!place) { return; }
    var share = place.querySelector(".share input");
    if (!share) { return; }
    if (event.target === share) {
      place.querySelectorAll("input[type=radio]").forEach(function (radio) { radio.checked = false; });
    } else if (event.target.type === "radio") { share.value = ""; }
  });
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  window.addEventListener("beforeunload", function (event) {
    if (sheet.querySelector(".unsaved")) { event.preventDefault(); }
  });
  sheet.addEventListener("submit", function () { sheet.querySelectorAll(".unsaved").forEach(clear); });
})();
