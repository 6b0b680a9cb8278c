import { loadSharp } from '../image/sharp.js';
import { messageOf } from '../errors.js';
import type { DoctorFinding } from './finding.js';

/** Whether pictures can be written and read again, which sharp's own library for this machine is needed for. */
export async function examinePictures(): Promise<DoctorFinding> {
  const name = 'pictures';
  try {
    const sharp = await loadSharp();
    const level = 200;
    const png = await sharp(Uint8Array.of(level), { raw: { height: 1, width: 1, channels: 1 } })
      .png()
      .toBuffer();
    const [read] = await sharp(png).toColourspace('b-w').raw().toBuffer();
    return read === level
      ? { name, state: 'works', detail: `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}` }
      : { name, state: 'fails', detail: `sharp ${sharp.versions.sharp} reads ${read} where ${level} was written.` };
  } catch (thrown) {
    return { name, state: 'fails', detail: `${messageOf(thrown)}. Run \`npm install sharp\` on this machine again.` };
  }
}
