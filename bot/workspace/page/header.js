import { h, sync } from "./dom.js";
import { icon } from "./icons.js";
import { post } from "./transport.js";
import { momentOf } from "./times.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export class Header {
  constructor(node, { openSidebar, complain }) {
    this.complain = complain;
    this.title = h("div", { class: "title" });
    this.now = h("time", {});
    this.menu = h("button", { type: "button", class: "tool open-sidebar", "aria-label": "Channels", "aria-expanded": "false", "aria-controls": "sidebar", onclick: openSidebar }, icon("menu"));
    node.append(this.menu, this.title, h("div", { class: "clock", role: "group", "aria-label": "Clock of this workspace", title: "Move this workspace’s clock ahead to see what the coach sends later" },
      icon("clock"), this.now, this.#skip("+15 min", "15 minutes", 15 * MINUTE), this.#skip("+1 h", "1 hour", HOUR), this.#skip("+1 d", "1 day", 24 * HOUR)));
    setInterval(() => this.#tick(), 1000);
  }

  show(world, route) {
    this.world = world;
    const { channel, home } = route;
    const version = JSON.stringify([channel, home, world.names]);
    sync(this.title, [{ key: "title", version, build: () => (home ? homeTitle() : channelTitle(channel, world)) }]);
    document.title = `${home ? "Home" : titleOf(channel, world)} · ${world.team.name}`;
    this.#tick();
  }

  #tick() {
    if (this.world) this.now.textContent = momentOf(this.world.time);
  }

  #skip(label, said, seconds) {
    const skip = async ({ currentTarget: button }) => {
      button.disabled = true;
      await post("clock", { seconds }).catch(this.complain);
      button.disabled = false;
      button.focus();
    };
    return h("button", { type: "button", "aria-label": `Move the clock ahead ${said}`, title: `${said} ahead`, onclick: skip }, label);
  }
}

const titleOf = (channel, world) => (channel.kind === "im" ? world.title(channel) : `#${channel.name}`);

const homeTitle = () => h("div", {}, h("h1", {}, "Home"));

function channelTitle(channel, world) {
  const count = channel.members.length;
  return h("div", {},
    h("h1", {}, channel.kind === "channel" && icon(channel.is_private ? "lock" : "hash"), h("span", {}, world.title(channel))),
    channel.is_archived && h("span", { class: "badge" }, icon("lock"), "Archived"),
    channel.is_ext_shared && h("span", { class: "badge" }, icon("globe"), "People from outside are here"),
    channel.kind === "channel" && h("p", { class: "topic" }, h("span", { class: "members" }, count === 1 ? "1 member" : `${count} members`), channel.topic));
}
