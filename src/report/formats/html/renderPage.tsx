import { renderToString } from 'preact-render-to-string';
import { failuresFirst, foundIn } from '../../../gate/known/findings.js';
import { presentable } from '../../text/presentable.js';
import type { GateReport } from '../../../gate/schema.js';
import { curveOf } from '../../drawings/curve.js';
import { drawCurve } from '../../drawings/drawCurve.js';
import { Page } from './page.js';
import { bytesOf, largestPng, longestSide, picturesOf } from './pictures.js';
import type { Shown, ShownFinding } from './shown.js';

/** Bytes of the page at most, with room to what is promised (10 MB). */
const mostBytes = 9_500_000;

/** How much of everything the page shows; halved until it is small enough. */
const generous = { limits: 400, findings: 100, pictureBytes: 6_000_000 };

/**
 * The report as one HTML file that needs no other and asks no network. Labels, names and all other text from the report are
 * shown as text. It stays under 10 MB: failures come first, and what is left out is counted in the page.
 *
 * @param images the PNG files that the findings name, by those names.
 */
export async function renderPage(raw: GateReport, images: ReadonlyMap<string, Buffer>): Promise<string> {
  const report = presentable(raw);
  const all = foundIn(report);
  const found: ShownFinding[] = [];
  let room = generous.pictureBytes;
  for (const one of all.slice(0, generous.findings)) {
    const curve = curveOf(one, report.model.labels);
    // Images that would be left out anyway are not made smaller first: that takes long.
    const pictures = room > 0 ? await picturesOf(one, raw, images) : undefined;
    if (pictures !== undefined) room -= bytesOf(pictures);
    found.push({
      ...one,
      pictures: pictures ?? { missing: [] },
      withoutPictures: pictures === undefined,
      curve: curve === undefined ? undefined : { ...curve, svg: await drawCurve(curve, report.model.scores) },
    });
  }
  for (let most = generous; ; most = halved(most)) {
    const page = `<!doctype html>\n${renderToString(<Page shown={shownOf(report, found, all.length, most)} />)}\n`;
    if (Buffer.byteLength(page) <= mostBytes || most.limits === 0) return page;
  }
}

const halved = ({ limits, findings, pictureBytes }: typeof generous): typeof generous => ({
  limits: Math.floor(limits / 2),
  findings: Math.floor(findings / 2),
  pictureBytes: Math.floor(pictureBytes / 2),
});

function shownOf(report: GateReport, drawn: readonly ShownFinding[], all: number, most: typeof generous): Shown {
  const limits = failuresFirst(report.limits).slice(0, most.limits);
  const found = withinBytes(drawn.slice(0, most.findings), most.pictureBytes);
  return {
    report,
    limits,
    limitsLeftOut: report.limits.length - limits.length,
    found,
    foundLeftOut: all - found.length,
    properties: unique([...limits.map(({ property }) => property), ...found.map(({ property }) => property)]),
    labels: unique(
      found.flatMap(({ counterexample }) =>
        counterexample === undefined ? [] : [counterexample.label, counterexample.labelAfter],
      ),
    ),
    caps: capsOf(most.pictureBytes),
  };
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

/** The first findings have their images, as far as the bytes go. */
function withinBytes(found: readonly ShownFinding[], most: number): readonly ShownFinding[] {
  let left = most;
  return found.map((one) => {
    const bytes = bytesOf(one.pictures);
    if (bytes <= left) {
      left -= bytes;
      return one;
    }
    return { ...one, pictures: { missing: one.pictures.missing }, withoutPictures: true };
  });
}

const capsOf = (bytes: number): string =>
  `Images are shown at most ${longestSide} pixels wide or high, as WebP where a PNG would be larger than ` +
  `${largestPng / 1000} kB, and in all at most ${(bytes / 1e6).toPrecision(2)} MB of them; exact files lie beside this page. ` +
  `At most ${generous.limits} limits and ${generous.findings} counterexamples are shown.`;
