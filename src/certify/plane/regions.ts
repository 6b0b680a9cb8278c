import type { Course } from '../piecewise/partition.js';
import { tiny, unit } from '../piecewise/rounding.js';
import { Mesh, type MeshCell } from './mesh.js';
import type { FollowedPart } from './followPlane.js';
import type { PlanePoint } from './certificate.js';

/** A convex polygon in which one label is proved. */
export interface LabelledCell {
  readonly label: number;
  readonly corners: readonly PlanePoint[];
}

/** What is proved of a part of a plane. */
export interface LabelledPart {
  readonly cells: readonly LabelledCell[];
  /** Whether nothing at all is left open. */
  readonly whole: boolean;
  /** How far corners may be from where they are said to be. */
  readonly rounding: number;
}

/**
 * In which parts of each cell which label is proved: its logit is above every other by more than the errors of both, which is a half-plane
 * for each rival. A mixture of corners at which that holds has it too, so corners are all that has to be looked at.
 */
export function labelledCells({ mesh, places, logits }: FollowedPart): LabelledPart {
  const { size, rest, values } = logits;
  const { count } = mesh;
  const largest = Array.from({ length: size }, (_, k) =>
    values.subarray(k * count, (k + 1) * count).reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  // Each cut mixes two corners, and there are at most as many cuts of a cell as rivals.
  const doubtOf = (label: number, rival: number): number =>
    (rest[label]! + rest[rival]!) * (1 + 8 * unit) +
    64 * unit * (size + 2) * (largest[label]! + largest[rival]!) +
    tiny;
  const finer = new Mesh(count, mesh.cells);
  const columns = Array.from({ length: size }, (_, k) => new Growing(logits, k, count));
  const clipper = new Clipper(finer, columns);
  const found: { readonly label: number; readonly cell: MeshCell }[] = [];
  let whole = true;
  for (const cell of mesh.cells) {
    const labels = labelsIn(cell, columns);
    let isDecided = false;
    for (const label of labels) {
      let left: MeshCell = cell;
      for (let rival = 0; rival < size && left.length > 0; rival++)
        if (rival !== label) left = clipper.clip(left, label, rival, doubtOf(label, rival));
      if (left.length > 0) found.push({ label, cell: left });
      isDecided ||= left === cell;
    }
    whole &&= isDecided;
  }
  const at = finer.carry(places);
  const corners = finer.count;
  const pointOf = (corner: number): PlanePoint => [at.values[corner]!, at.values[corners + corner]!];
  return {
    cells: found.map(({ label, cell }) => ({ label, corners: cell.map(pointOf) })),
    whole,
    rounding: Math.max(at.rest[0]!, at.rest[1]!),
  };
}

/** A number at every corner, those included that are made later. */
class Growing {
  readonly #values: number[];

  constructor({ values }: Course, place: number, corners: number) {
    this.#values = Array.from(values.subarray(place * corners, (place + 1) * corners));
  }

  at(corner: number): number {
    return this.#values[corner]!;
  }

  mix(from: number, to: number, share: number): void {
    const here = this.#values[from]!;
    this.#values.push(here + share * (this.#values[to]! - here));
  }
}

/** Labels that may be largest somewhere in a cell: no other is above them at every corner. */
function labelsIn(cell: MeshCell, columns: readonly Growing[]): readonly number[] {
  const all = columns.map((_, label) => label);
  const first = all.reduce(
    (top, label) => (columns[label]!.at(cell[0]!) > columns[top]!.at(cell[0]!) ? label : top),
    0,
  );
  return all.filter(
    (label) => label === first || cell.some((corner) => columns[label]!.at(corner) > columns[first]!.at(corner)),
  );
}

/** Cuts cells off where a label is not ahead of another. Neighbours get the same corners. */
class Clipper {
  readonly #crossings = new Map<number, Map<number, number>>();

  constructor(
    private readonly mesh: Mesh,
    private readonly columns: readonly Growing[],
  ) {}

  /** @returns the cell itself where nothing has to be cut off. */
  clip(cell: MeshCell, label: number, rival: number, doubt: number): MeshCell {
    const [mine, theirs] = [this.columns[label]!, this.columns[rival]!];
    const leads = cell.map((corner) => mine.at(corner) - theirs.at(corner) - doubt);
    if (leads.every((lead) => lead > 0)) return cell;
    if (leads.every((lead) => lead <= 0)) return [];
    const kept: number[] = [];
    for (let i = 0; i < cell.length; i++) {
      const j = (i + 1) % cell.length;
      if (leads[i]! > 0) kept.push(cell[i]!);
      if (leads[i]! > 0 !== leads[j]! > 0)
        kept.push(this.#crossing(label * this.columns.length + rival, cell[i]!, cell[j]!, leads[i]!, leads[j]!));
    }
    return kept.length > 2 ? kept : [];
  }

  #crossing(pair: number, one: number, other: number, leadOfOne: number, leadOfOther: number): number {
    const crossings = this.#crossings.get(pair) ?? new Map<number, number>();
    this.#crossings.set(pair, crossings);
    const inOrder = one < other;
    const [from, to] = inOrder ? [one, other] : [other, one];
    const edge = from * 2 ** 26 + to;
    const before = crossings.get(edge);
    if (before !== undefined) return before;
    const [here, there] = inOrder ? [leadOfOne, leadOfOther] : [leadOfOther, leadOfOne];
    const share = here / (here - there);
    const made = this.mesh.mix(from, to, share);
    for (const column of this.columns) column.mix(from, to, share);
    crossings.set(edge, made);
    return made;
  }
}
