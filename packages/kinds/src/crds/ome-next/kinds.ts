import type {CustomKind, KindVersion} from '../custom-kind.ts'
import {age} from '../custom-kind.ts'
import {omeKinds} from '../ome/kinds.ts'
import {baseModel, fineTunedWeight} from './model.ts'
import {acceleratorQuota, opaque} from './quota.ts'
import {inferenceReplica} from './replica.ts'
import {servingRuntime} from './runtime.ts'
import {inferenceService} from './service.ts'

const serviceColumns = [
  'URL: string .status.url',
  "Ready: string .status.conditions[?(@.type=='Ready')].status",
  'BaseModel: string .spec.model.name',
  'Runtime: string .spec.runtime.name',
  '+Placement: string .status.placement.phase',
  '+Plan-Source: string .status.rollout.planSource',
  "+Plan-Drift: string .status.conditions[?(@.type=='RolloutPlanDrift')].status",
  age,
]

const changed: Readonly<Record<string, Partial<KindVersion>>> = {
  basemodels: {fields: baseModel},
  clusterbasemodels: {fields: baseModel},
  finetunedweights: {fields: fineTunedWeight},
  servingruntimes: {fields: servingRuntime, status: true},
  clusterservingruntimes: {fields: servingRuntime, status: true},
  inferenceservices: {fields: inferenceService, columns: serviceColumns},
}

const name = (plural: string, kind: string, namespaced = true): CustomKind['name'] => ({
  group: 'ome.io',
  version: 'v1beta1',
  plural,
  kind,
  namespaced,
})

const version = (more: Partial<KindVersion>): readonly KindVersion[] => [
  {name: 'v1beta1', stored: true, status: true, columns: [age], fields: opaque, ...more},
]

const added: readonly CustomKind[] = [
  {
    name: name('inferencereplicas', 'InferenceReplica'),
    short: ['irep'],
    versions: version({
      columns: [
        'Component: string .spec.component',
        'Desired: integer .spec.replicas',
        'Current: integer .status.replicas',
        'Ready: integer .status.readyReplicas',
        'Available: integer .status.availableReplicas',
        age,
      ],
      scale: {replicas: '.spec.replicas', current: '.status.replicas', selector: '.status.labelSelector'},
      fields: inferenceReplica,
    }),
  },
  {
    name: name('acceleratorquotas', 'AcceleratorQuota', false),
    short: ['aq'],
    versions: version({fields: acceleratorQuota}),
  },
  {name: name('trafficmaps', 'TrafficMap'), versions: version({})},
  {name: name('workloadclusters', 'WorkloadCluster', false), versions: version({})},
]

/** OME, v1.3 line: the kinds of v0.1 in their new form, and those that came since. Source: its API types and documentation. */
export const omeNextKinds: readonly CustomKind[] = [
  ...omeKinds.map((kind) => {
    const change = changed[kind.name.plural]
    return change ? {...kind, versions: kind.versions.map((one) => ({...one, ...change}))} : kind
  }),
  ...added,
]

/** OME v0.1 as its smaller manifest installs it: nothing inside spec and status is described, and no FineTunedWeight. */
export const omeOpenKinds: readonly CustomKind[] = omeKinds
  .filter((kind) => kind.name.plural !== 'finetunedweights')
  .map((kind) => ({
    ...kind,
    versions: kind.versions.map((one) => ({...one, fields: {spec: 'raw atomic', status: 'raw atomic'}})),
  }))
