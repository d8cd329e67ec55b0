import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'

/** What is asked of genai-bench, as it was typed. */
export interface TypedGenaiBench {
  readonly url?: string | undefined
  readonly api: string
  readonly requests?: number | undefined
  readonly duration?: number | undefined
  readonly concurrency: number
  readonly sweep?: string | undefined
  readonly 'random-input'?: number | undefined
  readonly 'max-tokens': number
  readonly scenario?: readonly string[] | undefined
  readonly results?: string | undefined
  readonly 'genai-image'?: string | undefined
}

/** Flags of our own generator, which genai-bench has nothing like. */
const foreign = [
  'prompt',
  'dataset',
  'range-ratio',
  'prefixes',
  'exact-prompt',
  'fixed-length',
  'header',
  'model',
  'api-key-secret',
  'workers',
  'warmup',
  'goodput',
  'fail-if',
  'report',
  'save',
] as const

export interface GenaiWish {
  readonly name: string
  readonly service: {readonly name: string; readonly namespace: string}
  readonly task: 'text-to-text' | 'text-to-embeddings'
  readonly scenarios: readonly string[]
  readonly concurrency: readonly number[]
  readonly requests: number
  readonly minutes: number
  readonly results: Claim
  readonly image?: string | undefined
}

/** A folder of a claim in the namespace of the service. */
export interface Claim {
  readonly uri: string
  readonly claim: string
  readonly folder: string
}

const usualRequests = 100
const usualMinutes = 10
const usualInput = 100

/** Throws `usage` for what a BenchmarkJob cannot do, with what can. */
export function genaiWish(
  typed: TypedGenaiBench & Readonly<Record<string, unknown>>,
  levels: readonly number[],
  {name, service}: Pick<GenaiWish, 'name' | 'service'>,
): GenaiWish {
  const other = foreign.find((flag) => typed[flag] !== undefined && typed[flag] !== false)
  if (other !== undefined)
    throw new OmeError('usage', `--${other} is of our own generator: genai-bench has nothing like it`, [
      'leave it out, or leave out --genai-bench',
    ])
  if (typed.api === 'completions')
    throw new OmeError('usage', 'genai-bench of OME asks for chat and embeddings only', ['leave out --api completions'])
  const isChat = typed.api === 'chat'
  const input = typed['random-input'] ?? usualInput
  return {
    name,
    service,
    task: isChat ? 'text-to-text' : 'text-to-embeddings',
    scenarios: typed.scenario ?? [isChat ? `D(${input},${typed['max-tokens']})` : `E(${input},${input})`],
    concurrency: levels,
    requests: typed.requests ?? usualRequests,
    minutes: typed.duration === undefined ? usualMinutes : Math.ceil(typed.duration / 60_000),
    results: claimOf(typed.results),
    image: typed['genai-image'],
  }
}

/** Only what lies in a claim can be read again, and a job that is completed says nothing of its requests. */
function claimOf(typed: string | undefined): Claim {
  const match = /^pvc:\/\/([a-z0-9][a-z0-9.-]*)\/([^:]+?)\/?$/.exec(typed ?? '')
  const [uri, claim, folder] = match ?? []
  if (uri !== undefined && claim !== undefined && folder !== undefined && !folder.split('/').includes('..'))
    return {uri, claim, folder}
  throw new OmeError(
    'usage',
    typed === undefined ? 'where do results go? --results says it' : `--results ${typed} is no claim`,
    [
      'a claim of the namespace: --results pvc://CLAIM/FOLDER',
      'genai-bench writes to object stores as well, but from there the results cannot be read back: without them a job that is completed may have failed in all its requests',
    ],
  )
}

/** What is known of the service before the job is made. */
export interface GenaiService {
  /** Names that the engine serves; undefined where its container does not say. */
  readonly served?: readonly string[] | undefined
  /** Of the model; undefined for a service without one. */
  readonly storageUri?: string | undefined
  readonly hasModel: boolean
  /** The controller asks by the name that the engine serves; before v1.3 it asks by a fixed one. */
  readonly asksByServedName: boolean
}

