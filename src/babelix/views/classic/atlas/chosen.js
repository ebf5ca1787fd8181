// What stands beside the plane: the point chosen with its neighbours, and the numbers.

function nameOf(i) {
  return page.words ? `“\u2068${snippet(page.words[i], 60)}\u2069”` : `picture ${counted(i + 1)}`;
}

function classOf(i) {
  return page.labels ? page.classes[page.labels[i]] : null;
}

function pictured(i, size) {
  const canvas = element("canvas", { width: 2 * size, height: 2 * size, "aria-hidden": "true" });
  canvas.style.width = canvas.style.height = `${size}px`;
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  sheets.points.draw(context, i, size, size, 2 * size);
  return canvas;
}

function swatch(i, colours) {
  const made = element("i", { "aria-hidden": "true" });
  made.style.background = colourOf(i, colours);
  return made;
}

// In words what was chosen; announced, and the heading of its list.
function sentence(i) {
  const own = classOf(i) === null ? "" : `, ${classOf(i)}`;
  const near = neighboursOf(i);
  const shown = shownNear(i);
  const alike = near.filter((j) => page.labels?.[j] === page.labels?.[i]).length;
  const told = page.labels ? `${alike} of its ${page.k} nearest are of its class, ` : `of its ${page.k} nearest `;
  const kept = near.filter((j) => shown.has(j)).length;
  return `${nameOf(i)}${own} (point ${counted(i + 1)} of ${counted(count)}): ${told}${kept} are its nearest on the plane, too.`;
}

function showChosen(state, colours, choose) {
  const { chosen } = state;
  const place = document.getElementById("chosen");
  const title = document.getElementById("chosen-title");
  if (chosen < 0) {
    title.textContent = "No point chosen";
    place.replaceChildren(element("p", { class: "quiet" }, "Click a point, or press Enter on the plane."));
    return;
  }
  const shown = shownNear(chosen);
  title.textContent = `${nameOf(chosen)}${classOf(chosen) === null ? "" : `, ${classOf(chosen)}`}`;
  const items = neighboursOf(chosen).map((i) => element("li", {}, element("button", {
    type: "button", onclick: () => choose(i),
  }, ...(page.picture ? [pictured(i, 28)] : []), element("span", {}, nameOf(i)),
  ...(page.labels ? [swatch(i, colours), element("em", {}, classOf(i))] : []),
  element("em", {}, shown.has(i) ? "near here, too" : "far here"))));
  const whole = page.words && snippet(page.words[chosen], 60) !== label(page.words[chosen])
    ? [element("p", {}, label(page.words[chosen]))] : [];
  place.replaceChildren(
    ...(page.picture ? [pictured(chosen, 84)] : []), ...whole,
    element("p", { class: "quiet" }, `Its ${page.k} nearest by ${page.what}, nearest first:`),
    element("ol", {}, ...items));
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

function showNumbers() {
  const told = page.chance !== null;
  const head = ["", "trust-worthiness", "neigh-bours kept", ...(told ? [`told by ${page.k}`] : [])];
  const row = (name, ...cells) => element("tr", {}, element("th", { scope: "row" }, name),
    ...cells.map((text) => element("td", {}, text)));
  const rows = page.spaces.flatMap((space) => [
    row(`${space.what}, ${counted(space.width)}, ${space.distance}`, "", "", ...(told ? [percent(space.told)] : [])),
    ...space.planes.map((each) => row(`on a plane by ${each.method}`, each.trustworthiness.toFixed(4), percent(each.kept),
      ...(told ? [percent(each.told)] : []))),
  ]);
  document.getElementById("numbers").replaceChildren(
    element("table", {},
      element("thead", {}, element("tr", {}, ...head.map((text) => text
        ? element("th", { scope: "col" }, text.replaceAll("-", "\u00ad")) : element("td", {})))),
      element("tbody", {}, ...rows)),
    element("p", { class: "quiet" }, `Trustworthiness: 1 where no neighbour on the plane is far in the space. Kept: of the ${
      page.k} nearest in the space, those that are near on the plane.${told ? ` Told: points whose class the vote of their ${
      page.k} nearest others gets right; the commonest class is ${percent(page.chance)}.` : ""}`));
}
