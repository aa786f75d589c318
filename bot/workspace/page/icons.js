const PATHS = {
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h14M2.5 12.5h14",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  home: "M3 9.5 10 3.5l7 6M5 8.5V16.5h10V8.5",
  reply: "M4 4.5h12v9H9.5L6 16.5v-3H4z",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  close: "M5 5l10 10M15 5 5 15",
  menu: "M3 6h14M3 10h14M3 14h14",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4l2.5 2",
  send: "M4 10h11M10.5 5.5 15.5 10l-5 4.5",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  outside: "M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7",
  globe: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM3 10h14M10 3c-5 4.5-5 9.5 0 14 5-4.5 5-9.5 0-14z",
  down: "M10 4v11M5 10.5 10 15.5l5-5",
  back: "M12.5 4.5 7 10l5.5 5.5",
  next: "M5 4.5v11l8-5.5zM15.5 4.5v11",
  play: "M6 4v12l9.5-6z",
  pause: "M7 4.5v11M13 4.5v11",
  clip: "M14.5 9.5 9 15a3.2 3.2 0 0 1-4.5-4.5l6-6a2.2 2.2 0 0 1 3 3l-5.7 5.8a1 1 0 0 1-1.5-1.5l5-5",
  file: "M5.5 3h6l3.5 3.5V17h-9.5zM11.5 3v3.5H15",
  warning: "M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.3v.01",
};
const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
