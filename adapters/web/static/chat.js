// The script of the chat. The page works without it; with it, messages appear
// by themselves and nothing is lost when the line is bad. All text goes in as
// text, never as markup.
"use strict";

(function () {
  var root = document.documentElement;
  root.classList.add("js"); // before the page is painted: what is for plain pages stays hidden

  // ---- small helpers ----

  function find(selector, within) { return (within || document).querySelector(selector); }

  function each(selector, f, within) {
    Array.prototype.forEach.call((within || document).querySelectorAll(selector), f);
  }

  function fromTemplate(id) {
    return find("#" + id).content.firstElementChild.cloneNode(true);
  }

  function make(tag, text) {
    var node = document.createElement(tag);
    node.textContent = text;
    return node;
  }

  // An id for a message, the same at each attempt to send it.
  function newKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (b) {
      return (b + 256).toString(16).slice(1);
    }).join("");
  }

  // ---- state ----

  var log, pending, typing, notice, box;
  var who = "";        // whom this page shows
  var last = "";       // id of the newest message on it
  var link = null;     // the fields that tell by which link they came
  var queue = [];      // messages on their way, oldest first
  var sending = false;
  var stream = null;
  var waitingFor = null; // timer of the "answering" sign
  var turn = null;       // first message of the bot since the learner spoke
  var shifted = false;   // the last key was pressed with Shift
  var maxText = 4000;    // as the server's

  document.addEventListener("DOMContentLoaded", start);

  // A page that the browser had put away may show another person's talk.
  window.addEventListener("pageshow", function (e) {
    if (e.persisted) { location.reload(); }
  });

  function start() {
    log = find("#log");
    pending = find("#pending");
    typing = find("#typing");
    notice = find("#notice");
    box = find("#text");
    who = document.body.dataset.who;
    last = log.dataset.last;
    if (document.body.dataset.start) {
      link = new URLSearchParams({ start: document.body.dataset.start, id: newKey() });
      history.replaceState(null, "", "/"); // loading the page again is not coming again
    }
    document.addEventListener("submit", submitted);
    document.addEventListener("visibilitychange", function () {
      if (document.hidden) { hangUp(); } else { listen(); }
    });
    box.addEventListener("keydown", function (e) { shifted = e.shiftKey; });
    box.addEventListener("beforeinput", entered);
    box.addEventListener("input", grow);
    find("#more").addEventListener("click", function () { window.scrollBy(0, window.innerHeight / 2); });
    window.addEventListener("scroll", markMore, { passive: true });
    window.addEventListener("resize", function () { grow(); markMore(); });
    if (matchMedia("(pointer: fine)").matches) { box.focus({ preventScroll: true }); }
    for (var a = log.lastElementChild; a && a.classList.contains("bot"); a = a.previousElementSibling) { turn = a; }
    grow();
    toBottom();
    arrive();
  }

  // ---- coming ----

  // arrive tells the bot that somebody is here, until it has been told.
  function arrive() {
    fetch("/join", { method: "POST", body: link }).then(function (answer) {
      if (answer.ok) { link = null; listen(); return; }
      return answer.text().then(function (words) { say(words); setTimeout(arrive, patience(answer)); });
    }).catch(function () {
      say("Chưa nối được với máy. Trang sẽ tự thử lại.");
      setTimeout(arrive, 3000);
    });
  }

  // A window nobody sees gives its line back: browsers allow only a few.
  function hangUp() {
    if (stream) { stream.close(); stream = null; }
  }

  function listen() {
    if (stream || document.hidden) { return; }
    stream = new EventSource("/events?after=" + encodeURIComponent(last));
    stream.addEventListener("hello", greeted);
    stream.addEventListener("bye", function () { location.reload(); });
    stream.onmessage = function (e) {
      last = e.lastEventId;
      show(JSON.parse(e.data));
    };
    stream.onerror = function () {
      if (this !== stream) { return; }
      if (stream.readyState === EventSource.CLOSED) { // refused, not cut off
        hangUp();
        setTimeout(arrive, 3000);
      }
      say("Đang nối lại với máy…");
    };
  }

  function greeted(e) {
    var hello = JSON.parse(e.data);
    if (who && hello.who !== who) { location.reload(); return; }
    who = hello.who;
    document.body.dataset.ready = "true";
    if (queue.length === 0) { say(""); }
    if (!hello.joined) { hangUp(); arrive(); }
  }

  // ---- showing ----

  function show(m) {
    if (document.getElementById("m-" + m.id)) { return; }
    var near = nearBottom();
    var node = fromTemplate(m.mine ? "t-mine" : "t-bot");
    node.id = "m-" + m.id;
    find(".text", node).textContent = m.text;
    var focus = false;
    if (m.mine) {
      settle(m.key);
      turn = null;
    } else {
      answered();
      if (m.image) { node.appendChild(picture(m.image, m.alt)); }
      if (m.choices) {
        focus = retire();
        node.appendChild(choices(m));
      }
      turn = turn || node;
    }
    log.appendChild(node);
    if (focus) { node.focus({ preventScroll: true }); }
    if (near || m.mine) { toBottom(); }
  }

  function picture(src, alt) {
    var img = document.createElement("img");
    img.className = "picture";
    img.alt = alt || "";
    img.src = src;
    // Its place is kept free by the style sheet: nothing may move under a finger.
    return img;
  }

  function choices(m) {
    var form = document.createElement("form");
    form.className = "choices";
    form.setAttribute("role", "group");
    form.setAttribute("aria-label", "Các lựa chọn");
    form.dataset.offer = m.offer || 0;
    m.choices.forEach(function (c, i) {
      var button = fromTemplate("t-choice");
      button.value = c.value;
      find("b", button).textContent = i + 1;
      find(".label", button).textContent = c.label;
      form.appendChild(button);
    });
    return form;
  }

  // retire turns older choices into plain words: a button that answers an old
  // question only confuses. It reports whether the keyboard was on one.
  function retire() {
    var focused = false;
    each("form.choices", function (form) {
      focused = focused || form.contains(document.activeElement);
      var list = document.createElement("ul");
      list.className = "past";
      each("button", function (b) {
        list.appendChild(make("li", find("b", b).textContent + " · " + find(".label", b).textContent));
      }, form);
      form.replaceWith(list);
    }, log);
    return focused;
  }

  function say(words) {
    if (notice.textContent === words) { return; }
    var near = nearBottom();
    notice.textContent = words;
    if (near) { toBottom(); }
  }

  // ---- the page's place ----

  // room is how many pixels of the talk are below what can be seen, and where
  // it begins to be seen: under the header, above the footer, if they stay.
  function room() {
    var head = find("header"), foot = find("footer");
    var top = stays(head) ? head.offsetHeight : 0;
    var bottom = window.innerHeight - (stays(foot) ? foot.offsetHeight : 0);
    return { top: top + 12, below: typing.getBoundingClientRect().bottom - bottom };
  }

  function stays(node) { return getComputedStyle(node).position === "sticky"; }

  function nearBottom() { return room().below < 240; }

  // toBottom shows the newest words, but never pushes the beginning of the
  // bot's answer out of sight; the very first words stay under the name of the
  // house.
  function toBottom() {
    var r = room();
    var move = Math.max(0, r.below);
    if (turn && turn === log.firstElementChild) { move = 0; }
    if (turn) { move = Math.min(move, turn.getBoundingClientRect().top - r.top); }
    window.scrollBy(0, move);
    markMore();
  }

  // markMore shows the button that leads on while there is more below.
  function markMore() { find("#more").hidden = room().below < 40; }

  function grow() {
    box.style.height = "auto";
    box.style.height = Math.min(box.scrollHeight + 6, window.innerHeight / 4) + "px";
  }

  // ---- sending ----

  // Enter sends; with Shift it starts a line. It is taken where the line would
  // be broken, because while a Vietnamese keyboard composes a letter, and on
  // most phones, the key itself says nothing certain.
  function entered(e) {
    if ((e.inputType === "insertLineBreak" || e.inputType === "insertParagraph") && !shifted) {
      e.preventDefault();
      typed();
    }
  }

  function submitted(e) {
    var form = e.target;
    if (form.getAttribute("action") === "/leave") { return; }
    e.preventDefault();
    var button = e.submitter;
    var name = form.getAttribute("id"); // form.id is the field of that name
    if (name === "say") {
      typed();
    } else if (name === "help") {
      post({ text: button.value }, button.value + " · " + find(".label", button).textContent);
    } else if (form.classList.contains("choices") && !form.classList.contains("tapped")) {
      var offer = form.dataset.offer || form.elements.offer.value;
      form.classList.add("tapped");
      button.classList.add("chosen");
      post({ offer: offer, value: button.value }, find(".label", button).textContent, form);
    }
  }

  function typed() {
    var words = box.value;
    if (words.trim() === "") {
      say("Ô chữ còn trống. Xin gõ câu hỏi, rồi bấm “Gửi”.");
    } else if (Array.from(words).length > maxText) {
      say("Tin này dài quá, máy chưa nhận được. Xin gửi phần quan trọng nhất thôi.");
    } else {
      box.value = "";
      grow();
      post({ text: words }, words);
    }
    box.focus();
  }

  function post(fields, words, form) {
    var m = { fields: fields, words: words, form: form, node: fromTemplate("t-pending") };
    fields.id = newKey();
    find(".text", m.node).textContent = words;
    find(".state", m.node).textContent = "Đang gửi…";
    pending.appendChild(m.node);
    queue.push(m);
    turn = null;
    say("");
    toBottom();
    pump();
  }

  // pump sends one message at a time, so that they arrive in order.
  function pump() {
    if (sending || queue.length === 0) { return; }
    sending = true;
    var m = queue[0];
    if (who) { m.fields.who = who; }
    fetch("/say", { method: "POST", body: new URLSearchParams(m.fields) }).then(function (answer) {
      if (answer.ok) { return sent(m); }
      if (answer.status === 409) { location.reload(); return; }
      if (answer.status >= 500 || answer.status === 429) { return again(m, patience(answer)); }
      return answer.text().then(function (why) { refused(m, why); });
    }).catch(function () { again(m, 3000); });
  }

  function next() {
    queue.shift();
    sending = false;
    pump();
  }

  function sent(m) {
    find(".state", m.node).textContent = "Đã gửi";
    if (queue.length === 1) { say(""); }
    if (m.node.isConnected) { expect(); }
    m.node.dataset.key = m.fields.id;
    if (seen(m.fields.id)) { m.node.remove(); }
    next();
  }

  function again(m, wait) {
    find(".state", m.node).textContent = "Chưa gửi được";
    say("Chưa gửi được tin. Trang sẽ tự gửi lại, không cần bấm gì.");
    setTimeout(function () { sending = false; pump(); }, wait);
  }

  function refused(m, why) {
    m.node.remove();
    untap(m.form);
    say(why);
    if (m.fields.text && box.value === "") { box.value = m.words; grow(); }
    next();
  }

  function patience(answer) {
    return Math.min(Number(answer.headers.get("Retry-After")) || 3, 30) * 1000;
  }

  // The learner's words come back on the stream, masked where they must be, and
  // take the place of what the page showed meanwhile.
  var arrivedKeys = {};
  function seen(key) { return arrivedKeys[key] === true; }

  function settle(key) {
    arrivedKeys[key] = true;
    each(".waiting", function (node) {
      if (node.dataset.key === key) { node.remove(); }
    }, pending);
    queue.forEach(function (m) {
      if (m.fields.id === key) { m.node.remove(); expect(); }
    });
  }

  // expect shows that an answer is being made, for a while.
  function expect() {
    clearTimeout(waitingFor);
    typing.textContent = "Đang trả lời…";
    waitingFor = setTimeout(answered, 20000);
    toBottom();
  }

  function answered() {
    clearTimeout(waitingFor);
    typing.textContent = "";
    each("form.choices", untap, log);
  }

  function untap(form) {
    if (!form) { return; }
    form.classList.remove("tapped");
    each("button", function (b) { b.classList.remove("chosen"); }, form);
  }
})();
