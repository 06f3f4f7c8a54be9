// Says what is wrong when the page cannot start: the browser lacks what it is made of, or its module did not arrive.
// What goes wrong later is the page's own to tell.
//
// Written in the JavaScript of 2009, because the browsers that it is for know no other.
"use strict";

(function () {
  // The oldest versions that the page works in. WebAssembly's reference types set the first, dialogs the second,
  // and 128-bit SIMD the third: see "Browsers" in the README.
  var NEEDED = "It needs Chrome or Edge 96, Firefox 98 or Safari 16.4, or a newer version of one of them.";

  // Whether a WebAssembly module with one function of this body, and perhaps of this result, is taken.
  function compiles(result, body) {
    var head = [0, 97, 115, 109, 1, 0, 0, 0];
    var type = [1, 5, 1, 96, 0, 1, result];
    var functions = [3, 2, 1, 0];
    var code = [10, body.length + 4, 1, body.length + 2, 0].concat(body, 11);
    return WebAssembly.validate(new Uint8Array(head.concat(type, functions, code)));
  }

  // What the page cannot do without, by the name under which people find it, and whether the browser lacks it.
  var PARTS = [
    ["JavaScript modules", function () { return !("noModule" in document.createElement("script")); }],
    ["WebAssembly", function () { return typeof WebAssembly !== "object"; }],
    // v128.const 0
    ["WebAssembly SIMD", function () { return !compiles(123, [253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]); }],
    // ref.null extern
    ["WebAssembly reference types", function () { return !compiles(111, [208, 111]); }],
    ["Web Workers", function () { return typeof Worker !== "function"; }],
    ["ResizeObserver", function () { return typeof ResizeObserver !== "function"; }],
    ["pointer events", function () { return typeof PointerEvent !== "function"; }],
    ["dialogs", function () { return typeof HTMLDialogElement !== "function"; }],
  ];

  function missing() {
    for (var i = 0; i < PARTS.length; i += 1) {
      try {
        if (PARTS[i][1]()) return PARTS[i][0];
      } catch (error) {
        return PARTS[i][0];
      }
    }
    return null;
  }

  function show(text) {
    var place = document.getElementById("opening-word");
    if (place) {
      place.setAttribute("role", "alert");
      place.className = "notice error";
      place.textContent = text;
    }
  }

  var lack = missing();

  function failed(why) {
    // What follows from what is missing says less.
    if (lack) return;
    show(
      "The playground could not start: " + why + ". Check the connection and reload the page; " +
        "if that does not help, try the newest Chrome, Edge, Firefox or Safari."
    );
  }

  if (lack) show("The playground cannot run in this browser, which lacks " + lack + " or has it switched off. " + NEEDED);

  // In the capturing phase: a file that does not load is an event at its element alone.
  addEventListener("error", function (event) {
    var file = event.target && (event.target.src || event.target.href);
    failed(event.message || String(file).split(/[?#]/)[0].split("/").pop() + " did not arrive");
  }, true);
  addEventListener("unhandledrejection", function (event) {
    var reason = event.reason;
    failed((reason && reason.message) || String(reason));
  });
})();
