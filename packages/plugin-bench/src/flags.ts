import {Args, Flags} from '@ome/sdk/command'
import {duration, namespaced, output} from '@ome/sdk/flags'
import {places} from './load/domain/place.ts'
import {apis} from './load/domain/request.ts'
import {usualImage} from './workers/domain/worker-objects.ts'

/** `service NAME`, `service/NAME` or a lone NAME; none with `--url`. */
export const serviceOperand = {
  service: Args.string({description: 'service NAME, service/NAME or NAME'}),
  name: Args.string({description: 'name of the service', hidden: true}),
}

const target = {
  ...namespaced,
  url: Flags.string({description: 'address of an engine, in place of a service', helpValue: 'https://HOST'}),
  header: Flags.string({
    description: 'header of each request; read from a file with NAME: @FILE',
    helpValue: 'NAME: VALUE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  model: Flags.string({description: 'name to ask the engine by; the first it serves when not given'}),
  api: Flags.option({options: apis, default: 'chat'} as const)({description: 'kind of requests'}),
}

const placed = {
  from: Flags.option({options: places, default: 'auto'} as const)({
    description: 'send the load from here, through a tunnel if need be, or from workers in the cluster',
  }),
  workers: Flags.integer({description: 'programs that share the load in the cluster', min: 1, max: 64}),
  'runner-image': Flags.string({
    description: `image with node for them; the setting bench.runner-image, else ${usualImage}`,
    helpValue: 'IMAGE',
  }),
  'api-key-secret': Flags.string({
    description: 'Secret of the namespace that holds the key of the engine, for workers in the cluster',
    helpValue: 'NAME/KEY',
  }),
  'start-limit': duration({
    description: 'longest time until all workers are ready',
    default: async () => 120_000,
    noCacheDefault: true,
  }),
}

const steps = {
  'good-share': Flags.string({
    description: 'percent of the requests of a step that keep to --goodput for it to hold',
    helpValue: '99',
    default: '99',
  }),
}

const prompts = {
  prompt: Flags.string({description: 'what is asked', exclusive: ['dataset', 'random-input']}),
  dataset: Flags.string({
    description: "file of prompts: a line each, JSON lines with prompt, or ShareGPT's JSON",
    helpValue: 'FILE',
    exclusive: ['random-input'],
  }),
  'random-input': Flags.integer({description: 'prompts of random words, about so many tokens', min: 1, max: 1_000_000}),
  'range-ratio': Flags.string({
    description: 'lengths vary by this share, up and down',
    dependsOn: ['random-input'],
    helpValue: '0.2',
  }),
  prefixes: Flags.string({
    description: 'so many groups of prompts begin with the same so many tokens',
    dependsOn: ['random-input'],
    helpValue: 'COUNTxTOKENS',
  }),
  'exact-prompt': Flags.boolean({
    description: 'send prompts as they are; otherwise each begins differently, so that no cache answers',
  }),
  'max-tokens': Flags.integer({description: 'longest answer', min: 1, default: 128}),
  'fixed-length': Flags.boolean({description: 'answers of exactly that length (vLLM and SGLang)'}),
  seed: Flags.integer({description: 'the same seed makes the same requests', default: 0}),
}

const results = {
  ...output,
  percentile: Flags.string({
    description: 'percentiles to report, beside the median',
    helpValue: '90,99',
    default: '90,99',
  }),
  goodput: Flags.string({
    description: 'what a good request keeps to: ttft, tpot and e2e, in milliseconds or with a unit',
    helpValue: 'ttft:500',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'fail-if': Flags.string({
    description: 'end with 3 when this holds',
    helpValue: 'ttft.p99>500ms',
    multiple: true,
    multipleNonGreedy: true,
  }),
  save: Flags.string({
    description: "write the figures to .json (with the fields of vLLM's benchmark) or .csv, each request to .jsonl",
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  report: Flags.string({description: 'write a page with charts, in one file', helpValue: 'FILE.html'}),
}

const request = {
  'request-limit': duration({
    description: 'longest time of one request',
    default: async () => 600_000,
    noCacheDefault: true,
  }),
  warmup: Flags.integer({description: 'requests before the clock starts', min: 0, max: 10_000}),
}

const genai = {
  'genai-bench': Flags.boolean({
    description: "have OME's BenchmarkJob measure, and read what it left in --results",
  }),
  results: Flags.string({
    description: 'where a BenchmarkJob leaves its results',
    helpValue: 'pvc://CLAIM/FOLDER',
    dependsOn: ['genai-bench'],
  }),
  scenario: Flags.string({
    description: 'traffic of a BenchmarkJob; tokens of --random-input and --max-tokens when not given',
    helpValue: 'D(100,100)',
    multiple: true,
    multipleNonGreedy: true,
    dependsOn: ['genai-bench'],
  }),
  'genai-image': Flags.string({
    description: 'image of genai-bench; the one that OME is configured with when not given',
    helpValue: 'IMAGE',
    dependsOn: ['genai-bench'],
  }),
}

export const benchmarkFlags = {
  ...target,
  requests: Flags.integer({char: 'r', description: 'number of requests; 100 when no time is set', min: 1}),
  duration: duration({description: 'time to send for, in place of a number'}),
  concurrency: Flags.integer({char: 'c', description: 'requests at a time', min: 1, max: 4096, default: 4}),
  sweep: Flags.string({
    description: 'one run for each of these numbers of requests at a time',
    helpValue: '1,2,4,8',
    exclusive: ['concurrency', 'report'],
  }),
  ...genai,
  ...steps,
  ...placed,
  ...prompts,
  ...request,
  ...results,
}

export const loadTestFlags = {
  ...target,
  duration: duration({description: 'time to send for', char: 'd'}),
  rps: Flags.string({description: 'requests per second', helpValue: '10'}),
  requests: Flags.integer({description: 'end after so many', min: 1}),
  arrival: Flags.option({options: ['poisson', 'constant', 'gamma'] as const, default: 'poisson'} as const)({
    description: 'how requests are spread',
  }),
  burstiness: Flags.string({
    description: 'of gamma: below 1 requests come in bursts, above evenly',
    helpValue: '0.5',
  }),
  ramp: Flags.string({
    description: 'begin at so many requests per second and rise to --rps over the whole time',
    helpValue: '1',
  }),
  trace: Flags.string({
    description: 'send at the times of a file, in seconds, a line each',
    helpValue: 'FILE',
    exclusive: ['rps', 'ramp', 'burstiness'],
  }),
  'max-concurrency': Flags.integer({description: 'no more at a time; what is due then waits here', min: 1, max: 4096}),
  sweep: Flags.string({
    description: 'one run for each of these rates',
    helpValue: '1,2,4,8',
    exclusive: ['rps', 'ramp', 'trace', 'find-limit', 'report'],
  }),
  'find-limit': Flags.boolean({
    description: 'search the highest rate at which requests keep to --goodput; --duration is that of a step (30s)',
    exclusive: ['ramp', 'trace', 'requests', 'report'],
    dependsOn: ['goodput'],
  }),
  ...steps,
  ...placed,
  ...prompts,
  ...request,
  ...results,
}

const services = ['inferenceservices.ome.io']

export const loadCompletions = {
  args: {service: {object: {nouns: {service: services}, alias: {services: 'service'}, lone: services}}},
  flags: {dataset: {files: ['json', 'jsonl', 'txt']}, trace: {files: ['txt', 'jsonl']}},
}
