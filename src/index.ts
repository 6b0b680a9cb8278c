// conic's public API, at the top of the house. `conic/properties` has the catalogue and `conic/core` what properties are written with.

export * from './core.js';

export {
  InputError,
  ClassifierError,
  LateClassifierError,
  CrashedClassifierError,
  LostClassifierError,
  type Problem,
} from './errors.js';

export { Corpus, type ImageSource } from './image/corpus.js';
export { writePng } from './image/png.js';

export type { AskOptions, ClassifierNetwork, ImageBatch, Layout } from './classifier/classifier.js';
export type { AlphaWay, Fit, FitMode, Resizing } from './image/fitting/fit.js';
export type { KernelName } from './image/resampling/kernel.js';
export type { PreprocessingStep } from './settings/steps.js';
export { fromFunction, type FunctionOptions } from './classifier/fromFunction.js';
export type { AnswerForImage, FunctionScores, LabelScore } from './classifier/functionScores.js';
export { fromOnnx } from './classifier/onnx/fromOnnx.js';
export { fromSession, type FromSessionOptions } from './classifier/onnx/fromSession.js';
export type { OnnxSession } from './classifier/onnx/session.js';
export { inspectOnnx, type InspectedModel } from './classifier/onnx/readOnnxModel.js';
export type { OnnxOptions } from './classifier/onnx/options.js';
export { fromTfjs, type FromTfjsOptions } from './classifier/tfjs/fromTfjs.js';
export type { TfjsEngine } from './classifier/tfjs/options.js';
export type { Tf, TfGraphModel, TfLayersModel } from './classifier/tfjs/tf.js';
export { fromPipeline } from './classifier/transformers/fromPipeline.js';
export { fromTransformers, type FromTransformersOptions } from './classifier/transformers/fromTransformers.js';
export type {
  RawImageClass,
  TransformersModel,
  TransformersPipeline,
  TransformersProcessor,
} from './classifier/transformers/structures.js';
export { openModel } from './classifier/openModel.js';
export type { ModelOptions } from './classifier/file/options.js';

export { asFastCheck, check, measure } from './run/check.js';
export type { RunProgress } from './run/progress.js';
export type { FeedingOptions } from './run/feeding/feedings.js';
export type { FeedingRemedy, Misfed } from './run/feeding/misfed.js';
export type { LabelRow, LabelRows } from './run/labelRows.js';
export type { Counterexample, ExampleCounts, Result, InconclusiveReason, Verdict } from './run/result.js';
export type { RunOptions } from './run/setup.js';

export {
  certifyStructure,
  type CertifiableClassifier,
  type Consequence,
  type StructureCertificate,
  type StructureVerdict,
} from './certify/structure/certifyStructure.js';
export {
  certifyDynamic,
  type DynamicCulprit,
  type DynamicOptions,
  type DynamicResult,
} from './certify/dynamic/certifyDynamic.js';
export { crossCheck, type Certification } from './certify/crossCheck.js';
export type { Culprit, CulpritKind } from './network/degree/flaw.js';
export { mend, type Mended, type MendOptions } from './mend/mend.js';
export { mended, type MendedOptions } from './mend/mended.js';
export { hunt } from './hunt/hunt.js';
export {
  farness,
  nearestFlip,
  type Flip,
  type Hunted,
  type HuntOutcome,
  type LabelAtScalar,
  type LabelStretch,
} from './hunt/hunted.js';
export {
  accuracyAlong,
  type AccuracyAlongOptions,
  type AccuracyCurve,
  type AccuracyPoint,
} from './run/accuracyAlong.js';
export { huntAlong, type HuntAlongOptions } from './hunt/huntAlong.js';
export {
  nearestStrengthFlip,
  type LabelAtStrength,
  type StrengthFlip,
  type TransformedHunted,
} from './hunt/transformedHunted.js';
export type { HuntOptions, HuntProgress } from './hunt/settings.js';
export { summarise, type HuntSummary } from './hunt/summary.js';

export { reportOf, type ReportContext } from './report/documents/checkReport.js';
export { saveReport } from './report/folder/saveReport.js';
export type { CheckReport } from './report/documents/check.js';

export {
  openStore,
  type RevivedCase,
  type StoreListing,
  type Store,
  type StoreEntry,
  type StoreFilter,
} from './store/store.js';
export { saveCounterexample, type SavedOrNot } from './store/saveCounterexample.js';
export type { FoundCase, RelevantOptions } from './store/discovery.js';
export type { StoredCase } from './store/storedCase.js';
export { replay, type ReplayResult, type ReplayableCase, type ReplayAnswer, type ReplayOptions } from './run/replay.js';
export type { HuntReport } from './report/documents/hunt.js';

export { defineConfig } from './gate/config/defineConfig.js';
export { gate } from './gate/gate.js';
export type { GateOptions } from './gate/gateOptions.js';
export { loadConfig, type LoadedConfig } from './gate/config/loadConfig.js';
export type { GateConfig } from './gate/config/config.js';
export type { GateReport } from './gate/report/schema.js';

export { diff } from './diff/diff.js';
export type { ClearDisagreement, ComparedImage, Diff } from './diff/found.js';
export type { DiffOptions, DiffProgress } from './diff/options.js';
export type { ModelDifference } from './diff/difference.js';
export type { DifferingTensor } from './diff/where/differingTensor.js';
export type { RayComparison, Disagreement } from './diff/raySearch.js';
export { diffReportOf } from './diff/report/diffReport.js';
export { saveDiff } from './diff/report/saveDiff.js';
export type { DiffReport } from './report/documents/diff.js';

export { certifyRay, type RayOptions } from './certify/ray/certifyRay.js';
export { certifySegment } from './certify/ray/certifySegment.js';
export type { LineOptions } from './certify/ray/certifyLine.js';
export type {
  RayFlip,
  LabelInterval,
  LineCertificate,
  RayMethod,
  RayCertificate,
  RayReplay,
  SegmentCertificate,
  ProofWord,
} from './certify/ray/certificate.js';
export { certifyPlane, type PlaneOptions } from './certify/plane/certifyPlane.js';
export type {
  PlaneAxis,
  PlaneCertificate,
  PlaneLabel,
  PlanePoint,
  PlanePolygon,
  PlaneUndecided,
} from './certify/plane/certificate.js';
export { rayQuery, regionQuery, type VerifierQuery } from './certify/export/query.js';
export { queryNetwork } from './certify/export/queryNetwork.js';
export { vnnlibOf } from './certify/export/vnnlib.js';
export { certifyRegion, type RegionOptions } from './certify/region/certifyRegion.js';
export type { RegionCertificate, RegionWitness } from './certify/region/certificate.js';
