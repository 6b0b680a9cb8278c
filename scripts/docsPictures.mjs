/**
 * Draws the pictures of docs/concepts.md into docs/pictures, from runs on the shipped networks: `npm run docs:pictures`. That of pieces is of a
 * network of two pixels and three units, small enough to be drawn whole.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { images, labelOf, marginOf, openModel, Subject } from '../dist/esm/src/index.js';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const pictures = here('docs/pictures');
const work = mkdtempSync(join(tmpdir(), 'conic-pictures-'));
const samples = here('examples/fashion-mnist/images');
const coat = `${samples}/coat/00010.png`;
const trouser = `${samples}/trouser/00002.png`;

/** Runs `conic certify`, and keeps a picture of its report. */
function certified(model, args, drawing, name) {
  const report = join(work, name);
  const command = [here('dist/esm/src/cli/main.js'), 'certify', here(`examples/models/${model}.onnx`), ...args];
  const { status, stderr } = spawnSync(process.execPath, [...command, '--report', report], { encoding: 'utf8' });
  if (status !== 0 && status !== 1) throw new Error(`conic certify ${model}: ${stderr}`);
  copyFileSync(join(report, drawing), join(pictures, `${name}.svg`));
}

const svg = (width, height, content) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">
<rect width="${width}" height="${height}" fill="white"/>
${content.join('\n')}
</svg>
`;
const text = (x, y, words, more = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words}</text>`;
const polyline = (points, more) =>
  `<polyline fill="none" ${more} points="${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}"/>`;

/** How the margin of a coat falls as its light is turned down, on the LeNet with biases. */
async function margin() {
  const classifier = await openModel(here('examples/models/lenet-bias.onnx'));
  const corpus = await images.from(coat).load(classifier.spec.shape);
  const [image] = corpus.images;
  const all = Array.from({ length: 181 }, (_, i) => 0.1 + i * 0.005);
  const { labels } = classifier.spec;
  const subject = new Subject(classifier);
  const rows = await Promise.all([1, ...all].map((scalar) => subject.scores(image.times(scalar))));
  const label = labelOf(rows[0]);
  const [left, top, width, height] = [60, 30, 600, 260];
  const x = (scalar) => left + ((scalar - 0.1) / 0.9) * width;
  const y = (value) => top + height * (1 - (value + 0.5) / 1.2);
  const line = all
    .map((scalar, i) => [x(scalar), y(marginOf(rows[i + 1], label))])
    .filter(([, place]) => place <= top + height);
  const flip = all.find((_, i) => marginOf(rows[i + 1], label) > 0);
  writeFileSync(
    join(pictures, 'margin.svg'),
    svg(700, 340, [
      `<rect x="${left}" y="${top}" width="${width}" height="${y(0) - top}" fill="#e6f4ea"/>`,
      `<rect x="${left}" y="${y(0)}" width="${width}" height="${top + height - y(0)}" fill="#fce8e6"/>`,
      `<line x1="${left}" x2="${left + width}" y1="${y(0)}" y2="${y(0)}" stroke="#888" stroke-dasharray="4 3"/>`,
      ...[-0.4, -0.2, 0, 0.2, 0.4, 0.6].map((value) => text(left - 8, y(value) + 4, value, 'text-anchor="end"')),
      ...[0.1, 0.25, 0.5, 0.75, 1].map((scalar) => text(x(scalar), top + height + 18, scalar, 'text-anchor="middle"')),
      polyline(line, 'stroke="#1a56db" stroke-width="2.5"'),
      `<circle cx="${x(flip)}" cy="${y(0)}" r="5" fill="white" stroke="#b00020" stroke-width="2"/>`,
      text(x(flip) + 10, y(0) + 18, `a near tie, and left of it a flip, at scalar ${flip.toFixed(2)}`),
      text(
        left + width - 8,
        top + 20,
        `margin above 0: still ${labels[label]}, so the case has held`,
        'text-anchor="end"',
      ),
      text(
        left + width - 8,
        top + height - 10,
        'below 0: another label is ahead, so it is violated',
        'text-anchor="end"',
      ),
      text(left + width / 2, top + height + 38, 'scalar', 'text-anchor="middle"'),
      text(left - 44, top - 10, 'margin'),
    ]),
  );
  await classifier.dispose();
}

