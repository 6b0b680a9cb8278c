import type { Found } from '../../../gate/known/findings.js';
import type { GateLimit, GateReport } from '../../../gate/schema.js';
import type { Curve } from '../../drawings/curve.js';
import type { Pictures } from './pictures.js';

/** A finding with what is drawn of it. */
export interface ShownFinding extends Found {
  readonly pictures: Pictures;
  /** Images that there was no room for. */
  readonly withoutPictures: boolean;
  readonly curve: (Curve & { readonly svg: string }) | undefined;
}

/** What the page shows: everything, unless there is too much of it. */
export interface Shown {
  /** Its texts are presentable. */
  readonly report: GateReport;
  /** Failures first. */
  readonly limits: readonly GateLimit[];
  readonly limitsLeftOut: number;
  readonly found: readonly ShownFinding[];
  readonly foundLeftOut: number;
  /** Names in the filter, in the order of their first appearance; the page refers to them by number. */
  readonly properties: readonly string[];
  readonly labels: readonly string[];
  /** What was done to images to keep the page small, in words. */
  readonly caps: string;
}
