import { z } from 'zod';
import { reportedRaySchema } from '../report/documents/certifyRay.js';
import { reportedRegionSchema } from '../report/documents/certifyRegion.js';

// The form of what a part has of `conic certify`: certificates, as its reports have them.

const count = z.int().min(0);

const range = {
  from: count.describe('the place of the first one of this part'),
  to: count.describe('the place after that of its last one'),
};

/** What is in a part of `conic certify --ray`. */
export const rayContent = z.strictObject({
  planned: count.describe('images of the whole run'),
  ...range,
  rays: z.array(reportedRaySchema),
  samples: z
    .array(z.array(z.strictObject({ scalar: z.number(), label: count })))
    .describe('of the images that the whole run draws: what the engine says at single scalars'),
});

/** What is in a part of `conic certify --region`. */
export const regionContent = z.strictObject({
  groups: count.describe('groups of the whole run'),
  size: count.describe('images in a group'),
  left: count.describe('images that fill no group'),
  ...range,
  regions: z.array(reportedRegionSchema),
});
