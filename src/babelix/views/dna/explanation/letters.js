// Letters as tall as what their bases do: in a unit square, upright, y down.

const SHAPES = {
  A: "M.39 0H.61L1 1H.81L.715 .74H.285L.19 1H0ZM.5 .2L.345 .58H.655Z",
  C: "M.98 .33C.93 .12 .76 0 .52 0C.2 0 0 .2 0 .5C0 .8 .2 1 .52 1C.76 1 .93 .88 .98 .67L.78 .63C.75 .75 .66 .82 .52 .82C.32 .82 .2 .7 .2 .5C.2 .3 .32 .18 .52 .18C.66 .18 .75 .25 .78 .37Z",
  G: "M.97 .31C.92 .11 .75 0 .52 0C.2 0 0 .2 0 .5C0 .8 .2 1 .53 1C.72 1 .88 .93 .98 .84V.47H.53V.64H.79V.75C.73 .79 .64 .82 .54 .82C.33 .82 .2 .7 .2 .5C.2 .3 .32 .18 .52 .18C.65 .18 .74 .24 .77 .35Z",
  T: "M0 0H1V.18H.6V1H.4V.18H0Z",
  N: "M0 1V0H.2L.8 .68V0H1V1H.8L.2 .32V1Z",
};
const INKS = { A: 2, C: 0, G: 4, T: 1 };
const LOGO = { label: 17, half: 34, gap: 8 };
const KINDS = { mutagenesis: "by mutagenesis", gradient: "gradient × input" };

// The columns of both alleles: what stands left of the change, as many as the longer allele has, what stands right.
function columnsOf(allele) {
  const { before } = allele.letters;
  const longer = Math.max(allele.ref.length, allele.alt.length);
  return allele.letters.alleles.map(({ letters }, which) => {
    const own = [allele.ref, allele.alt][which].length;
    return [...letters].map((letter, i) => ({ letter, i, column: i < before + own ? i : i + longer - own }));
  });
}

function drawLetters(allele, track) {
  return (surface, colours, width, mark) => {
    const { letters } = allele;
    const columns = columnsOf(allele);
    const longer = Math.max(allele.ref.length, allele.alt.length);
    const count = 2 * letters.before + longer;
    const wide = width / count;
    const row = LOGO.label + 2 * LOGO.half + LOGO.gap;
    const height = 4 * row + 44;
    surface.rect(0, 0, width, height, colours.paper);
    surface.rect(letters.before * wide, 0, Math.max(longer * wide, 1.5), 4 * row, colours.chosen);
    Object.keys(KINDS).forEach((kind, number) => {
      const both = letters.alleles.map((each) => each[kind][track]);
      const most = Math.max(...both.flat().map(Math.abs)) || 1;
      both.forEach((values, which) => {
        const top = (2 * number + which) * row;
        const zero = top + LOGO.label + LOGO.half;
        const name = `${["reference", "alternative"][which]}, ${KINDS[kind]}`;
        surface.text(0, top + 9, fit(name, width - 80, 12), { size: 12, fill: colours.ink });
        surface.text(width, top + 9, `± ${told(most)}`, { size: SMALL, fill: colours.quiet, align: "right" });
        surface.rect(0, zero, width, 0.7, colours.rule);
        for (const { letter, i, column } of columns[which]) {
          drawLetter(surface, colours, letter, { left: column * wide, zero, wide, height: (values[i] / most) * LOGO.half });
        }
      });
    });
    if (mark !== null) surface.frame(mark * wide, 0.5, wide, 4 * row - 1, colours.ink, 1);
    axisOfLetters(surface, colours, allele, { width, wide, top: 4 * row + 4, longer });
    const caption = `What each base adds to ${visible(letters.tracks[track])} summed over ${counted(letters.summed)} bp around the variant: ` +
      "by mutagenesis less the mean effect of the three other bases, by gradient × input the slope at the base that is there. " +
      "Letters below the line, upside down, take away. Both alleles of a kind are on one scale.";
    return { height, places: count, caption, marked: readLetters(allele, columns, track, mark) };
  };
}

function drawLetter(surface, colours, letter, { left, zero, wide, height }) {
  const size = Math.abs(height);
  if (size < 0.4) return;
  const fill = letter in INKS ? colours.heads[INKS[letter]] : colours.quiet;
  const at = { x: left + wide * 0.04, y: height > 0 ? zero - size : zero + size, across: wide * 0.92, down: height > 0 ? size : -size };
  surface.shape(SHAPES[letter] ?? SHAPES.N, { fill, ...at });
}

// Of a change of length the bases behind it are counted in the reference.
function axisOfLetters(surface, colours, allele, { width, wide, top, longer }) {
  const { letters } = allele;
  const behind = letters.before + longer;
  surface.rect(0, top, width, 1, colours.quiet);
  const column = (tick) => {
    const i = tick - 1 - letters.start;
    return i < letters.before + allele.ref.length ? i : i + longer - allele.ref.length;
  };
  const last = letters.start + 2 * letters.before + allele.ref.length;
  const found = ticks(letters.start + 1, last, roomFor(counted(last), width));
  drawTicks(surface, colours, found.map((tick) => [(column(tick) + 0.5) * wide, counted(tick)]), { left: 0, width, top });
  const note = longer === allele.ref.length || behind < 0 ? "" : ", behind the inserted bases";
  surface.text(0, top + 28, `${visible(allele.chrom)}, base of the reference counted from 1${note}`, { size: SMALL, fill: colours.quiet });
}

function readLetters(allele, columns, track, mark) {
  if (mark === null) return "";
  const parts = columns.map((each, which) => {
    const found = each.find(({ column }) => column === mark);
    if (!found) return `${["reference", "alternative"][which]}: no base`;
    const { mutagenesis, gradient } = allele.letters.alleles[which];
    return `${["reference", "alternative"][which]} ${found.letter}: ${told(mutagenesis[track][found.i])} by mutagenesis, ` +
      `${told(gradient[track][found.i])} by gradient × input`;
  });
  return parts.join("; ");
}
