import { RequestFailure } from './requestFailure.js';
import type { ServedQuestions } from './servedQuestions.js';
import type { NumberForm } from './transport.js';

/** Images that are tried together where nobody says how many; and bytes, which servers of gRPC take by default. */
const usual = { images: 128, bytes: 4_000_000 };

/** What a server takes. */
export interface ServedLimits {
  readonly batch: number;
  /** The smallest batch that it refused, if it refused any. */
  readonly refused: number | undefined;
}

/**
 * Finds out by asking how numbers may travel, and how many images a request may carry: black images, first as bytes and then as
 * numbers, first as many as are wanted and then half as many.
 *
 * @param imageSize numbers an image.
 * @param wanted images a batch, where that was told.
 * @throws RequestFailure if not even one image is answered.
 */
export async function servedLimits(
  questions: ServedQuestions,
  imageSize: number,
  wanted: number | undefined,
  again: <Answer>(request: () => Promise<Answer>) => Promise<Answer>,
): Promise<ServedLimits> {
  const ask = async (count: number): Promise<RequestFailure | undefined> => {
    try {
      await again(() => questions.ask({ data: new Float32Array(count * imageSize), first: 0, count }));
      return undefined;
    } catch (thrown) {
      if (thrown instanceof RequestFailure && isOfTheQuestion(thrown)) return thrown;
      throw thrown;
    }
  };
  const forms: readonly NumberForm[] = ['bytes', 'numbers'];
  let failure: RequestFailure | undefined;
  for (const form of forms) {
    questions.form = form;
    failure = await ask(1);
    if (failure === undefined) break;
  }
  if (failure !== undefined) throw failure;
  const most = wanted ?? Math.max(1, Math.min(usual.images, Math.floor(usual.bytes / (imageSize * 4))));
  let refused: number | undefined;
  for (let batch = most; batch > 1; batch = Math.floor(batch / 2)) {
    if ((await ask(batch)) === undefined) return { batch, refused };
    refused = batch;
  }
  return { batch: 1, refused };
}

/** Whether another question may be answered where this one was not. */
const isOfTheQuestion = ({ kind }: RequestFailure): boolean => ['refused', 'failed', 'wrong'].includes(kind);
