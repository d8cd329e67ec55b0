import type {Spec} from './runner.ts'

export const templateNames = ['vllm', 'sglang', 'sglang-pd'] as const
export type TemplateName = (typeof templateNames)[number]

/** What a template leaves open. */
export interface TemplateInput {
  readonly gpus: number
  readonly image: string
  /** Name that requests carry in `model`; absent: the name of the service's model. */
  readonly served?: string
}

const port = 8080
const image = {vllm: 'vllm/vllm-openai:v0.11.0', sglang: 'lmsysorg/sglang:v0.5.5.post3'} as const

export const engineOfTemplate = (name: TemplateName): 'vllm' | 'sglang' => (name === 'vllm' ? 'vllm' : 'sglang')

/** Images of templates where no runtime of the cluster names one. */
export const defaultImage = (name: TemplateName): string => image[engineOfTemplate(name)]

/** How an engine is run, without what it is run for: ports, probes and arguments by the engines' own documentation. */
export function templateSpec(name: TemplateName, input: TemplateInput): Spec {
  const shared = {protocolVersions: ['openAI']}
  if (name === 'vllm') return {...shared, engineConfig: {runner: vllm(input)}}
  if (name === 'sglang') return {...shared, engineConfig: {runner: sglang(input)}}
  return {
    ...shared,
    engineConfig: {runner: sglang(input, 'prefill')},
    decoderConfig: {runner: sglang(input, 'decode')},
    routerConfig: {runner: router(input)},
  }
}

const served = ({served: name}: TemplateInput): readonly string[] =>
  name === undefined ? [] : [`--served-model-name=${name}`]

const vllm = (input: TemplateInput): Spec => ({
  ...container(input, '/health'),
  command: ['python3', '-m', 'vllm.entrypoints.openai.api_server'],
  args: [`--port=${port}`, '--model=$(MODEL_PATH)', ...served(input), `--tensor-parallel-size=${input.gpus}`],
})

const sglang = (input: TemplateInput, role?: 'prefill' | 'decode'): Spec => ({
  ...container(input, '/health_generate'),
  command: ['python3', '-m', 'sglang.launch_server'],
  args: [
    '--host=0.0.0.0',
    `--port=${port}`,
    '--model-path=$(MODEL_PATH)',
    ...served(input),
    `--tp-size=${input.gpus}`,
    '--enable-metrics',
    ...(role === undefined ? [] : [`--disaggregation-mode=${role}`]),
  ],
})

/** Requests and limits: four cores and 40 GiB for each GPU. Engines load up to a quarter of an hour. */
function container({gpus, image}: TemplateInput, ready: string): Spec {
  const amounts = {cpu: String(gpus * 4), memory: `${gpus * 40}Gi`, 'nvidia.com/gpu': String(gpus)}
  const probe = (path: string, more: Readonly<Record<string, number>>): Spec => ({httpGet: {path, port}, ...more})
  return {
    name: 'ome-container',
    image,
    ports: [{name: 'http1', containerPort: port, protocol: 'TCP'}],
    resources: {requests: amounts, limits: amounts},
    readinessProbe: probe(ready, {periodSeconds: 10, failureThreshold: 3}),
    startupProbe: probe(ready, {initialDelaySeconds: 20, periodSeconds: 6, failureThreshold: 150}),
    livenessProbe: probe('/health', {periodSeconds: 30, failureThreshold: 5}),
  }
}

/** Finds the pods of its own service by their labels. */
const router = ({image}: TemplateInput): Spec => ({
  name: 'router',
  image,
  command: ['python3', '-m', 'sglang_router.launch_router'],
  args: [
    '--host=0.0.0.0',
    `--port=${port}`,
    '--pd-disaggregation',
    '--service-discovery',
    '--service-discovery-namespace=$(NAMESPACE)',
    `--service-discovery-port=${port}`,
    '--prefill-selector',
    'component=engine',
    'ome.io/inferenceservice=$(SERVICE)',
    '--decode-selector',
    'component=decoder',
    'ome.io/inferenceservice=$(SERVICE)',
  ],
  env: [
    {name: 'NAMESPACE', valueFrom: {fieldRef: {fieldPath: 'metadata.namespace'}}},
    {name: 'SERVICE', valueFrom: {fieldRef: {fieldPath: "metadata.labels['ome.io/inferenceservice']"}}},
  ],
  ports: [{name: 'http', containerPort: port, protocol: 'TCP'}],
  resources: {requests: {cpu: '1', memory: '2Gi'}, limits: {cpu: '1', memory: '2Gi'}},
})
