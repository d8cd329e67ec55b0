import assert from 'node:assert/strict'
import type {Node} from '@ome/inference-model/node'
import {pytorchJobs, trainJobs} from '@ome/kinds/kubeflow'
import type {KubeObject} from '@ome/sdk/kube'
import {type Cause, causeOf, type Evidence} from './cause.ts'
import {toTrainingJob} from './training-job.ts'
import {toTrainingPod} from './training-pod.ts'

const kind = {component: 'training', word: 'trainjob', resource: trainJobs} as const

function job(condition?: {type: string; reason?: string; message?: string}, spec: object = {}, labels = {}) {
  const raw: KubeObject = {
    apiVersion: 'trainer.kubeflow.org/v1alpha1',
    kind: 'TrainJob',
    metadata: {name: 'sft', namespace: 'team-a', labels},
    spec: {runtimeRef: {name: 'torch-distribted'}, ...spec},
    status: {conditions: condition ? [{status: 'True', ...condition}] : []},
  }
  return toTrainingJob(kind, raw)
}

const gpus = {'nvidia.com/gpu': '16'}

function pod(rank: number, container: object = {}, status: object = {}) {
  const raw: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `sft-node-0-${rank}-x`,
      labels: {
        'jobset.sigs.k8s.io/replicatedjob-name': 'node',
        'batch.kubernetes.io/job-completion-index': String(rank),
      },
    },
    spec: {containers: [{name: 'node', resources: {limits: {memory: '64Gi', ...gpus}}}]},
    status: {
      phase: 'Running',
      conditions: [{type: 'Ready', status: 'False'}],
      containerStatuses: [{name: 'node', restartCount: 0, ready: false, state: {running: {}}, ...container}],
      ...status,
    },
  }
  return toTrainingPod(kind, job().raw, raw)
}

const healthy = (rank: number) => pod(rank, {ready: true}, {conditions: [{type: 'Ready', status: 'True'}]})
const died = (exitCode: number, reason: string, finishedAt: string, message?: string) => ({
  state: {terminated: {exitCode, reason, finishedAt, ...(message && {message})}},
})
const unschedulable = (message: string) => ({
  phase: 'Pending',
  conditions: [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message}],
  containerStatuses: [],
})
const node = (count: number) => ({name: `n${count}`, gpus: count, schedulable: true}) as unknown as Node
const failedJob = job({type: 'Failed', reason: 'FailedJobs', message: 'jobset failed'})
const pulls = {state: {waiting: {reason: 'ImagePullBackOff', message: 'Back-off pulling image "x"'}}}
const pullAgain = {state: {waiting: {reason: 'ErrImagePull', message: 'not found'}}}

