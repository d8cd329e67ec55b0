import type {KindName} from './crds/custom-kind.ts'
import type {acceleratorClass} from './crds/ome/accelerator.ts'
import type {benchmarkJob} from './crds/ome/benchmark.ts'
import type {baseModel, fineTunedWeight} from './crds/ome/model.ts'
import type {servingRuntime} from './crds/ome/runtime.ts'
import type {inferenceService} from './crds/ome/service.ts'
import type {ResourceShape} from './notation/shape.ts'

/** API group of OME. Source: its CRDs of the v0.1 line. */
const named = <Plural extends string, Kind extends string, Namespaced extends boolean>(
  plural: Plural,
  kind: Kind,
  namespaced: Namespaced,
) => ({group: 'ome.io', version: 'v1beta1', plural, kind, namespaced}) as const satisfies KindName

/** Addresses {@link InferenceService}. */
export const inferenceServices = named('inferenceservices', 'InferenceService', true)
/** Addresses {@link BaseModel}. */
export const baseModels = named('basemodels', 'BaseModel', true)
/** Addresses {@link ClusterBaseModel}. */
export const clusterBaseModels = named('clusterbasemodels', 'ClusterBaseModel', false)
/** Addresses {@link FineTunedWeight}. */
export const fineTunedWeights = named('finetunedweights', 'FineTunedWeight', false)
/** Addresses {@link ServingRuntime}. */
export const servingRuntimes = named('servingruntimes', 'ServingRuntime', true)
/** Addresses {@link ClusterServingRuntime}. */
export const clusterServingRuntimes = named('clusterservingruntimes', 'ClusterServingRuntime', false)
/** Addresses {@link AcceleratorClass}. */
export const acceleratorClasses = named('acceleratorclasses', 'AcceleratorClass', false)
/** Addresses {@link BenchmarkJob}. */
export const benchmarkJobs = named('benchmarkjobs', 'BenchmarkJob', true)

/** A deployed model: engine, decoder and router, or the older predictor. */
export type InferenceService = ResourceShape<typeof inferenceService>
/** A model of one namespace, whose weights node agents download. */
export type BaseModel = ResourceShape<typeof baseModel>
/** A model for all namespaces. */
export type ClusterBaseModel = BaseModel
/** An adapter on top of a base model. */
export type FineTunedWeight = ResourceShape<typeof fineTunedWeight>
/** How an inference engine is run for certain models. */
export type ServingRuntime = ResourceShape<typeof servingRuntime>
/** The same for all namespaces. */
export type ClusterServingRuntime = ServingRuntime
/** A kind of accelerator and the nodes that have it. */
export type AcceleratorClass = ResourceShape<typeof acceleratorClass>
/** One load test of an endpoint. */
export type BenchmarkJob = ResourceShape<typeof benchmarkJob>
