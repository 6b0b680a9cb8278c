import { InferenceSession, Tensor } from 'onnxruntime-node';

/** The raw engine, measured. */
export interface Raw {
  /** Which batch size and how many threads. */
  readonly name: string;
  /** Images a second over so many images (default 60,000). */
  readonly measure: (images?: number) => Promise<number>;
}

/** The fastest of some batch sizes and thread counts on images of 28x28, found by trying each. */
export async function bestRaw(file: string): Promise<Raw> {
  const arms = await Promise.all(
    [1, 2].flatMap((threads) =>
      [32, 64, 128, 256, 512].map(async (batch) => {
        const session = await InferenceSession.create(file, { intraOpNumThreads: threads, interOpNumThreads: 1 });
        const pixels = Float32Array.from({ length: batch * 784 }, (_, i) => ((i * 37) % 256) / 255);
        const feeds = { [session.inputNames[0]!]: new Tensor('float32', pixels, [batch, 1, 28, 28]) };
        const measure = async (images = 60_000): Promise<number> => {
          const runs = Math.ceil(images / batch);
          const start = performance.now();
          for (let run = 0; run < runs; run++) await session.run(feeds);
          return ((runs * batch) / (performance.now() - start)) * 1000;
        };
        return { name: `batch ${batch}, ${threads} threads`, measure };
      }),
    ),
  );
  let best: Raw & { rate: number } = { name: '', rate: 0, measure: async () => 0 };
  for (const { name, measure } of arms) {
    await measure(2_000);
    const rate = await measure(20_000);
    if (rate > best.rate) best = { name, rate, measure };
  }
  return best;
}
