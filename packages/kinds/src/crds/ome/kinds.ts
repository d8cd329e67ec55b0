import {
  acceleratorClasses,
  baseModels,
  benchmarkJobs,
  clusterBaseModels,
  clusterServingRuntimes,
  fineTunedWeights,
  inferenceServices,
  servingRuntimes,
} from '../../ome.ts'
import {age, type CustomKind, type KindVersion} from '../custom-kind.ts'
import {acceleratorClass} from './accelerator.ts'
import {benchmarkJob} from './benchmark.ts'
import {baseModel, fineTunedWeight} from './model.ts'
import {servingRuntime} from './runtime.ts'
import {inferenceService} from './service.ts'

const v1beta1 = {name: 'v1beta1', stored: true} as const

const baseModelVersion: KindVersion = {
  ...v1beta1,
  columns: [
    'Disabled: boolean .spec.disabled',
    'Version: string .spec.version',
    'Vendor: string .spec.vendor',
    'Framework: string .spec.modelFramework.name',
    'FrameworkVersion: string .spec.modelFramework.version',
    'ModelFormat: string .spec.modelFormat.name',
    'Architecture: string .spec.modelArchitecture',
    'Capabilities: string .spec.modelCapabilities[*]',
    'Size: string .spec.modelParameterSize',
    'CompartmentID: string .spec.compartmentID',
    'Ready: string .status.state',
    age,
  ],
  status: true,
  fields: baseModel,
}

const fineTunedWeightVersion: KindVersion = {
  ...v1beta1,
  columns: [
    'Disabled: boolean .spec.disabled',
    'Version: string .spec.version',
    'Vendor: string .spec.vendor',
    'CompartmentID: string .spec.compartmentID',
    'ModelType: string .spec.modelType',
    'Ready: string .status.state',
    age,
  ],
  status: true,
  fields: fineTunedWeight,
}

/** Runtimes have a status field but no status subresource in the v0.1 line. */
const servingRuntimeVersion: KindVersion = {
  ...v1beta1,
  columns: [
    'Disabled: boolean .spec.disabled',
    'ModelFormat: string .spec.supportedModelFormats[*].modelFormat.name',
    'ModelFramework: string .spec.supportedModelFormats[*].modelFramework.name',
    'ModelFrameworkVersion: string .spec.supportedModelFormats[*].modelFramework.version',
    'ModelArchitecture: string .spec.supportedModelFormats[*].modelArchitecture',
    'ModelSizeMin: string .spec.modelSizeRange.min',
    'ModelSizeMax: string .spec.modelSizeRange.max',
    'Images: string .spec.containers[*].image',
    age,
  ],
  status: false,
  fields: servingRuntime,
}

const inferenceServiceVersion: KindVersion = {
  ...v1beta1,
  columns: [
    'URL: string .status.url',
    "Ready: string .status.conditions[?(@.type=='Ready')].status",
    'BaseModel: string .spec.model.name',
    'Runtime: string .spec.runtime.name',
    "Prev: integer .status.components.engine.traffic[?(@.tag=='prev')].percent",
    'Latest: integer .status.components.engine.traffic[?(@.latestRevision==true)].percent',
    "PrevRolledoutRevision: string .status.components.engine.traffic[?(@.tag=='prev')].revisionName",
    'LatestReadyRevision: string .status.components.engine.traffic[?(@.latestRevision==true)].revisionName',
    age,
  ],
  status: true,
  fields: inferenceService,
}

const acceleratorClassVersion: KindVersion = {
  ...v1beta1,
  columns: [
    'Vendor: string .spec.vendor',
    'Family: string .spec.family',
    'Memory: string .spec.capabilities.memoryGB',
    'Nodes: integer .status.availableNodes',
  ],
  status: true,
  fields: acceleratorClass,
}

const benchmarkJobVersion: KindVersion = {
  ...v1beta1,
  columns: [age, 'Status: string .status.state'],
  status: true,
  fields: benchmarkJob,
}

const embeds = 33

/** OME, v0.1 line. Source: its CRDs at version v0.1.5. */
export const omeKinds: readonly CustomKind[] = [
  {name: acceleratorClasses, embeds, versions: [acceleratorClassVersion]},
  {name: baseModels, embeds, versions: [baseModelVersion]},
  {name: benchmarkJobs, embeds, versions: [benchmarkJobVersion]},
  {name: clusterBaseModels, embeds, versions: [baseModelVersion]},
  {name: clusterServingRuntimes, embeds, versions: [servingRuntimeVersion]},
  {name: fineTunedWeights, embeds, versions: [fineTunedWeightVersion]},
  {name: inferenceServices, short: ['isvc'], embeds, versions: [inferenceServiceVersion]},
  {name: servingRuntimes, embeds, versions: [servingRuntimeVersion]},
]
