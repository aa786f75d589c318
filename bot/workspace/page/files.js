import { h } from "./dom.js";
import { icon } from "./icons.js";

/** The files of a message: pictures to look at, anything else to save. */
export function drawFiles(files) {
  return files.map((file) => (file.is_image ? picture(file) : attachment(file)));
}

const addressOf = ({ id }) => `/workspace/file/${id}`;

function picture(file) {
  return h("figure", { class: "file" }, h("figcaption", {}, file.title),
    h("img", { src: addressOf(file), alt: file.alt_text || file.title }));
}

function attachment(file) {
  return h("a", { class: "file attachment", href: addressOf(file), download: file.name }, icon("file"), file.title);
}
