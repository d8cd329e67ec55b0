import assert from 'node:assert/strict'
import {golden} from '@ome/testkit/golden'
import type {CommandClass} from '@ome/testkit/run'
import Autoscale from '../src/commands/autoscale.ts'
import Deploy from '../src/commands/deploy.ts'
import Update from '../src/commands/update.ts'
import {type TestWorld, world} from './world.ts'

const clusterModels = {group: 'ome.io', plural: 'clusterbasemodels'}
const runtimes = {group: 'ome.io', plural: 'clusterservingruntimes'}

interface Situation {
  readonly name: string
  readonly about: string
  readonly scenario: string
  readonly make?: (cluster: TestWorld) => Promise<void> | void
  readonly command?: CommandClass
  readonly line: string
  /** The command waits while the cluster goes on. */
  readonly waits?: boolean
  readonly code: number
}

const model = (name: string, storage: Readonly<Record<string, unknown>>) => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterBaseModel',
  metadata: {name},
  spec: {storage: {path: `/raid/models/${name}`, ...storage}, modelFormat: {name: 'safetensors', version: '1.0.0'}},
})

const situations: readonly Situation[] = [
  {
    name: 'no-runtime',
    about: 'no runtime fits the model',
    scenario: 'tour-ome',
    line: 'old-falcon-7b --name falcon',
    code: 1,
  },
  {
    name: 'wrong-architecture',
    about: 'the named runtime is for another architecture',
    scenario: 'tour-ome',
    line: 'mistral-7b --name other --runtime vllm-llama-3-3-70b',
    code: 1,
  },
  {
    name: 'model-not-ready',
    about: 'the model is still being downloaded',
    scenario: 'tour-ome',
    line: 'custom-model -n ml-team',
    code: 1,
  },
  {
    name: 'gated-model',
    about: 'the model is gated and its token is missing',
    scenario: 'tour-ome',
    async make(cluster) {
      cluster.api.create(clusterModels, {
        ...model('gated', {storageUri: 'hf://meta-llama/Llama-3.1-8B-Instruct'}),
      })
      await cluster.until(() => cluster.api.get(clusterModels, 'gated')?.['status']?.state === 'Failed')
    },
    line: 'gated',
    code: 1,
  },
  {
    name: 'no-matching-node',
    about: 'no node with the accelerator has the model',
    scenario: 'tour-ome',
    async make(cluster) {
      const product = 'nvidia.com/gpu.product'
      const label = cluster.api.get({group: '', plural: 'nodes'}, 'gpu-h100-1')?.metadata.labels?.[product]
      const storage = {storageUri: 'hf://mistralai/Mistral-7B-Instruct-v0.3', nodeSelector: {[product]: label}}
      cluster.api.create(clusterModels, model('h100-only', storage))
      await cluster.until(() => cluster.api.get(clusterModels, 'h100-only')?.['status']?.nodesReady?.length === 6)
    },
    line: 'h100-only --name placed --accelerator nvidia-l40s',
    code: 1,
  },
  {
    name: 'no-such-gpu',
    about: 'the cluster has no accelerator of that name',
    scenario: 'tour-ome',
    line: 'llama-3-3-70b --name placed --accelerator nvidia-b200',
    code: 4,
  },
  {
    name: 'too-few-gpus',
    about: 'too few GPUs are free',
    scenario: 'tour-ome',
    line: 'llama-3-3-70b --name many --replicas 30 --strict',
    code: 3,
  },
  {
    name: 'quota',
    about: 'the quota of the namespace is used up',
    scenario: 'tour-ome',
    async make(cluster) {
      cluster.api.create(
        {group: '', plural: 'resourcequotas'},
        {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: {name: 'gpus', namespace: 'ml-prod'},
          spec: {hard: {'requests.nvidia.com/gpu': '3'}},
        },
      )
      await cluster.until(
        () => cluster.api.get({group: '', plural: 'resourcequotas'}, 'gpus', 'ml-prod')?.['status'] !== undefined,
      )
    },
    line: 'mistral-7b --name second -n ml-prod --replicas 3 --strict',
    code: 3,
  },
  {
    name: 'image-pull',
    about: 'the image cannot be pulled',
    scenario: 'quickstart',
    make({api}) {
      api.patch(runtimes, 'srt-llama-3-1-8b-instruct', undefined, {
        spec: {engineConfig: {runner: {image: 'lmsysorg/sglang:does-not-exist'}}},
      })
    },
    line: 'llama-3-1-8b-instruct --name chat --wait',
    waits: true,
    code: 1,
  },
  {
    name: 'half-rolled-out',
    about: 'a rollout is half way, and another change is asked for',
    scenario: 'new-ome',
    command: Update,
    line: 'service chat --set env.A=b',
    code: 6,
  },
  {
    name: 'autoscaler-conflict',
    about: 'another autoscaler has the pods already',
    scenario: 'tour-ome',
    make({api}) {
      api.create(
        {group: 'autoscaling', plural: 'horizontalpodautoscalers'},
        {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: {name: 'by-hand', namespace: 'default'},
          spec: {
            scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'mistral-dev-engine'},
            maxReplicas: 9,
          },
        },
      )
    },
    command: Autoscale,
    line: 'service mistral-dev --metric cpu --target 80 --max 4',
    code: 6,
  },
  {
    name: 'mode-change',
    about: 'the mode of a service cannot be changed',
    scenario: 'new-ome',
    command: Update,
    line: 'service plain --set spec.deploymentMode=OMENative',
    code: 1,
  },
  {
    name: 'serverless-by-zero',
    about: 'a least number of 0 would make a service serverless',
    scenario: 'tour-ome',
    command: Update,
    line: 'service mistral-dev --set spec.engine.minReplicas=0',
    code: 1,
  },
]

/** Names of pods and times depend on the run. */
const steady = (text: string): string =>
  text
    .replaceAll(/chat-engine-\w+-\w{5}/g, 'POD')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/^service\/.*\n/gm, '')

describe('what deploy says when it cannot', () => {
  const worlds = new Map<string, Promise<TestWorld>>()
  const worldOf = (scenario: string): Promise<TestWorld> => {
    const made = worlds.get(scenario) ?? world({scenario})
    worlds.set(scenario, made)
    return made
  }
  after(async () => {
    for (const made of worlds.values()) await (await made).stop()
  })

  for (const {name, about, scenario, make, command = Deploy, line, waits, code} of situations)
    it(about, async () => {
      const cluster = await worldOf(scenario)
      await make?.(cluster)
      const argv = line.split(' ')
      const {code: found, out, err} = await (waits ? cluster.pass(command, argv) : cluster.run(command, argv))
      const words = command === Deploy ? 'deploy' : command === Update ? 'update' : 'autoscale'
      golden(import.meta.dirname, `deploy-situations/${name}`, steady(`$ ome ${words} ${line}\n${out}${err}`))
      assert.equal(found, code, err)
      if (code !== 0 && !waits) assert.match(err, /^error: .*\n[\s\S]*hint: .*\bome .*\n$/)
    })
})
