// The size of the letters, kept in this browser. It is set before the page is
// painted, so that nothing jumps.
"use strict";

(function () {
  var root = document.documentElement;
  root.dataset.size = remembered() || "1";

  function remembered() {
    try { return localStorage.getItem("size"); } catch (e) { return null; } // storage may be forbidden
  }

  function remember(size) {
    try { localStorage.setItem("size", size); } catch (e) { /* then for this page only */ }
  }

  function mark(buttons) {
    buttons.forEach(function (b) {
      b.setAttribute("aria-pressed", String(b.dataset.size === root.dataset.size));
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var buttons = document.querySelectorAll(".sizes button");
    mark(buttons);
    buttons.forEach(function (b) {
      b.addEventListener("click", function () {
        root.dataset.size = b.dataset.size;
        remember(b.dataset.size);
        mark(buttons);
        window.dispatchEvent(new Event("resize")); // everything has a new height
      });
    });
  });
})();
