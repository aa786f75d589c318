import { Composer } from "./composer.js";
import { h, sync } from "./dom.js";
import { icon } from "./icons.js";
import { messageItems, pendingItem } from "./messages.js";

const NEAR = 80;
const PATIENCE = 250;

/** A list of messages that stays at its newest, and the composer under it: a channel or a thread. */
export class Conversation {
  #pending = new Map();
  #count = 0;
  #place = null;
  #atBottom = true;
  #top = 0;

  /** `deliver(text, room)` sends what was written, `attach(file, room)` a file. */
  constructor(deliver, attach) {
    this.deliver = deliver;
    this.list = h("ol", {});
    this.empty = h("div", { class: "empty" });
    this.scroller = h("div", { class: "scroller", role: "log", tabindex: "0", onscroll: () => this.#scrolled() }, this.empty, this.list);
    this.newer = h("button", { type: "button", class: "newer", hidden: true, onclick: () => this.#toBottom() }, icon("down"), "New messages");
    this.composer = new Composer((text) => this.#send(text), (file) => attach(file, this.room));
    this.nodes = [h("div", { class: "scroll-frame" }, this.scroller, this.newer), this.composer.node];
    new ResizeObserver(() => this.#settle()).observe(this.scroller);
    new ResizeObserver(() => this.#settle()).observe(this.list);
  }

  /** `room` is {place, world, channel, thread, messages, label, writing, prompt, empty, …}. */
  show(room) {
    const moved = room.place !== this.#place;
    this.room = room;
    this.#place = room.place;
    this.scroller.setAttribute("aria-label", room.label);
    // A screen reader should hear what arrives, not a whole channel each time one is opened.
    this.scroller.setAttribute("aria-live", moved ? "off" : "polite");
    this.#draw();
    this.composer.show(room);
    this.composer.node.hidden = room.channel.is_archived;
    if (moved) this.#toBottom();
  }

  /** Brings a message into view and marks it for a moment. */
  pointAt(ts) {
    const node = [...this.list.children].find((item) => item.dataset.ts === ts);
    if (!node) return;
    this.#atBottom = false;
    node.scrollIntoView({ block: "center" });
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
    node.classList.add("pointed");
    node.addEventListener("animationend", () => node.classList.remove("pointed"), { once: true });
  }

  #draw() {
    const { room } = this;
    const waiting = [...this.#pending.values()].filter(({ place }) => place === room.place);
    const items = [...messageItems(room.messages, room), ...waiting.map((each) => pendingItem(each, room.world))];
    const grew = this.#count && items.length > this.#count;
    this.#count = items.length;
    sync(this.list, items);
    this.empty.replaceChildren(...(items.length ? [] : [room.empty()]));
    if (grew && !this.#atBottom) this.newer.hidden = false;
    this.#settle();
  }

  async #send(text) {
    const id = crypto.randomUUID?.() ?? String(Math.random());
    const show = () => {
      this.#pending.set(id, { id, text, place: room.place });
      this.#draw();
    };
    const { room } = this;
    // A plain message is there almost at once: showing it twice would flicker.
    const later = setTimeout(show, text.startsWith("/") ? 0 : PATIENCE);
    this.#toBottom();
    try {
      await this.deliver(text, room);
    } finally {
      clearTimeout(later);
      this.#pending.delete(id);
      this.#draw();
    }
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    // What has just arrived below moves the newest away from the viewer, who has not left it.
    if (near || scrollTop < this.#top) this.#atBottom = near;
    this.#top = scrollTop;
    if (this.#atBottom) this.newer.hidden = true;
  }

  #settle() {
    if (!this.#atBottom) return;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#top = this.scroller.scrollTop;
  }

  #toBottom() {
    this.#atBottom = true;
    this.newer.hidden = true;
    this.#settle();
  }
}
