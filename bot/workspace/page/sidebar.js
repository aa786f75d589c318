import { avatar } from "./avatar.js";
import { h, sync } from "./dom.js";
import { icon } from "./icons.js";
import { hrefOf } from "./route.js";

export class Sidebar {
  constructor(node) {
    this.team = h("strong", {});
    this.channels = h("ul", {});
    this.coach = h("ul", {});
    this.me = h("div", { class: "me" });
    node.append(
      h("div", { class: "team" }, h("img", { src: "/static/mark.svg", alt: "" }), h("div", {}, this.team, h("small", {}, "Local workspace"))),
      h("h2", { id: "channels-title" }, "Channels"), labelled(this.channels, "channels-title"),
      h("h2", { id: "coach-title" }, "Coach"), labelled(this.coach, "coach-title"),
      this.me);
  }

  show(world, route) {
    this.team.textContent = world.team.name;
    const rooms = world.channels.filter(({ kind }) => kind === "channel");
    const direct = world.channels.filter(({ kind }) => kind === "im");
    sync(this.channels, rooms.map((channel) => channelItem(channel, route, icon(channel.is_private ? "lock" : "hash"), world)));
    sync(this.coach, [
      ...direct.map((channel) => channelItem(channel, route, avatar(world.partner(channel), world, "tiny"), world)),
      item("home", "#home", "Home", icon("home"), { current: route.home }),
    ]);
    sync(this.me, [{ key: world.me, version: world.names, build: () => viewer(world) }]);
  }
}

function labelled(list, title) {
  list.setAttribute("aria-labelledby", title);
  return list;
}

function channelItem(channel, route, face, world) {
  const current = route.channel?.id === channel.id;
  return item(channel.id, hrefOf(channel.id), world.title(channel), face, { current, unread: channel.unread && !current, shared: channel.is_ext_shared });
}

function item(key, href, name, face, { current, unread, shared }) {
  const marks = { class: unread ? "unread" : null, "aria-current": current ? "page" : null };
  const build = () => h("li", {}, h("a", { href, ...marks, "data-focus": key }, face, h("span", { class: "name" }, name),
    shared && h("span", { class: "shared", title: "People from outside are here" }, icon("globe"), h("span", { class: "unseen" }, "people from outside are here")),
    unread && h("span", { class: "dot" }, h("span", { class: "unseen" }, "unread"))));
  return { key, version: JSON.stringify([name, current, unread, shared]), build };
}

function viewer(world) {
  return h("p", {}, avatar(world.me, world), h("span", {}, h("small", {}, "You are"), h("strong", {}, world.nameOf(world.me))));
}
