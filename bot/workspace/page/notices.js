import { h, sync, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { post } from "./transport.js";

/** Bars over the conversation: what the workspace reports, and what the page could not do. */
export class Notices {
  #own = [];
  #reported = [];

  constructor(node) {
    this.node = node;
    this.complain = (error) => this.say(error.message);
  }

  show({ notices }) {
    this.#reported = notices;
    this.#draw();
  }

  say(text) {
    if (this.#own.some((notice) => notice.text === text)) return;
    this.#own.push({ id: uniqueId("notice"), text, own: true });
    this.#draw();
  }

  /** A bar that stays as long as it is true. */
  connection(up) {
    this.#own = this.#own.filter(({ id }) => id !== "connection");
    if (!up) this.#own.push({ id: "connection", text: "The workspace cannot be reached. Trying again…", lasting: true });
    this.#draw();
  }

  async #dismiss(notice) {
    if (!notice.own) return post("notice", { id: notice.id }).catch(this.complain);
    this.#own = this.#own.filter(({ id }) => id !== notice.id);
    return this.#draw();
  }

  #draw() {
    sync(this.node, [...this.#own, ...this.#reported].map((notice) => (
      { key: notice.id, version: notice.text, build: () => this.#bar(notice) })));
  }

  #bar(notice) {
    const dismiss = () => this.#dismiss(notice);
    return h("div", { class: "notice" }, icon("warning"), h("p", {}, notice.text),
      !notice.lasting && h("button", { type: "button", class: "tool", "aria-label": "Dismiss", onclick: dismiss }, icon("close")));
  }
}
