import { h, uniqueId } from "./dom.js";
import { drawText } from "./text.js";

/** Asks with Slack's confirm object; true only where the viewer agreed. */
export function confirmed({ title, text, confirm, deny, style }, world) {
  const id = uniqueId("confirm");
  const answer = (value, className, label) => h("button", { value, class: `button ${className}` }, label);
  const dialog = h("dialog", { class: "confirm", role: "alertdialog", "aria-labelledby": id, "aria-describedby": `${id}-text` },
    h("form", { method: "dialog" },
      h("h2", { id }, drawText(title, world)),
      h("div", { id: `${id}-text`, class: "prose" }, drawText(text, world)),
      h("footer", {}, answer("no", "", deny.text), answer("yes", style ?? "primary", confirm.text))));
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
