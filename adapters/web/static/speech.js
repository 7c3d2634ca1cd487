// Hearing and speaking, by what the browser has of its own: this page asks
// nobody for either. Where the browser has neither, nothing is shown.
"use strict";

(function () {
  var synth = window.speechSynthesis;
  var Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  var pace = 0.85;    // slower than people talk, for older ears
  var voice = null;   // a Vietnamese one
  var able = false;   // "Nghe" makes sense here
  var playing = null; // the button whose message is being read
  var heard = null;   // the recognition at work
  var told = false;   // the learner knows where their voice goes

  document.addEventListener("DOMContentLoaded", function () {
    if (synth && window.SpeechSynthesisUtterance) { listenable(); }
    if (Recognition) { speakable(); }
  });

  function find(selector, within) { return (within || document).querySelector(selector); }

  function notice(words) { find("#notice").textContent = words; }

  // ---- hearing a message ----

  function listenable() {
    choose();
    if (synth.addEventListener) { synth.addEventListener("voiceschanged", choose); }
    new MutationObserver(mark).observe(find("#log"), { childList: true });
    window.addEventListener("pagehide", quiet); // the next person must not hear it
  }

  // choose takes a Vietnamese voice. Some phones list no voices at all and
  // still know the language; a browser that lists others and no Vietnamese one
  // would only babble.
  function choose() {
    var voices = synth.getVoices();
    voice = null;
    voices.forEach(function (v) {
      if (/^vi\b/i.test(v.lang) && (!voice || v.localService && !voice.localService)) { voice = v; }
    });
    able = voice !== null || voices.length === 0;
    mark();
  }

  // mark gives every message of the bot its button, or takes it away.
  function mark() {
    document.querySelectorAll("#log .bot").forEach(function (node) {
      var button = find(".hear", node);
      if (!able && button) { button.remove(); }
      if (!able || button) { return; }
      button = document.createElement("button");
      button.type = "button";
      button.className = "hear";
      button.addEventListener("click", function () { play(button, node); });
      idle(button, node);
      find(".text", node).after(button);
    });
  }

  function idle(button, node) {
    button.textContent = "Nghe";
    button.setAttribute("aria-label", "Nghe: " + find(".text", node).textContent.slice(0, 60));
  }

  function play(button, node) {
    var again = playing === button;
    quiet();
    if (again) { return; }
    if (heard) { heard.stop(); }
    playing = button;
    button.textContent = "Dừng";
    button.setAttribute("aria-label", "Dừng đọc");
    var parts = sentences(words(node));
    parts.forEach(function (text, i) {
      var u = new SpeechSynthesisUtterance(text);
      u.lang = "vi-VN";
      u.rate = pace;
      if (voice) { u.voice = voice; }
      u.onerror = u.onend = function () {
        if (playing === button && i === parts.length - 1) { done(); }
      };
      synth.speak(u);
    });
  }

  // words are what is written in a message, its choices with their numbers.
  function words(node) {
    var all = [find(".text", node).textContent];
    node.querySelectorAll(".choices button").forEach(function (b) {
      all.push("Số " + find("b", b).textContent + ": " + find(".label", b).textContent + ".");
    });
    node.querySelectorAll(".past li").forEach(function (li) { all.push("Số " + li.textContent.replace(" · ", ": ") + "."); });
    return all.join("\n");
  }

  // sentences parts a text: browsers fall silent in the middle of a long one.
  function sentences(text) {
    return text.split(/(?<=[.!?:…])\s+|\n+/).filter(function (s) { return /[0-9a-zà-ỹ]/i.test(s); });
  }

  function done() {
    if (playing) { idle(playing, playing.closest("article")); }
    playing = null;
  }

  function quiet() {
    synth.cancel();
    done();
  }

  // ---- speaking instead of typing ----

  function speakable() {
    var button = find("#speak");
    button.hidden = false;
    button.addEventListener("click", function () {
      if (heard) { heard.stop(); return; }
      if (!told) {
        told = true;
        notice("Trình duyệt có thể gửi tiếng nói tới hãng làm ra nó để chép thành chữ. Xin đừng đọc mã, mật khẩu, số giấy tờ. Đồng ý thì bấm “Nói” lần nữa.");
        return;
      }
      hear(button);
    });
  }

  function hear(button) {
    if (playing) { quiet(); }
    var box = find("#text"), before = box.value.trim(), got = false, failed = false;
    heard = new Recognition();
    heard.lang = "vi-VN";
    heard.interimResults = true;
    heard.maxAlternatives = 1;
    heard.onresult = function (e) {
      var said = "";
      Array.prototype.forEach.call(e.results, function (r) { said += r[0].transcript; });
      got = got || said.trim() !== "";
      box.value = (before + " " + said.trim()).trim();
      box.dispatchEvent(new Event("input"));
    };
    heard.onerror = function (e) {
      failed = true;
      notice(troubles[e.error] || "Máy chưa nghe được lúc này. Xin gõ chữ, hoặc bấm “Nói” thử lại.");
    };
    heard.onend = function () {
      heard = null;
      listening(button, false);
      box.focus();
      if (failed) { return; }
      notice(got ? "Xin xem lại chữ trong ô. Đúng rồi thì bấm “Gửi”." : troubles["no-speech"]);
    };
    listening(button, true);
    notice("Đang nghe. Xin nói, rồi chờ chữ hiện ra.");
    try { heard.start(); } catch (e) { heard.onerror({}); heard.onend(); }
  }

  var troubles = {
    "no-speech": "Máy chưa nghe thấy gì. Xin bấm “Nói” rồi nói lại.",
    "not-allowed": "Trình duyệt chưa cho dùng micrô. Xin gõ chữ cũng được.",
    "service-not-allowed": "Trình duyệt chưa cho dùng micrô. Xin gõ chữ cũng được.",
    "audio-capture": "Máy này không có micrô. Xin gõ chữ cũng được.",
    "aborted": "Đã thôi nghe."
  };

  function listening(button, on) {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Dừng" : "Nói";
  }
})();
