import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {toService, toServices} from './service.ts'

const service = (
  changes: {readonly spec?: object; readonly status?: object; readonly annotations?: object} = {},
): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {
    name: 'llama',
    namespace: 'prod',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: {env: 'production'},
    annotations: {...changes.annotations},
  },
  spec: {model: {name: 'llama-3', kind: 'ClusterBaseModel'}, engine: {minReplicas: 3, maxReplicas: 3}, ...changes.spec},
  status: {url: 'http://llama.prod', conditions: [{type: 'Ready', status: 'True'}], ...changes.status},
})

const deployment = (component: string, replicas: number, ready: number, status: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: `llama-${component}`, namespace: 'prod'},
  spec: {
    replicas,
    template: {
      metadata: {labels: {'ome.io/inferenceservice': 'llama', component, 'serving-runtime': 'from-deployment'}},
      spec: {
        containers: [
          {name: 'ome-container', resources: {limits: {'nvidia.com/gpu': '4'}, requests: {memory: '160Gi'}}},
        ],
      },
    },
  },
  status: {readyReplicas: ready, ...status},
})

const pod = (name: string, status: object, labels: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'prod',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: {'ome.io/inferenceservice': 'llama', component: 'engine', ...labels},
  },
  spec: {nodeName: 'gpu-1', containers: [{resources: {limits: {'nvidia.com/gpu': 4}}}]},
  status,
})
const readyPod = {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]}
const lost = {
  phase: 'Running',
  conditions: [{type: 'Ready', status: 'False'}],
  containerStatuses: [{name: 'ome-container', ready: true}],
}
const crashing = {
  phase: 'Running',
  containerStatuses: [
    {
      restartCount: 7,
      state: {waiting: {reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container'}},
      lastState: {
        terminated: {message: 'Traceback (most recent call last):\n  …\ntorch.OutOfMemoryError: CUDA out of memory'},
      },
    },
  ],
}
const unschedulable = {
  phase: 'Pending',
  conditions: [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/11 nodes are available: 11 Insufficient nvidia.com/gpu.',
    },
  ],
}

describe('status of a service', () => {
  const cases: readonly {
    readonly title: string
    readonly object?: KubeObject
    readonly workloads?: readonly KubeObject[]
    readonly pods?: readonly KubeObject[]
    readonly expected: readonly [status: string, reason?: string]
  }[] = [
    {title: 'all replicas ready', workloads: [deployment('engine', 3, 3)], expected: ['Ready']},
    {
      title: 'the Ready condition is True and no replica is ready yet',
      workloads: [deployment('engine', 3, 0)],
      expected: ['Progressing'],
    },
    {title: 'still scaling', workloads: [deployment('engine', 3, 1)], expected: ['Progressing', 'engine 1/3 ready']},
    {
      title: 'new replicas replace old ones',
      workloads: [deployment('engine', 3, 3, {updatedReplicas: 1})],
      expected: ['Progressing', 'engine 1/3 updated'],
    },
    {
      title: 'no new replica is there yet, which the controller tells by leaving the number out',
      workloads: [deployment('engine', 1, 3, {observedGeneration: 2, replicas: 3})],
      expected: ['Progressing', 'engine 0/1 updated'],
    },
    {
      title: 'one of three replicas crashes',
      workloads: [deployment('engine', 3, 2)],
      pods: [pod('a', readyPod), pod('b', crashing)],
      expected: ['Degraded', 'engine 2/3 ready: CrashLoopBackOff: torch.OutOfMemoryError: CUDA out of memory'],
    },
    {
      title: 'the only replica crashes',
      workloads: [deployment('engine', 1, 0)],
      pods: [pod('a', crashing)],
      expected: ['Failed', 'CrashLoopBackOff: torch.OutOfMemoryError: CUDA out of memory'],
    },
    {
      title: 'the node of the only replica is silent',
      workloads: [deployment('engine', 1, 0)],
      pods: [pod('a', lost)],
      expected: ['Degraded', 'NodeLost: its node does not answer'],
    },
    {
      title: 'no node takes the pod',
      workloads: [deployment('engine', 1, 0)],
      pods: [pod('a', unschedulable)],
      expected: ['Progressing', 'Unschedulable: 0/11 nodes are available: 11 Insufficient nvidia.com/gpu.'],
    },
    {
      title: 'a replica more does not fit',
      workloads: [deployment('engine', 3, 2)],
      pods: [pod('a', unschedulable)],
      expected: [
        'Degraded',
        'engine 2/3 ready: Unschedulable: 0/11 nodes are available: 11 Insufficient nvidia.com/gpu.',
      ],
    },
    {
      title: 'a crashing pod that is being deleted no longer counts',
      workloads: [deployment('engine', 3, 2)],
      pods: [{...pod('a', crashing), metadata: {...pod('a', {}).metadata, deletionTimestamp: '2026-01-01T00:00:00Z'}}],
      expected: ['Progressing', 'engine 2/3 ready'],
    },
    {
      title: 'the router is down while the engine answers',
      workloads: [deployment('engine', 3, 3), deployment('router', 1, 0)],
      expected: ['Degraded', 'router 0/1 ready'],
    },
    {
      title: 'a declared router has no workload',
      object: service({spec: {router: {}}}),
      workloads: [deployment('engine', 3, 3)],
      expected: ['Degraded', 'router 0/1 ready'],
    },
    {
      title: 'a crashing router while the engine still loads',
      workloads: [deployment('engine', 1, 0), deployment('router', 1, 0)],
      pods: [pod('a', crashing, {component: 'router'})],
      expected: ['Progressing', 'CrashLoopBackOff: torch.OutOfMemoryError: CUDA out of memory'],
    },
    {
      title: 'the Deployment gave up waiting',
      workloads: [
        deployment('engine', 1, 0, {
          conditions: [
            {type: 'Available', status: 'False', message: 'Deployment does not have minimum availability.'},
            {type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'},
          ],
        }),
      ],
      expected: ['Failed', 'Deployment does not have minimum availability.'],
    },
    {title: 'scaled to zero', workloads: [deployment('engine', 0, 0)], expected: ['Stopped', 'scaled to 0 replicas']},
    {
      title: 'no workloads, marked as stopped',
      object: service({annotations: {'ome.cli/stopped': '2026-01-01T00:00:00Z'}}),
      expected: ['Stopped'],
    },
    {
      title: 'a virtual deployment has no workloads',
      object: service({status: {conditions: [{type: 'Ready', status: 'True', reason: 'VirtualDeployment'}]}}),
      expected: ['Ready'],
    },
    {
      title: 'nothing was written by the controller',
      object: service({status: {conditions: []}}),
      expected: ['Unknown', 'the controller has not written a status; its events may say why'],
    },
    {
      title: 'the controller waits and says why',
      object: service({
        status: {conditions: [{type: 'Ready', status: 'False', reason: 'Initializing', message: 'waiting'}]},
      }),
      expected: ['Progressing', 'Initializing: waiting'],
    },
    {
      title: 'the spec cannot be carried out',
      object: service({
        status: {modelStatus: {transitionStatus: 'InvalidSpec', lastFailureInfo: {message: 'no runtime'}}},
      }),
      expected: ['Failed', 'no runtime'],
    },
  ]
  for (const {title, object = service(), workloads = [], pods = [], expected} of cases)
    it(`${expected[0]}: ${title}`, () => {
      const {status, reason} = toService(object, {workloads, pods})
      assert.deepEqual([status, reason], [expected[0], expected[1]])
    })
})

describe('toService', () => {
  it('sums GPUs and memory over wanted replicas of all components', () => {
    const {gpus, memoryBytes, replicas, readyReplicas} = toService(service(), {
      workloads: [deployment('engine', 3, 2), deployment('decoder', 1, 1)],
      pods: [],
    })
    assert.deepEqual(
      {gpus, memoryGiB: memoryBytes / 2 ** 30, replicas, readyReplicas},
      {gpus: 16, memoryGiB: 640, replicas: 3, readyReplicas: 2},
    )
  })

  it('counts leader and workers of a LeaderWorkerSet', () => {
    const template = {spec: {containers: [{resources: {limits: {'nvidia.com/gpu': '8'}}}]}}
    const lws: KubeObject = {
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      metadata: {
        name: 'lws-llama-engine',
        namespace: 'prod',
        ownerReferences: [{apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', name: 'llama', uid: 'u'}],
      },
      spec: {replicas: 2, leaderWorkerTemplate: {size: 2, leaderTemplate: template, workerTemplate: template}},
      status: {readyReplicas: 2},
    }
    const {gpus, components, status} = toService(service(), {workloads: [lws], pods: []})
    assert.deepEqual([gpus, components[0]?.gpus, status], [32, 16, 'Ready'])
  })

  it('takes the runtime from the newest pod, the Deployment, the spec or the prediction, in this order', () => {
    const named = service({spec: {runtime: {name: 'from-spec'}}})
    const workloads = [deployment('engine', 3, 3)]
    const pods = [pod('a', readyPod, {'serving-runtime': 'from-pod'})]
    const runtime = (object: KubeObject, around: Parameters<typeof toService>[1]) => {
      const found = toService(object, around)
      return [found.runtime, found.runtimeSource]
    }
    assert.deepEqual(runtime(named, {workloads, pods}), ['from-pod', 'pod'])
    assert.deepEqual(runtime(named, {workloads, pods: []}), ['from-deployment', 'deployment'])
    assert.deepEqual(runtime(named, {workloads: [], pods: []}), ['from-spec', 'spec'])
    assert.deepEqual(runtime(service(), {workloads: [], pods: [], predictedRuntime: 'p'}), ['p', 'predicted'])
    assert.deepEqual(runtime(service(), {workloads: [], pods: []}), [undefined, undefined])
  })

  it('shows pods from the oldest to the newest with what holds them up', () => {
    const old = {...pod('z', readyPod), metadata: {...pod('z', {}).metadata, creationTimestamp: '2025-01-01T00:00:00Z'}}
    const {pods} = toService(service(), {workloads: [], pods: [pod('b', crashing), pod('a', unschedulable), old]})
    assert.deepEqual(
      pods.map(({name, restarts, problem}) => [name, restarts, problem?.state]),
      [
        ['z', 0, undefined],
        ['a', 0, 'unschedulable'],
        ['b', 7, 'failing'],
      ],
    )
  })

  it('tells what it sets in place of the runtime, and not the variables it adds', () => {
    const runner = {
      name: 'ome-container',
      args: ['--tp-size=2', '--model-path=x'],
      resources: {limits: {memory: '80Gi'}},
    }
    const of = (own: object) =>
      toService(
        {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', metadata: {name: 'a'}, spec: {engine: {runner: own}}},
        {workloads: [], pods: []},
      ).runnerOverride
    assert.equal(of(runner), 'args --tp-size=2 --model-path=x, limits memory=80Gi')
    assert.equal(of({name: 'ome-container', env: [{name: 'A', value: '1'}]}), undefined)
  })

  it('survives an object with nothing in it', () => {
    const bare: KubeObject = {
      apiVersion: 'ome.io/v1beta1',
      kind: 'InferenceService',
      metadata: {name: 'x', namespace: 'y'},
    }
    const {status, model, gpus} = toService(bare, {workloads: [], pods: []})
    assert.deepEqual([status, model, gpus], ['Unknown', undefined, 0])
  })
})

describe('toServices', () => {
  it('gives every service its own workloads, also with the same name elsewhere', () => {
    const other = {...service(), metadata: {name: 'llama', namespace: 'staging'}}
    const [prod, staging] = toServices([service(), other], {
      workloads: [deployment('engine', 3, 3)],
      pods: [pod('a', readyPod)],
    })
    assert.deepEqual(
      [prod?.status, prod?.pods.length, staging?.readyReplicas, staging?.pods.length],
      ['Ready', 1, 0, 0],
    )
  })
})
