import {deepEqual, equal, match, throws} from 'node:assert/strict'
import {pods} from '../src/controllers/resources.ts'
import {jobSets, podDefaults, trainJobs} from '../src/kubeflow/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {kubeflowCluster, logOf, object, read} from './kubeflow-fixture.ts'

const trainJob = (name: string, more: Record<string, unknown> = {}) =>
  object('trainer.kubeflow.org/v1alpha1', 'TrainJob', name, {
    runtimeRef: {name: 'torch-distributed'},
    trainer: {
      numNodes: 2,
      command: ['torchrun', 'train.py', '--max-steps', '40'],
      env: [{name: 'EPOCHS', value: '1'}],
      resourcesPerNode: {limits: {'nvidia.com/gpu': '2'}},
    },
    ...more,
  })

const podsOf = (cluster: StandingCluster, name: string) =>
  cluster.api
    .list(pods, {namespace: 'team-a', labels: {'jobset.sigs.k8s.io/jobset-name': name}})
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))

const conditionsOf = (cluster: StandingCluster, name: string): string[] =>
  (read(cluster, trainJobs, name).status?.conditions ?? []).map(
    ({type, status, reason}: {type: string; status: string; reason: string}) => `${type}=${status} ${reason}`,
  )

/** @feature Kubeflow: TrainJobs, their runtimes and JobSets, suspend and resume | works */
describe('TrainJobs', () => {
  let cluster: StandingCluster
  let faults: string[]

  beforeEach(async () => {
    faults = []
    cluster = await kubeflowCluster(faults)
  })
  afterEach(() => {
    cluster.stop()
    deepEqual(faults, [])
  })

  it('run on their nodes, tell how far they are, and complete', async () => {
    cluster.api.create(trainJobs, trainJob('sft'))
    await cluster.advance(60_000)
    const [first, second] = podsOf(cluster, 'sft')

    deepEqual(conditionsOf(cluster, 'sft'), [])
    deepEqual(read(cluster, trainJobs, 'sft').status.jobsStatus, [
      {name: 'node', ready: 1, succeeded: 0, failed: 0, active: 1, suspended: 0},
    ])
    const env: {name: string; value?: string}[] = second?.spec.containers[0].env ?? []
    deepEqual(
      env.filter(({value}) => value !== undefined).map(({name, value}) => `${name}=${value}`),
      ['EPOCHS=1', 'PET_NNODES=2', 'PET_NPROC_PER_NODE=2', 'PET_MASTER_ADDR=sft-node-0-0.sft', 'PET_MASTER_PORT=29500'],
    )

    await cluster.advance(180_000)
    deepEqual(conditionsOf(cluster, 'sft'), ['Complete=True AllJobsCompleted'])
    const lines = first ? await logOf(cluster, first, 'node') : []
    match(lines.join('\n'), /\{'loss': [12]\.\d{4}, .*'step': 40, 'progress': '100%'\}\ntraining finished/)
    match(lines[0] ?? '', /\[rank 0\/2\] starting training for 40 steps/)
  })

  it('stop while they are suspended and go on when they are resumed', async () => {
    cluster.api.create(trainJobs, trainJob('held', {suspend: true}))
    await cluster.advance(30_000)
    deepEqual(conditionsOf(cluster, 'held'), ['Suspended=True Suspended'])
    deepEqual(podsOf(cluster, 'held'), [])

    cluster.api.patch(trainJobs, 'held', 'team-a', {spec: {suspend: false}})
    await cluster.advance(60_000)
    deepEqual(conditionsOf(cluster, 'held'), ['Suspended=False Resumed'])
    equal(podsOf(cluster, 'held').length, 2)
  })

  it('fail for a runtime that is not there', async () => {
    cluster.api.create(trainJobs, trainJob('lost', {runtimeRef: {name: 'torch'}}))
    await cluster.advance(1000)

    deepEqual(conditionsOf(cluster, 'lost'), ['Failed=True TrainingRuntimeNotSupported'])
  })

  it('take patches of their runtime', async () => {
    const replicatedJobs = [
      {
        name: 'node',
        template: {
          spec: {
            template: {
              metadata: {labels: {team: 'a'}},
              spec: {containers: [{name: 'node', env: [{name: 'X', value: '1'}]}]},
            },
          },
        },
      },
    ]
    const runtimePatches = [{manager: 'me', trainingRuntimeSpec: {template: {spec: {replicatedJobs}}}}]
    cluster.api.create(trainJobs, trainJob('patched', {runtimePatches}))
    await cluster.advance(1000)
    const [part] = read(cluster, jobSets, 'patched').spec.replicatedJobs

    equal(part.template.spec.template.metadata.labels.team, 'a')
    equal(part.template.spec.template.spec.containers[0].env.at(-1).name, 'X')
  })

  it('may not change what they train with', () => {
    cluster.api.create(trainJobs, trainJob('fixed'))
    let message = ''
    try {
      cluster.api.patch(trainJobs, 'fixed', 'team-a', {spec: {trainer: {numNodes: 3}}})
    } catch (error) {
      message = error instanceof Error ? error.message : ''
    }

    match(message, /field is immutable/)
  })

  for (const [what, job, expected] of [
    ['a name that is no DNS label', trainJob('2nd'), /a DNS-1035 label must start with a letter/],
    [
      'environment that the runtime sets',
      trainJob('own', {trainer: {env: [{name: 'PET_NNODES', value: '2'}]}}),
      /must not have reserved envs, invalid envs configured: \[PET_NNODES\]/,
    ],
  ] as const) {
    it(`are refused for ${what}`, () => {
      throws(() => cluster.api.create(trainJobs, job), expected)
    })
  }

  it('get what PodDefaults give to their pods', () => {
    const labels = {'add-token': 'true'}
    cluster.api.create(podDefaults, {
      ...object('kubeflow.org/v1alpha1', 'PodDefault', 'add-token', {
        selector: {matchLabels: labels},
        env: [{name: 'TOKEN_FILE', value: '/token'}],
      }),
    })
    const container = {name: 'main', image: 'busybox', env: [{name: 'A', value: '1'}]}
    const pod = (name: string, more: Record<string, unknown>): string[] =>
      cluster.api
        .create(pods, {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: {name, namespace: 'team-a', ...more},
          spec: {containers: [container]},
        })
        .spec.containers[0].env.map((entry: {name: string}) => entry.name)

    deepEqual(pod('with', {labels}), ['A', 'TOKEN_FILE'])
    deepEqual(pod('without', {}), ['A'])
    const exclude = {'poddefault.admission.kubeflow.org/exclude': 'true'}
    deepEqual(pod('excluded', {labels, annotations: exclude}), ['A'])
  })
})
