import { h, uniqueId } from "./dom.js";
import { hintsFor, usageFor } from "./hints.js";
import { icon } from "./icons.js";

/** Where messages and commands are written. `send(text)` and `attach(file)` settle when the workspace has answered. */
export class Composer {
  #drafts = new Map();
  #place = null;
  #hints = [];
  #at = -1;
  #commands = [];

  constructor(send, attach) {
    const id = uniqueId("composer");
    this.send = send;
    this.attach = attach;
    this.menu = h("ul", { role: "listbox", id: `${id}-hints`, "aria-label": "Commands" });
    this.about = h("p", { class: "hints-title" });
    this.hints = h("div", { class: "hints", hidden: true }, this.about, this.menu);
    this.usage = h("p", { class: "usage", id: `${id}-usage`, hidden: true });
    this.error = h("p", { class: "error", role: "alert", hidden: true });
    this.input = h("textarea", {
      rows: 1,
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": `${id}-hints`,
      "aria-describedby": `${id}-usage`,
      "data-focus": "composer",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onblur: () => this.#offer([]),
    });
    this.button = h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send"));
    this.file = h("input", { type: "file", hidden: true, onchange: () => this.#attach() });
    const clip = h("button", { type: "button", class: "tool clip", "aria-label": "Attach a file", title: "Attach a file", onclick: () => this.file.click() }, icon("clip"));
    const submit = (event) => { event.preventDefault(); this.#submit(); };
    this.node = h("form", { class: "composer", onsubmit: submit }, this.hints, this.error, this.usage,
      h("div", { class: "composer-box" }, this.file, clip, this.input, this.button));
  }

  /** Keeps one draft for each place. */
  show({ place, writing, prompt, world }) {
    this.#commands = world.commands;
    this.input.placeholder = prompt;
    this.input.setAttribute("aria-label", writing);
    if (place === this.#place) return;
    if (this.#place) this.#drafts.set(this.#place, this.input.value);
    this.#place = place;
    this.#write(this.#drafts.get(place) ?? "");
    this.#fail("");
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  async #submit() {
    const [text, place] = [this.input.value.trim(), this.#place];
    if (!text) return;
    this.#write("");
    this.#fail("");
    try {
      await this.send(text);
    } catch (error) {
      this.#giveBack(text, place, error.message);
    }
  }

  async #attach() {
    const [file] = this.file.files;
    this.file.value = "";
    this.#fail("");
    await this.attach(file).catch((error) => this.#fail(`Not sent: ${error.message}`));
    this.focus();
  }

  /** The viewer may have gone on writing, or elsewhere, in the meantime. */
  #giveBack(text, place, sentence) {
    const joined = (since) => (since ? `${text}\n${since}` : text);
    if (place !== this.#place) {
      this.#drafts.set(place, joined(this.#drafts.get(place)));
      return;
    }
    this.#write(joined(this.input.value));
    this.#fail(`Not sent: ${sentence}`);
  }

  #fail(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = !sentence;
  }

  #write(text) {
    this.input.value = text;
    this.#typed();
    if (document.activeElement !== this.input) this.#offer([]);
  }

  #typed() {
    const text = this.input.value;
    this.button.disabled = !text.trim();
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    this.#offer(hintsFor(text, this.#commands));
    const usage = this.#hints.length ? null : usageFor(text, this.#commands);
    this.usage.hidden = !usage;
    this.usage.textContent = usage ?? "";
  }

  #offer(hints) {
    this.#hints = hints;
    this.hints.hidden = !hints.length;
    this.about.textContent = [...new Set(hints.map(({ about }) => about).filter(Boolean))].join(" ");
    this.menu.replaceChildren(...hints.map((hint, index) => this.#option(hint, index)));
    // A whole command is sent by Enter as it stands; half a one is completed.
    const text = this.input.value.trim();
    const whole = [...this.#commands, ...hints].some(({ command, inserted }) => (inserted?.trim() ?? command) === text);
    this.#select(hints.length && !whole ? 0 : -1);
  }

  #option(hint, index) {
    const pick = (event) => { event.preventDefault(); this.#complete(index); };
    return h("li", { role: "option", id: `${this.menu.id}-${index}`, onpointerdown: pick },
      hint.shown);
  }

  #select(index) {
    this.#at = index;
    [...this.menu.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === index)));
    this.menu.children[index]?.scrollIntoView({ block: "nearest" });
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.menu.id}-${index}`);
  }

  #complete(index) {
    this.#write(this.#hints[index].inserted);
    this.focus();
  }

  #key(event) {
    if (event.isComposing) return;
    const open = this.#hints.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const completes = (event.key === "Enter" && this.#at >= 0) || event.key === "Tab";
    if (open && step) this.#select((Math.max(this.#at, step > 0 ? -1 : 0) + step + this.#hints.length) % this.#hints.length);
    else if (open && event.key === "Escape") this.#offer([]);
    else if (open && completes && !event.shiftKey) this.#complete(Math.max(this.#at, 0));
    else if (event.key === "Enter" && !event.shiftKey) this.#submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
