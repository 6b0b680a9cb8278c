/** A run that is done in parts, as what schedules them is told of it. */
export interface ShardedRun {
  /** What follows `conic` to do a part, but for the flag that says which: `['check', 'model.onnx', '--seed', '1']`. */
  readonly part: readonly string[];
  /** What follows `conic` to merge all parts: `['merge', 'conic-parts', '--report', 'conic-report']`. */
  readonly merge: readonly string[];
  /** How many parts there are. */
  readonly shards: number;
  /** The folder that parts are written into. */
  readonly parts: string;
  /**
   * The name of a part's file in that folder, by how whoever starts parts writes down which one it is.
   *
   * @example partName('$CI_NODE_INDEX'); // check-$CI_NODE_INDEX-of-16.part.json
   */
  readonly partName: (index: string) => string;
  /** The folder that the merged report is written into. */
  readonly report: string;
}

/**
 * Something that starts the parts of a run on many machines, or many at a time: what `conic init --on NAME` writes for it. conic
 * schedules nothing itself. A new one is a file in this room, and a line in `index.ts`.
 */
export interface Scheduler {
  /** As its makers write it: `Slurm`. */
  readonly title: string;
  /** The most parts it can start; left out where it sets no limit of its own. */
  readonly mostShards?: number;
  /** The files to write: names and contents. */
  files(run: ShardedRun): Readonly<Record<string, string>>;
  /** What to do with the files: a line each. */
  next(run: ShardedRun): readonly string[];
}