/** The name that controllers before v1.3 ask every engine by. */
const fixedName = 'vllm-model'

/** Throws `failed` where the controller would begin a job that cannot end well. */
export function requirePossible({service}: Pick<GenaiWish, 'service'>, about: GenaiService): void {
  const instead = [`measure it with our own generator: ome benchmark service ${service.name} -n ${service.namespace}`]
  if (!about.hasModel)
    throw new OmeError(
      'failed',
      `service "${service.name}" names no model, and genai-bench takes the tokenizer from it`,
      instead,
    )
  if (about.storageUri?.startsWith('pvc://'))
    throw new OmeError(
      'failed',
      `the model of service "${service.name}" lies on a claim: a BenchmarkJob cannot mount it`,
      instead,
    )
  if (about.asksByServedName || about.served?.includes(fixedName)) return
  const names = about.served?.join(', ') ?? 'what its model is called'
  throw new OmeError(
    'failed',
    `OME before v1.3 asks every engine for "${fixedName}", and service "${service.name}" serves ${names}: all requests would fail`,
    [`let the engine serve that name too: --served-model-name ${names} ${fixedName}`, ...instead],
  )
}

export const benchmarkJob = (wish: GenaiWish): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'BenchmarkJob',
  metadata: {name: wish.name, namespace: wish.service.namespace, labels: {'app.kubernetes.io/managed-by': 'ome'}},
  spec: {
    endpoint: {inferenceService: wish.service},
    task: wish.task,
    trafficScenarios: wish.scenarios,
    numConcurrency: wish.concurrency,
    maxTimePerIteration: wish.minutes,
    maxRequestsPerIteration: wish.requests,
    outputLocation: {storageUri: wish.results.uri},
    resultFolderName: wish.name,
    ...(wish.image !== undefined && {podOverride: {image: wish.image}}),
  },
})

const reader = `const {readdirSync, readFileSync} = require('node:fs')
const {argv, stdout} = require('node:process')
const folder = argv[2]
for (const name of readdirSync(folder).sort()) {
  if (!name.endsWith('.json') || name === 'experiment_metadata.json') continue
  const {aggregated_metrics} = JSON.parse(readFileSync(folder + '/' + name, 'utf8'))
  stdout.write(JSON.stringify({file: name, aggregated_metrics}) + '\\n')
}
`

/** A Job that says what genai-bench left in the claim, and the script it runs. */
export function readerObjects(
  {name, service: {namespace}, results}: GenaiWish,
  image: string,
  confinement: {readonly pod: {readonly securityContext: object}; readonly container: object},
): {readonly job: KubeObject; readonly script: (uid: string) => KubeObject} {
  const metadata = {name: `${name}-read`, namespace, labels: {'app.kubernetes.io/managed-by': 'ome'}}
  const labels = {[readerLabel]: name}
  return {
    job: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata,
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: 3600,
        ttlSecondsAfterFinished: 600,
        template: {
          metadata: {labels},
          spec: {
            ...confinement.pod,
            securityContext: {...confinement.pod.securityContext, runAsUser: 1000},
            restartPolicy: 'Never',
            containers: [
              {
                ...confinement.container,
                name: readerContainer,
                image,
                command: ['node', '/ome/read.cjs', `/results/${results.folder}/${name}`],
                resources: {requests: {cpu: '100m', memory: '128Mi'}, limits: {memory: '256Mi'}},
                volumeMounts: [
                  {name: 'script', mountPath: '/ome', readOnly: true},
                  {name: 'results', mountPath: '/results', readOnly: true},
                ],
              },
            ],
            volumes: [
              {name: 'script', configMap: {name: metadata.name}},
              {name: 'results', persistentVolumeClaim: {claimName: results.claim, readOnly: true}},
            ],
          },
        },
      },
    },
    script: (uid) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {...metadata, ownerReferences: [{apiVersion: 'batch/v1', kind: 'Job', name: metadata.name, uid}]},
      data: {'read.cjs': reader},
    }),
  }
}

export const readerLabel = 'ome.cli/read'
export const readerContainer = 'reader'
