import { InferenceSession, Tensor } from 'onnxruntime-node';
import { cpuTime } from './cpu.js';

/** How fast something was. */
export interface Pace {
  /** Images a second. */
  readonly rate: number;
  /** CPU time of all threads an image, in microseconds. */
  readonly cpu: number;
}

/** The raw engine, measured. */
export interface Raw {
  /** Which batch size and how many threads. */
  readonly name: string;
  /** Over so many images (default 60,000). */
  readonly measure: (images?: number) => Promise<Pace>;
}

/** What is tried to find the best. */
export interface RawTrial {
  /** Of one image, as the engine takes it. */
  readonly dims: readonly number[];
  readonly batches: readonly number[];
  readonly threads: readonly number[];
  /** Images that each is tried with. */
  readonly images: number;
}

const small: RawTrial = { dims: [1, 28, 28], batches: [32, 64, 128, 256, 512], threads: [1, 2], images: 20_000 };

/** The fastest of some batch sizes and thread counts, found by trying each; `cheapest` is the one that takes least CPU time. */
export async function bestRaw(
  file: string,
  { dims, batches, threads, images }: RawTrial = small,
): Promise<Raw & { readonly cheapest: Raw }> {
  const size = dims.reduce((product, side) => product * side, 1);
  const arms = await Promise.all(
    threads.flatMap((intraOpNumThreads) =>
      batches.map(async (batch) => {
        const session = await InferenceSession.create(file, { intraOpNumThreads, interOpNumThreads: 1 });
        const pixels = Float32Array.from({ length: batch * size }, (_, i) => ((i * 37) % 256) / 255);
        const feeds = { [session.inputNames[0]!]: new Tensor('float32', pixels, [batch, ...dims]) };
        const measure = async (wanted = 60_000): Promise<Pace> => {
          const runs = Math.ceil(wanted / batch);
          const [start, before] = [performance.now(), cpuTime()];
          for (let run = 0; run < runs; run++) await session.run(feeds);
          const asked = runs * batch;
          return { rate: (asked / (performance.now() - start)) * 1000, cpu: (cpuTime() - before) / asked };
        };
        return { name: `batch ${batch}, ${intraOpNumThreads} threads`, measure };
      }),
    ),
  );
  const tried: (Raw & Pace)[] = [];
  for (const arm of arms) {
    await arm.measure(images / 10);
    tried.push({ ...arm, ...(await arm.measure(images)) });
  }
  const best = (better: (one: Pace, other: Pace) => boolean): Raw =>
    tried.reduce((known, each) => (better(each, known) ? each : known));
  return {
    ...best((one, other) => one.rate > other.rate),
    cheapest: best((one, other) => one.cpu < other.cpu),
  };
}