/** Pieces of a network of two pixels and three units with ReLU, a region over more than one of them, and one on one piece. */
function pieces() {
  // Each unit is u x + v y + c, and has its kink where that is 0.
  const units = [
    [1, -1.3, 0.05],
    [-0.8, -1, 0.95],
    [1.6, 0.7, -1.2],
  ];
  const [left, top, side] = [50, 25, 330];
  const x = (value) => left + value * side;
  const y = (value) => top + (1 - value) * side;
  const patternAt = (one, other) => units.map(([u, v, c]) => (u * one + v * other + c > 0 ? 1 : 0)).join('');
  const colours = new Map();
  const palette = ['#cfe8ff', '#ffe0c2', '#d7f0d4', '#f8d3d8', '#e7dcf5', '#fff3bf', '#d9e2e8', '#f3d9c9'];
  const steps = 110;
  const cells = Array.from({ length: steps * steps }, (_, i) => {
    const [column, row] = [i % steps, Math.floor(i / steps)];
    const pattern = patternAt((column + 0.5) / steps, (row + 0.5) / steps);
    if (!colours.has(pattern)) colours.set(pattern, palette[colours.size]);
    return { column, row, colour: colours.get(pattern) };
  });
  // Neighbours of one colour in a row are one rectangle.
  const runs = cells.reduce((all, { column, row, colour }) => {
    const last = all.at(-1);
    if (last?.row === row && last.colour === colour) last.length += 1;
    else all.push({ column, row, colour, length: 1 });
    return all;
  }, []);
  const size = side / steps;
  const rectangle = ({ column, row, colour, length }) =>
    `<rect x="${(left + column * size).toFixed(1)}" y="${(top + side - (row + 1) * size).toFixed(1)}" width="${(length * size).toFixed(1)}" height="${(size + 0.3).toFixed(1)}" fill="${colour}"/>`;
  const triangle = (corners, name) => [
    `<polygon points="${corners.map(([one, other]) => `${x(one)},${y(other)}`).join(' ')}" fill="#00000022" stroke="#222" stroke-width="2"/>`,
    ...corners.map(([one, other]) => `<circle cx="${x(one)}" cy="${y(other)}" r="4" fill="#222"/>`),
    text(x(corners[0][0]) + 8, y(corners[0][1]) - 6, name, 'font-weight="bold"'),
  ];
  const one = [
    [0.72, 0.42],
    [0.93, 0.3],
    [0.8, 0.62],
  ];
  const several = [
    [0.12, 0.5],
    [0.35, 0.85],
    [0.45, 0.28],
  ];
  const patternsOf = (corners) => new Set(corners.map(([first, second]) => patternAt(first, second)));
  if (patternsOf(one).size !== 1 || patternsOf(several).size === 1)
    throw new Error('the regions are not as the text says');
  writeFileSync(
    join(pictures, 'pieces.svg'),
    svg(700, 400, [
      ...runs.map(rectangle),
      `<rect x="${left}" y="${top}" width="${side}" height="${side}" fill="none" stroke="#555"/>`,
      ...triangle(one, 'A'),
      ...triangle(several, 'B'),
      text(left + side / 2, top + side + 28, 'first pixel', 'text-anchor="middle"'),
      text(
        left - 12,
        top + side / 2,
        'second pixel',
        `text-anchor="middle" transform="rotate(-90 ${left - 12} ${top + side / 2})"`,
      ),
      ...[
        `${colours.size} colours are ${colours.size} pieces: on each,`,
        'the network is a plain affine map.',
        '',
        'A: a region of three images on one',
        'piece. Where the three have one label,',
        'so have all mixtures.',
        '',
        'B: a region over several pieces. What',
        'the corners say decides nothing;',
        'conic certify --region looks inside.',
      ].map((words, i) => text(left + side + 30, top + 40 + i * 22, words)),
    ]),
  );
}

mkdirSync(pictures, { recursive: true });
try {
  certified('lenet-bias', ['--images', `${samples}/coat`, '--limit', '6', '--ray'], 'rays.svg', 'rays');
  certified('mlp-zero-bias', ['--plane', coat, '--axes', trouser], 'plane.svg', 'cones');
  certified('mlp-bias', ['--plane', coat, '--axes', trouser], 'plane.svg', 'no-cones');
  await margin();
  pieces();
  console.log(`docs:pictures: written to ${pictures}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
