import assert from 'node:assert/strict'
import type {podGang, podGangMap} from '../crds/grove/gang.ts'
import type {podGroup, queue, topology} from '../crds/grove/kai.ts'
import type {podClique, podCliqueScalingGroup} from '../crds/grove/pod-clique.ts'
import type {podCliqueSet} from '../crds/grove/pod-clique-set.ts'
import type {clusterTopology, clusterTopologyBinding} from '../crds/grove/topology.ts'
import type {inferenceObjective, inferencePool} from '../crds/kaito/gateway.ts'
import type {inferenceSet} from '../crds/kaito/inference-set.ts'
import type {modelMirror, multiRoleInference} from '../crds/kaito/model.ts'
import type {nodeClaim} from '../crds/kaito/node-claim.ts'
import type {ragEngine} from '../crds/kaito/rag-engine.ts'
import type {workspace} from '../crds/kaito/workspace.ts'
import type {acceleratorClass} from '../crds/ome/accelerator.ts'
import type {benchmarkJob} from '../crds/ome/benchmark.ts'
import type {baseModel, fineTunedWeight} from '../crds/ome/model.ts'
import type {servingRuntime} from '../crds/ome/runtime.ts'
import type {inferenceService} from '../crds/ome/service.ts'
import type {httpRoute} from '../crds/related/http-route.ts'
import type {leaderWorkerSet} from '../crds/related/leader-worker-set.ts'
import type {scaledObject} from '../crds/related/scaled-object.ts'
import type {PodCliqueSet} from '../grove.ts'
import type {MultiRoleInference, Workspace} from '../kaito.ts'
import type {Pod} from '../kubernetes.ts'
import {type BaseModel, type InferenceService, inferenceServices, type ServingRuntime} from '../ome.ts'
import type {Shape} from './shape.ts'

/** Every kind's fields. */
type Notation =
  | typeof podGang
  | typeof podGangMap
  | typeof podGroup
  | typeof queue
  | typeof topology
  | typeof podClique
  | typeof podCliqueScalingGroup
  | typeof podCliqueSet
  | typeof clusterTopology
  | typeof clusterTopologyBinding
  | typeof inferenceObjective
  | typeof inferencePool
  | typeof inferenceSet
  | typeof modelMirror
  | typeof multiRoleInference
  | typeof nodeClaim
  | typeof ragEngine
  | typeof workspace
  | typeof acceleratorClass
  | typeof benchmarkJob
  | typeof baseModel
  | typeof fineTunedWeight
  | typeof servingRuntime
  | typeof inferenceService
  | typeof httpRoute
  | typeof leaderWorkerSet
  | typeof scaledObject

/** Texts whose shape is `never`: words that the types do not know. */
type Unread<Fields> = Fields extends string
  ? [Shape<Fields>] extends [never]
    ? Fields
    : never
  : {[Key in keyof Fields]: Key extends '$' | '$rules' ? never : Unread<Fields[Key]>}[keyof Fields]

/** What clients of an API server ask of an object; the shapes must fit it. */
interface AnyObject {
  apiVersion: string
  kind: string
  metadata: {name: string; namespace?: string; labels?: Record<string, string>}
  // biome-ignore lint/suspicious/noExplicitAny: stands for the open object type of a client
  [field: string]: any
}

const nameOf = <Thing extends AnyObject>(thing: Thing): string => thing.metadata.name

