import { confirmed } from "./confirm.js";
import { h, uniqueId } from "./dom.js";
import { literal } from "./mrkdwn.js";
import { post } from "./transport.js";

/** What the viewer can do to a message of their own: items of its menu. */
export function ownItems(message, { world, channel, complain }) {
  if (message.user !== world.me || message.is_tombstone) return [];
  const where = { channel: channel.id, ts: message.ts };
  const attempt = (doing) => doing.catch(complain);
  const items = [{ label: "Delete message", onpick: () => attempt(remove(where, world)) }];
  return message.files.length ? items : [{ label: "Edit message", onpick: () => attempt(edit(where, asTyped(message.text, world))) }, ...items];
}

const plain = (text) => ({ type: "plain_text", text });

async function remove(where, world) {
  const asked = { title: plain("Delete message"), text: plain("The message goes for everybody."), confirm: plain("Delete"), deny: plain("Keep it"), style: "danger" };
  if (await confirmed(asked, world)) await post("delete", where);
}

async function edit(where, text) {
  const written = await rewritten(text);
  if (written && written !== text) await post("edit", { ...where, text: written });
}

/** The new text, or null where the viewer drew back. */
function rewritten(text) {
  const id = uniqueId("edit");
  const field = h("textarea", { class: "field", rows: 4, required: true, "aria-labelledby": id, value: text });
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": id },
    h("form", { method: "dialog" },
      h("h2", { id }, "Edit message"), h("div", { class: "rewriting" }, field),
      h("footer", {}, h("button", { value: "no", class: "button", formnovalidate: true }, "Cancel"), h("button", { value: "yes", class: "button primary" }, "Save"))));
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? field.value.trim() : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
  });
}

/** What its author would type to get this message. */
function asTyped(text, world) {
  const bare = text
    .replace(/<@(\w+)>/g, (_, id) => `@${world.user(id).name}`)
    .replace(/<#\w+\|([^>]*)>/g, "#$1")
    .replace(/<!(here|channel|everyone)>/g, "@$1")
    .replace(/<(https?:[^>|]*)(?:\|[^>]*)?>/g, "$1");
  return literal(bare);
}
