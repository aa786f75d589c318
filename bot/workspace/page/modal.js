import { blockItems } from "./blocks.js";
import { h, sync } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { post } from "./transport.js";
import { problemsOf } from "./values.js";

/** The top one of the open views, in a real dialog: focus stays inside, and goes back when it closes. */
export class Modal {
  #view = null;
  #ours = {};
  #busy = false;

  constructor(dialog, surfaceFor) {
    this.dialog = dialog;
    this.surfaceFor = surfaceFor;
    this.title = h("h2", { id: "modal-title" });
    this.body = h("div", { class: "modal-body" });
    this.error = h("p", { class: "error", role: "alert", hidden: true });
    this.submit = h("button", { type: "submit", class: "button primary" });
    this.cancel = h("button", { type: "button", class: "button", onclick: () => this.#close() });
    const cross = h("button", { type: "button", class: "tool", "aria-label": "Close", onclick: () => this.#close() }, icon("close"));
    const onsubmit = (event) => { event.preventDefault(); this.#submit(); };
    dialog.append(h("form", { novalidate: true, onsubmit },
      h("header", {}, this.title, cross), this.body, this.error, h("footer", {}, this.cancel, this.submit)));
    dialog.addEventListener("cancel", (event) => { if (event.target === dialog) event.preventDefault(); });
    dialog.addEventListener("keydown", (event) => this.#key(event));
  }

  show(world) {
    const view = world.views.at(-1) ?? null;
    this.world = world;
    if (!view) return this.#hide();
    const turned = view.id !== this.#view?.id;
    const filled = view.submit && !this.#view?.submit;
    if (turned) this.#turnTo();
    this.#view = view;
    this.#draw();
    if (!this.dialog.open) this.dialog.showModal();
    if (turned || filled) this.#focusFirst();
    return undefined;
  }

  #hide() {
    this.#view = null;
    this.dialog.close();
  }

  #turnTo() {
    this.#ours = {};
    this.#fail("");
    this.body.scrollTop = 0;
  }

  get #surface() {
    return this.surfaceFor({ view: this.#view.id }).show(this.world, this.#view.blocks);
  }

  #draw() {
    const { id, title, submit, close, errors } = this.#view;
    const shown = this.#busy ? {} : { ...errors, ...this.#ours };
    this.title.textContent = withEmoji(title?.text ?? title ?? "");
    this.submit.hidden = !submit;
    this.submit.textContent = withEmoji(submit?.text ?? submit ?? "");
    this.cancel.textContent = withEmoji(close?.text ?? close ?? (submit ? "Cancel" : "Close"));
    sync(this.body, blockItems(this.#surface, shown).map((item) => ({ ...item, key: `${id}/${item.key}` })));
  }

  async #submit() {
    if (this.#busy || !this.#view.submit) return;
    const surface = this.#surface;
    this.#ours = problemsOf(this.#view.blocks, surface.values);
    if (Object.keys(this.#ours).length) this.#draw();
    else await this.#ask("submit", { view: this.#view.id, values: surface.values });
    this.#showProblem();
  }

  #showProblem() {
    const invalid = this.body.querySelector(".invalid");
    invalid?.querySelector("input, textarea, select")?.focus({ preventScroll: true });
    invalid?.scrollIntoView({ block: "nearest" });
  }

  #close() {
    return this.#busy ? undefined : this.#ask("close", { view: this.#view.id });
  }

  async #ask(what, body) {
    this.#wait(true);
    try {
      await post(what, body);
    } catch (error) {
      this.#fail(error.message);
    }
    this.#wait(false);
  }

  #wait(busy) {
    this.#busy = busy;
    this.dialog.setAttribute("aria-busy", String(busy));
    this.submit.classList.toggle("waiting", busy);
    if (busy) this.#fail("");
    if (this.#view) this.#draw();
  }

  #fail(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = !sentence;
  }

  #focusFirst() {
    const first = this.body.querySelector("input, textarea, select, .block button, .block a");
    (first ?? this.cancel).focus({ preventScroll: true });
  }

  #key(event) {
    if (event.key !== "Escape" || event.target.closest("[role=menu]")) return;
    event.preventDefault();
    this.#close();
  }
}
