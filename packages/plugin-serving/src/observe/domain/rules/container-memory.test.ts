import assert from 'node:assert/strict'
import type {Model} from '@ome/inference-model/model'
import type {Node} from '@ome/inference-model/node'
import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {tooLittleMemory} from './container-memory.ts'

const killed = (memoryLimit: string | undefined, component: ServicePod['component'] = 'engine'): ServicePod => ({
  name: 'a',
  component,
  node: 'gpu-1',
  phase: 'Running',
  ready: false,
  restarts: 3,
  gpus: 1,
  terminating: false,
  ...(memoryLimit !== undefined && {memoryLimit}),
  problem: {state: 'failing', reason: 'CrashLoopBackOff', outOfMemory: true},
})

const machine: Node = {
  name: 'gpu-1',
  labels: {},
  gpus: 8,
  memoryBytes: 100 * 2 ** 30,
  ready: true,
  schedulable: true,
  spot: false,
  taints: [],
}

const seven = (configuration?: unknown): Model => ({
  kind: 'ClusterBaseModel',
  name: 'mistral-7b',
  scope: 'cluster',
  format: {name: 'safetensors'},
  capabilities: [],
  parameters: 7e9,
  storage: {scheme: 'hf', nodeSelector: {}},
  disabled: false,
  status: 'Ready',
  nodesReady: [],
  nodesFailed: [],
  downloads: [],
  labels: {},
  ...(configuration !== undefined && {configuration}),
})

const service: Service = {
  name: 'chat',
  namespace: 'default',
  status: 'Failed',
  replicas: 1,
  readyReplicas: 0,
  gpus: 1,
  memoryBytes: 0,
  components: [],
  pods: [],
  conditions: [],
  labels: {},
}

const advice = (pod: ServicePod, nodes: readonly Node[] = [machine], model = seven()): string => {
  const facts = {service, now: new Date(0), nodes, model: {state: 'found' as const, model}}
  const otherwise = {why: 'read how it ended', command: 'ome logs'}
  const {fix, says} = tooLittleMemory(facts, pod, 1, otherwise)
  return /limits\.memory=(\w+)/.exec(fix?.command ?? '')?.[1] ?? `${fix?.command}: ${says}`
}

describe('memory for a container that was killed for it', () => {
  it('is what the model needs', () => assert.equal(advice(killed('4Gi')), '22Gi'))
  it('heeds the type of the weights', () =>
    assert.equal(advice(killed('4Gi'), [machine], seven({quantization_config: {quant_method: 'fp8'}})), '15Gi'))
  it('is twice the limit where that was enough for the model', () => assert.equal(advice(killed('40Gi')), '80Gi'))
  it('of a router has nothing to do with the model', () => assert.equal(advice(killed('1Gi', 'router')), '2Gi'))
  it('is no more than its node can give', () => assert.equal(advice(killed('80Gi')), '90Gi'))
  it('does not grow where its node has no more', () =>
    assert.match(advice(killed('90Gi')), /^ome logs: .*node gpu-1 has no more to give$/))
  it('is not bounded by a node nobody may read', () => assert.equal(advice(killed('90Gi'), []), '180Gi'))
  it('is said where there was no limit, too', () => assert.equal(advice(killed(undefined)), '22Gi'))
})