const cases: readonly [string, Evidence, string | undefined, string][] = [
  ['a job that is done', {job: job({type: 'Complete'}), pods: []}, undefined, ''],
  ['a job whose ranks run', {job: job(), pods: [healthy(0), healthy(1)]}, undefined, ''],
  [
    'a missing runtime',
    {
      job: job({type: 'Failed', reason: 'TrainingRuntimeNotSupported', message: 'x'}),
      pods: [],
      runtimes: [
        {
          kind: 'ClusterTrainingRuntime',
          name: 'torch-distributed',
          framework: 'torch',
          isDeprecated: false,
          nodes: 1,
          gpus: 0,
        },
      ],
    },
    'its runtime torch-distribted is not there',
    'ome kf remove trainjob/sft -n team-a',
  ],
  [
    'one rank out of memory, the others after it',
    {
      job: failedJob,
      pods: [
        pod(0, died(1, 'Error', '2026-11-21T12:00:09Z', 'Traceback\nRuntimeError: NCCL error')),
        pod(1, died(137, 'OOMKilled', '2026-11-21T12:00:05Z')),
      ],
    },
    'rank 1 ran out of memory (its limit is 64Gi); rank 0 failed after it',
    'ome kf logs sft -n team-a --rank 1',
  ],
  [
    'an exit code with its last words',
    {job: failedJob, pods: [pod(0, died(2, 'Error', '2026-11-21T12:00:09Z', 'Traceback\nKeyError: "loss"\n'))]},
    'rank 0 ended with exit code 2: KeyError: "loss"',
    'ome kf logs sft -n team-a --rank 0',
  ],
  [
    'a rank that failed and is gone with its log',
    {job: failedJob, pods: [{...pod(0, died(1, 'Error', '2026-11-21T12:00:09Z')), isGone: true}]},
    'rank 0 ended with exit code 1',
    'ome kf status info trainjob/sft -n team-a',
  ],
  [
    'pods that are gone',
    {
      job: failedJob,
      pods: [],
      warnings: [{object: 'job/sft-node-0', reason: 'BackoffLimitExceeded', message: 'too many', at: ''}],
    },
    'FailedJobs: jobset failed (job/sft-node-0: too many)',
    'ome kf status info trainjob/sft -n team-a',
  ],
  [
    'a suspended job',
    {job: job(undefined, {suspend: true}), pods: []},
    'it is suspended',
    'ome kf resume sft -n team-a',
  ],
  [
    'a queue',
    {job: job(undefined, {suspend: true}, {'kueue.x-k8s.io/queue-name': 'gpus'}), pods: []},
    'it waits in the queue gpus until there is room for it',
    'ome describe localqueues gpus -n team-a',
  ],
  [
    'an image that cannot be pulled',
    {job: job(), pods: [pod(0, pulls, {phase: 'Pending'}), pod(1, pulls, {phase: 'Pending'})]},
    'the image of all 2 ranks cannot be pulled (ImagePullBackOff): Back-off pulling image "x"',
    'ome kf remove trainjob/sft -n team-a',
  ],
  [
    'an image that is just being tried again for one rank',
    {job: job(), pods: [pod(0, pullAgain, {phase: 'Pending'}), pod(1, pulls, {phase: 'Pending'})]},
    'the image of all 2 ranks cannot be pulled (ErrImagePull): not found',
    'ome kf remove trainjob/sft -n team-a',
  ],
  [
    'more GPUs than any node has',
    {job: job(), pods: [healthy(0), pod(1, {}, unschedulable('0/4 nodes'))], nodes: [node(8)]},
    'rank 1: no node has 16 GPUs, the largest has 8',
    'ome kf remove trainjob/sft -n team-a',
  ],
  [
    'no GPUs at all',
    {job: job(), pods: [pod(0, {}, unschedulable('0/4 nodes'))], nodes: []},
    'rank 0: no node has 16 GPUs, the largest has 0',
    'ome kf remove trainjob/sft -n team-a',
  ],
  [
    'no room',
    {job: job(), pods: [0, 1, 2, 4].map((rank) => pod(rank, {}, unschedulable('0/4 nodes'))).concat(healthy(3))},
    'ranks 0-2, 4 wait for a node: 0/4 nodes',
    'ome kf status training -n team-a',
  ],
  [
    'a quota',
    {
      job: job(),
      pods: [],
      warnings: [
        {
          object: 'job/sft-node-0',
          reason: 'FailedCreate',
          message: 'pods "x" is forbidden: exceeded quota: q, requested: 16',
          at: '',
        },
      ],
    },
    'the quota of the namespace refuses its pods: exceeded quota: q, requested: 16',
    'ome describe resourcequotas -n team-a',
  ],
  [
    'a rank that starts again and again',
    {
      job: job(),
      pods: [healthy(0), pod(1, {restartCount: 3, lastState: died(137, 'OOMKilled', '2026-11-21T12:00:05Z').state})],
    },
    'rank 1 ran out of memory (its limit is 64Gi), restarted 3 times',
    'ome kf logs sft -n team-a --rank 1',
  ],
]

describe('why a job does not train', () => {
  for (const [name, evidence, expected, command] of cases)
    it(name, () => {
      const cause: Cause | undefined = causeOf(evidence)
      assert.equal(cause?.text, expected)
      assert.ok((cause?.next.at(-1) ?? '').includes(command), cause?.next.at(-1))
    })

  it('a job of the Training Operator has ranks across its types', () => {
    const legacy = {component: 'training', word: 'pytorchjob', resource: pytorchJobs} as const
    const raw: KubeObject = {
      apiVersion: 'kubeflow.org/v1',
      kind: 'PyTorchJob',
      metadata: {name: 'old'},
      spec: {pytorchReplicaSpecs: {Master: {replicas: 1}, Worker: {replicas: 2}}},
    }
    const of = (type: string, index: number) =>
      toTrainingPod(legacy, raw, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'p',
          labels: {'training.kubeflow.org/replica-type': type, 'training.kubeflow.org/replica-index': String(index)},
        },
        spec: {containers: [{name: 'sidecar'}, {name: 'pytorch'}]},
      })
    assert.deepEqual(
      [of('master', 0), of('worker', 1), of('watcher', 0)].map(({label, container}) => [label, container]),
      [
        ['rank 0', 'pytorch'],
        ['rank 2', 'pytorch'],
        ['watcher 0', 'pytorch'],
      ],
    )
  })
})
