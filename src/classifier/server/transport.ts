import type { AskOptions } from '../classifier.js';
import type { InputType } from '../file/input.js';
import type { GivenTensor } from '../file/sent.js';
import type { InputValues } from '../file/staging.js';
import type { AnsweredTensor } from './datatypes.js';

/** What a server says of itself. */
export interface ServerDescription {
  readonly name: string;
  readonly version: string;
}

/** What a server says of a model; sizes below 0 are open. */
export interface ServedModel {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly AnsweredTensor[];
  readonly outputs: readonly AnsweredTensor[];
  /** Whatever else is told of the model or its outputs: `labels`, for instance. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Images for a model, as it takes them. */
export interface Question {
  readonly input: { readonly name: string; readonly type: InputType; readonly dims: readonly number[] };
  /** The numbers are the asker's again when `infer` has returned its promise. */
  readonly values: InputValues;
  readonly batch: number;
  /** The output that is asked for. */
  readonly output: string;
}

/** How numbers travel: as bytes, or each as a number. */
export type NumberForm = 'bytes' | 'numbers';

/** A way to speak to a server of the Open Inference Protocol. Every method throws {@link RequestFailure} and nothing else. */
export interface Transport {
  /** `REST`, `gRPC`. */
  readonly name: string;
  server(asked: AskOptions): Promise<ServerDescription>;
  model(asked: AskOptions): Promise<ServedModel>;
  infer(question: Question, form: NumberForm, asked: AskOptions): Promise<GivenTensor>;
  /** Lets go of all connections; what is under way fails. */
  close(): void;
}

/** What a transport is made of, besides the place. */
export interface TransportOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Texts of the server's, without secrets. */
  readonly hide: (text: string) => string;
  /** For one answer, in milliseconds. */
  readonly timeLimit: number;
  readonly inFlight: number;
  /** Certificates of a private authority. */
  readonly ca: Buffer | undefined;
}
