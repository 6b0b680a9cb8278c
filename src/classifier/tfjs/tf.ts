// As much of TF.js as conic uses. Whatever copy of it the user has loaded fits: conic loads none beside it.

/** A tensor of any TF.js. */
export interface TfTensor {
  readonly shape: readonly number[];
  dataSync(): ArrayLike<number>;
}

/** A tensor of a LayersModel that has no numbers yet. */
export interface TfSymbol {
  readonly name: string;
}

/** A weight of a LayersModel. */
export interface TfWeight {
  readonly originalName: string;
  read(): TfTensor;
}

/** A LayersModel of any TF.js: what `tf.sequential`, `tf.model` and `tf.loadLayersModel` give. */
export interface TfLayersModel {
  readonly name: string;
  readonly inputs: readonly TfSymbol[];
  readonly weights: readonly TfWeight[];
  /** @param input a tensor of its own. */
  predictOnBatch(input: object): TfTensor | readonly TfTensor[];
  getLayer(name: string): { getOutputAt(call: number): TfSymbol | readonly TfSymbol[] };
  toJSON(unused: undefined, returnString: false): unknown;
  getUserDefinedMetadata(): object;
  loadWeights(weights: object, strict?: boolean): void;
  dispose(): unknown;
}

/** A GraphModel of any TF.js: what `tf.loadGraphModel` gives. */
export interface TfGraphModel {
  readonly modelVersion: string;
  /** @param inputs its own tensors by the names of nodes. */
  execute(inputs: object, outputs: string | string[]): TfTensor | readonly TfTensor[];
  save(handler: { save(artifacts: TfArtifacts): Promise<SaveResult> }): Promise<unknown>;
  dispose(): void;
}

/** What a handler says when a model has been saved. */
export interface SaveResult {
  readonly modelArtifactsInfo: { readonly dateSaved: Date; readonly modelTopologyType: 'JSON' };
}

/** A model as it is saved and loaded. */
export interface TfArtifacts {
  readonly modelTopology?: object;
  readonly weightSpecs?: readonly object[];
  readonly weightData?: ArrayBuffer | readonly ArrayBuffer[];
  readonly signature?: object;
  readonly userDefinedMetadata?: object;
}

/** A handler that gives TF.js's loaders a model that is already in memory. */
export const handing = (artifacts: TfArtifacts): { load(): Promise<TfArtifacts> } => ({ load: async () => artifacts });

/** TF.js, whichever: `@tensorflow/tfjs`, `@tensorflow/tfjs-node`, or the slim packages spread into one object. */
export interface Tf {
  tensor(values: Float32Array | Int32Array, shape: number[], type: 'float32' | 'int32'): TfTensor;
  engine(): { startScope(name?: string): void; endScope(): void };
  getBackend(): string;
  /** `inputs` and `outputs` are lists of its own symbolic tensors. */
  model?(parts: { inputs: object; outputs: object }): TfLayersModel;
  readonly models?: { modelFromJSON(topology: object): Promise<TfLayersModel> };
  loadLayersModel?(handler: object | string, options?: { readonly strict: boolean }): Promise<TfLayersModel>;
  loadGraphModel?(handler: object | string): Promise<TfGraphModel>;
  readonly version?: Readonly<Record<string, string>> | string;
  readonly version_core?: string;
}
