import assert from 'node:assert/strict'
import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {causeOf, diagnose, isBlocked} from './diagnosis.ts'
import type {ServiceFacts} from './facts.ts'
import {clausesOf} from './rules/placement.ts'

const pod = (more: Partial<ServicePod> = {}): ServicePod => ({
  name: 'chat-engine-a',
  component: 'engine',
  node: 'gpu-1',
  phase: 'Running',
  ready: false,
  restarts: 3,
  gpus: 1,
  terminating: false,
  createdAt: '2026-11-21T12:00:00Z',
  ...more,
})

const service = (pods: readonly ServicePod[], more: Partial<Service> = {}): Service => {
  const ready = pods.filter((each) => each.ready).length
  return {
    name: 'chat',
    namespace: 'default',
    model: {name: 'mistral-7b'},
    runtime: 'srt-mistral',
    replicas: 1,
    readyReplicas: ready,
    status: ready > 0 ? 'Ready' : 'Failed',
    url: 'http://chat.default.svc.cluster.local:8080',
    gpus: 1,
    memoryBytes: 0,
    components: [
      {
        name: 'engine',
        replicas: 1,
        readyReplicas: ready,
        gpus: 1,
        memoryBytes: 0,
        stuck: false,
        workload: {kind: 'Deployment', name: 'chat-engine'},
      },
    ],
    conditions: [],
    pods,
    labels: {},
    ...more,
  }
}

const now = new Date('2026-11-21T13:00:00Z')
const facts = (about: Service, more: Partial<ServiceFacts> = {}): ServiceFacts => ({service: about, now, ...more})
const cause = (given: ServiceFacts) => causeOf(diagnose(given), given.service.status === 'Ready')

const crashing = pod({
  problem: {state: 'failing', reason: 'CrashLoopBackOff', message: 'exit code 1', container: 'ome-container'},
})

describe('what the log of an engine that ends means', () => {
  for (const [line, says, command] of [
    [
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB',
      /runs out of GPU memory/,
      /runtime suggest/,
    ],
    [
      'ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization`',
      /KV cache/,
      /runtime suggest/,
    ],
    ['huggingface_hub.errors.GatedRepoError: 401 Client Error.', /gated/, /HF_TOKEN="\$HF_TOKEN"/],
    [
      'vllm: error: unrecognized arguments: --max-model-length',
      /does not know .*: --max-model-length$/,
      /describe runtime/,
    ],
    [
      "ValueError: Model architectures ['NewForCausalLM'] are not supported for now.",
      /architecture/,
      /runtime suggest/,
    ],
    [
      'ValueError: Total number of attention heads (40) must be divisible by tensor parallel size (3).',
      /divide/,
      /suggest/,
    ],
    ['RuntimeError: World size (4) is larger than the number of available GPUs (2)', /more GPUs than/, /suggest/],
    ['RuntimeError: No CUDA GPUs are available', /finds no GPU/, /nvidia-smi/],
    ['CUDA error: unspecified launch failure (the driver reported Xid 79)', /GPU of the node/, /kubectl cordon gpu-1/],
    [
      'torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp',
      /talk to each other/,
      /NCCL_DEBUG=INFO/,
    ],
    ['safetensors_rust.SafetensorError: Error while deserializing header: HeaderTooLarge', /damaged/, /models status/],
    ["FileNotFoundError: [Errno 2] No such file or directory: '/raid/models/x'", /not where/, /models status/],
    ['OSError: [Errno 98] error while attempting to bind: address already in use', /port/, /describe service/],
    ['ValueError: something nobody has seen', /ends again and again \(exit code 1\)/, /logs .* --previous --tail 30$/],
  ] as const)
    it(line.slice(0, 60), () => {
      const lastLines = {pod: 'chat-engine-a', previous: true, lines: ['INFO begin', line, 'INFO end']}
      const found = cause(facts(service([crashing]), {lastLines}))
      assert.equal(found?.rule, 'crash')
      assert.match(found?.says ?? '', says)
      assert.match(found?.fix?.command ?? '', command)
      assert.equal(found?.evidence?.[0]?.text, line)
    })

  it('arguments of the service itself are the first suspects', () => {
    const lastLines = {pod: 'chat-engine-a', previous: true, lines: ['CUDA out of memory']}
    const found = cause(facts(service([crashing], {runnerOverride: 'args --tp-size=1'}), {lastLines}))
    assert.match(found?.fix?.command ?? '', /--set spec\.engine\.runner\.args=null$/)
  })

  it('a full disk is one of storage', () => {
    const lines = ['OSError: [Errno 28] No space left on device']
    assert.equal(
      cause(facts(service([crashing]), {lastLines: {pod: 'chat-engine-a', previous: true, lines}}))?.rule,
      'storage',
    )
  })
})

