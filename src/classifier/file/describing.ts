import { localModelSettings } from '../../settings/model.js';
import type { LocalModelOptions } from './options.js';

/** What may be told of a model that is in memory already. It runs where it is, as it was made. */
export interface DescribedModel extends Omit<
  LocalModelOptions,
  'engine' | 'provider' | 'providerOptions' | 'dtype' | 'workers' | 'threads' | 'isolate' | 'modelTimeout'
> {}

const {
  engine: _engine,
  provider: _provider,
  providerOptions: _providerOptions,
  dtype: _dtype,
  workers: _workers,
  threads: _threads,
  isolate: _isolate,
  modelTimeout: _modelTimeout,
  ...describing
} = localModelSettings;

/** Settings of a model that is in memory already. */
export const describingSettings = describing;