const head = {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', metadata: {name: 'llama'}}

describe('shapes', () => {
  it('reads every word of the notation', () => {
    const value: Shape<{
      'name!': 'string len 1..63'
      size: 'int32 = 1'
      share: 'quantity'
      on: 'bool'
      mode: 'enum:A|B = "A"'
      tags: '[string] set'
      rest: '{[int32]}'
      any: 'any'
      parts: {'[]': {'id!': 'int'}; $: 'map id'}
      table: {'{}': {x: 'number'}}
    }> = {
      name: 'a',
      size: 1,
      share: '1Gi',
      on: true,
      mode: 'B',
      tags: ['a'],
      rest: {a: [1]},
      any: null,
      parts: [{id: 1}],
      table: {k: {x: 0.5}},
    }
    assert.equal(value.mode, 'B')
  })

  it('fits clients that take any Kubernetes object', () => {
    const service: InferenceService = {...head, spec: {model: {name: 'llama-3-1-8b'}, engine: {minReplicas: 1}}}
    const pod: Pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'llama-0'}, spec: {containers: [{name: 'main'}]}}
    assert.deepEqual([nameOf(service), nameOf(pod)], ['llama', 'llama-0'])
    assert.equal(inferenceServices.plural, 'inferenceservices')
  })

  it('carries the fields of a pod beside the own ones', () => {
    const service: InferenceService = {
      ...head,
      spec: {engine: {nodeSelector: {gpu: 'h100'}, runner: {name: 'runner', image: 'engine:1'}, worker: {size: 2}}},
    }
    assert.equal(service.spec?.engine?.runner?.image, 'engine:1')
  })

  it('knows every word that the kinds use', () => {
    const misspelt: Unread<{a: 'string'; b: {c: 'txt len 1..'}}> = 'txt len 1..'
    const unread: Unread<Notation>[] = []
    // @ts-expect-error nothing is unread
    unread.push(misspelt)
    assert.equal(unread.length, 1)
  })

  it('reads kinds without a spec, deep lists and maps', () => {
    const metadata = {name: 'phi'}
    const workspace: Workspace = {
      apiVersion: 'kaito.sh/v1beta1',
      kind: 'Workspace',
      metadata,
      resource: {labelSelector: {matchLabels: {app: 'phi'}}, count: 2},
      inference: {preset: {name: 'phi-4', accessMode: 'private'}},
      status: {performance: {metrics: {ttft: {description: 'first token', value: '12'}}}},
    }
    const set: PodCliqueSet = {
      apiVersion: 'grove.io/v1alpha1',
      kind: 'PodCliqueSet',
      metadata,
      spec: {
        template: {
          cliques: [{name: 'decode', spec: {roleName: 'decode', replicas: 2, podSpec: {containers: [{name: 'main'}]}}}],
        },
      },
    }
    assert.equal(workspace.status?.performance?.metrics?.['ttft']?.unit, undefined)
    assert.equal(set.spec.template.cliques[0]?.spec.podSpec.containers[0]?.name, 'main')
  })

  it('refuses what the schema refuses', () => {
    // @ts-expect-error a model reference has a name
    const nameless: InferenceService = {...head, spec: {model: {kind: 'BaseModel'}}}
    // @ts-expect-error replicas are a number
    const wordy: InferenceService = {...head, spec: {engine: {minReplicas: 'one'}}}
    // @ts-expect-error not a scale metric
    const unknownMetric: InferenceService = {...head, spec: {engine: {scaleMetric: 'qps'}}}
    // @ts-expect-error no such field
    const unknownField: InferenceService = {...head, spec: {engine: {replicas: 1}}}
    // @ts-expect-error a model has a place where its weights lie
    const homeless: BaseModel = {...head, spec: {vendor: 'meta'}}
    // @ts-expect-error a format is named together with its framework
    const frameless: ServingRuntime = {...head, spec: {supportedModelFormats: [{modelFormat: {name: 'safetensors'}}]}}
    const roles = [{type: 'router' as const}]
    const labelSelector = {matchLabels: {app: 'a'}}
    // @ts-expect-error roles are prefill and decode
    const unknownRole: MultiRoleInference = {...head, spec: {labelSelector, model: {name: 'm'}, roles}}
    const template = {cliques: [{name: 'a', spec: {roleName: 'a', replicas: 1}}]}
    // @ts-expect-error a clique has pods
    const podless: PodCliqueSet = {...head, spec: {template}}
    const refused = [nameless, wordy, unknownMetric, unknownField, homeless, frameless, unknownRole, podless]
    assert.equal(refused.length, 8)
  })
})