describe('causes that objects tell', () => {
  const waiting = pod({phase: 'Pending', problem: {state: 'unschedulable', reason: 'Unschedulable', message: ''}})
  const well = pod({ready: true, restarts: 0})
  const warning = (object: string, reason: string, message: string, at = '2026-11-21T12:30:00Z') => ({
    warnings: [{object, reason, message, at, count: 1}],
  })

  for (const [title, given, rule, says, result] of [
    [
      'a claim without a volume',
      facts(service([waiting]), {claims: [{name: 'weights', phase: 'Pending'}]}),
      'storage',
      /"weights" has no volume/,
      'fail',
    ],
    [
      'a claim that is not there',
      facts(service([waiting]), {claims: [{name: 'weights', phase: 'Missing'}]}),
      'storage',
      /does not exist/,
      'fail',
    ],
    [
      'a volume that cannot be mounted',
      facts(service([waiting]), warning('pod/chat-engine-a', 'FailedMount', 'timeout')),
      'storage',
      /cannot be mounted/,
      'fail',
    ],
    [
      'a queue that has not admitted it',
      facts(service([pod({phase: 'Pending', problem: {state: 'unschedulable', reason: 'SchedulingGated'}})])),
      'quota',
      /admitted by a queue/,
      'fail',
    ],
    [
      'a limit range',
      facts(
        service([]),
        warning('replicaset/chat-engine-x', 'FailedCreate', 'maximum memory usage per Container is 8Gi'),
      ),
      'quota',
      /refuses its pods/,
      'fail',
    ],
    [
      'a route that is not accepted',
      facts(service([well]), {
        routes: [
          {
            object: 'httproute/chat-split',
            shares: [],
            conditions: [{type: 'Accepted', status: 'False', reason: 'NoMatchingParent'}],
          },
        ],
      }),
      'traffic',
      /route does not take effect/,
      'fail',
    ],
    ['an address that leads nowhere', facts(service([well]), {endpoints: 0}), 'traffic', /no ready pod/, 'fail'],
    [
      'traffic that cannot be set up',
      facts(service([well]), warning('inferenceservice/chat', 'TrafficReconcileError', 'x')),
      'traffic',
      /stands still/,
      'fail',
    ],
    [
      'a controller that is not there',
      facts(service([]), {controller: 'missing'}),
      'control-plane',
      /not installed/,
      'fail',
    ],
    [
      'an accelerator class that is not there',
      facts(service([]), warning('inferenceservice/chat', 'AcceleratorClassError', 'class b300 not found')),
      'spec',
      /accelerator class/,
      'fail',
    ],
    [
      'a model of a storage that nothing downloads',
      facts(service([waiting]), {
        model: {
          state: 'found',
          model: {
            kind: 'ClusterBaseModel',
            name: 'mistral-7b',
            scope: 'cluster',
            format: {name: 'safetensors'},
            capabilities: [],
            storage: {uri: 's3://b/k', scheme: 's3', nodeSelector: {}},
            disabled: false,
            status: 'Stuck',
            reason: 'no version of OME downloads s3:// storage',
            nodesReady: [],
            nodesFailed: [],
            downloads: [],
            labels: {},
          },
        },
      }),
      'model',
      /never becomes ready/,
      'fail',
    ],
  ] as const)
    it(title, () => {
      const found = cause(given)
      assert.deepEqual([found?.rule, found?.result], [rule, result])
      assert.match(found?.says ?? '', says)
      assert.notEqual(found?.fix?.command ?? '', '')
    })

  it('what was refused before pods were made is over', () => {
    const old = warning('replicaset/chat-engine-x', 'FailedCreate', 'exceeded quota: gpus', '2026-11-21T11:00:00Z')
    assert.equal(cause(facts(service([pod({problem: {state: 'starting', reason: 'NotReady'}})]), old))?.rule, 'probe')
  })

  it('fields that this OME does not read are taken out with ome', () => {
    const declared = {acceleratorClasses: [], fromZero: false, removed: [], newer: ['spec.rollout', 'spec.traffic']}
    const generation = {name: 'v0.1', nativeRollouts: false, servesPvc: false} as const
    const found = diagnose(facts(service([pod({ready: true})], {declared}), {generation}))
    assert.equal(
      found.find(({rule}) => rule === 'spec')?.fix?.command,
      'ome update service chat -n default --set spec.rollout=null --set spec.traffic=null',
    )
  })

  it('a service that failed is blocked though no rule says why', () => {
    assert.equal(isBlocked([], 'Failed'), true)
    assert.equal(isBlocked([], 'Progressing'), false)
  })

  it('hostile words of the cluster do not become commands', () => {
    const message = "0/1 nodes are available: 1 node(s) had untolerated taint {a'; rm -rf ~; ': x}."
    const found = cause(
      facts(service([{...waiting, problem: {state: 'unschedulable', reason: 'Unschedulable', message}}])),
    )
    assert.equal(found?.fix?.command, 'ome get nodes')
  })
})

describe("the scheduler's sentence", () => {
  it('is read clause by clause', () =>
    assert.deepEqual(
      clausesOf(
        '0/6 nodes are available: 2 node(s) had untolerated taint {a: b}, 1 Insufficient cpu, 3 Insufficient nvidia.com/gpu. preemption: 0/6 nodes are available: 6 No preemption victims found.',
      ),
      [
        {nodes: 2, text: 'node(s) had untolerated taint {a: b}'},
        {nodes: 1, text: 'Insufficient cpu'},
        {nodes: 3, text: 'Insufficient nvidia.com/gpu'},
      ],
    ))
})

describe('an address where nobody answers', () => {
  const starting = facts(service([pod()], {status: 'Progressing'}), {endpoints: 0})

  it('is told, and is no cause: it follows from what keeps replicas from being ready', () => {
    const found = diagnose(starting).find(({rule}) => rule === 'traffic')
    assert.deepEqual([found?.result, found?.says], ['warn', 'nobody answers at its address: no replica is ready'])
    assert.notEqual(cause(starting)?.rule, 'traffic')
  })

  it('is as it shall be where the service was stopped', () => {
    const stopped = facts(service([], {status: 'Stopped'}), {endpoints: 0})
    assert.equal(
      diagnose(stopped).find(({rule}) => rule === 'traffic'),
      undefined,
    )
  })
})
