import type { RayReport } from '../documents/certifyRay.js';
import { drawRays, type DrawnRay } from '../drawings/rays.js';
import { svgToPng } from '../drawings/svgToPng.js';
import { rayPage } from '../pages/certifyRay.js';
import { folderKinds } from './claim.js';
import { saveFolder } from './saveFolder.js';

/** Rays that are drawn; more would not be looked at. */
export const mostRaysDrawn = 40;

/**
 * Writes the report of rays with a drawing of the first of them.
 *
 * @param rays at most {@link mostRaysDrawn}.
 * @returns the report with the names of the files.
 * @throws InputError as {@link saveFolder} does.
 */
export const saveRays = (directory: string, report: RayReport, rays: readonly DrawnRay[]): Promise<RayReport> =>
  saveFolder(directory, folderKinds.ray, async (write) => {
    const svg = rays.length === 0 ? undefined : await drawRays(rays, report.labels);
    if (svg !== undefined) {
      await write('rays.svg', svg);
      await write('rays.png', await svgToPng(svg));
    }
    const document = { ...report, files: svg === undefined ? [] : ['rays.svg', 'rays.png'] };
    return { document, page: rayPage(document) };
  });
