import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {configMaps} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import {defaultScenarios} from './benchmark-admission.ts'
import {modelOf} from './lookup.ts'
import {asFields, list} from './merge.ts'
import {modelNodeLabel} from './names.ts'
import {texts} from './pod.ts'
import {Refusal} from './refusal.ts'
import {omeNamespace} from './resources.ts'

/** Levels of concurrency of genai-bench when none are given. */
const defaultConcurrency = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/** The Job of a BenchmarkJob: genai-bench against its endpoint. Source: OME v0.1 `pkg/controller/v1beta1/benchmark`. */
export function benchmarkTask(world: World, benchmark: ApiObject, service: ApiObject | undefined): ApiObject {
  const {name, namespace} = benchmark.metadata
  const model = service && modelOf(world.api, service)
  if (!model)
    throw new Refusal('InternalError', 'failed to determine the model tokenizer: the endpoint has no base model')
  const uri = String(model.spec.storage?.storageUri ?? '')
  if (uri.startsWith('pvc://'))
    throw new Refusal('InternalError', `unsupported storage type for model ${model.metadata.name}: ${uri}`)
  const override = asFields(benchmark.spec.podOverride)
  const path = String(model.spec.storage?.path ?? '')
  const claim = claimOf(benchmark)
  const nodes = {...texts(override['nodeSelector']), [modelNodeLabel(model)]: 'Ready'}
  const labels = {benchmark: name}
  const volumes = [
    ...list(override['volumes']),
    {name: 'model', hostPath: {path}},
    ...(claim ? [{name: 'results', persistentVolumeClaim: {claimName: claim.name}}] : []),
  ]
  const podSpecification = {
    restartPolicy: 'Never',
    containers: [container(world, benchmark, service, path, claim !== undefined)],
    volumes,
    nodeSelector: nodes,
    tolerations: override['tolerations'] ?? [{key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule'}],
    ...(override['affinity'] ? {affinity: override['affinity']} : {}),
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      ...(namespace === undefined ? {} : {namespace}),
      labels,
      ownerReferences: [controlledBy(benchmark)],
    },
    spec: {backoffLimit: 0, template: {metadata: {labels}, spec: podSpecification}},
  }
}

function claimOf({spec}: ApiObject): {name: string; folder: string} | undefined {
  const match = /^pvc:\/\/(?:[^:/]+:)?([^/]+)\/(.+)$/.exec(spec.outputLocation.storageUri)
  return match ? {name: match[1] ?? '', folder: match[2] ?? ''} : undefined
}

interface PodConfig {
  readonly image?: string
  readonly cpuRequest?: string
  readonly memoryRequest?: string
  readonly cpuLimit?: string
  readonly memoryLimit?: string
}

function podConfig(world: World): PodConfig {
  const text: string | undefined = world.api.get(configMaps, 'benchmarkjob-config', omeNamespace)?.['data']
    ?.benchmarkjob
  if (text === undefined) throw new Refusal('InternalError', 'configmaps "benchmarkjob-config" not found')
  try {
    const parsed: {podConfig?: PodConfig} = JSON.parse(text)
    return parsed.podConfig ?? {}
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Refusal('InternalError', `unable to parse benchmarkjob config json: ${error.message}`)
  }
}

function container(
  world: World,
  benchmark: ApiObject,
  service: ApiObject,
  modelPath: string,
  keepsResults: boolean,
): Record<string, unknown> {
  const config = podConfig(world)
  const override = asFields(benchmark.spec.podOverride)
  const amounts = {
    requests: {cpu: config.cpuRequest ?? '2', memory: config.memoryRequest ?? '2Gi'},
    limits: {cpu: config.cpuLimit ?? '2', memory: config.memoryLimit ?? '2Gi'},
  }
  const secret = benchmark.spec.huggingFaceSecretReference?.name
  const key = {name: 'HUGGINGFACE_API_KEY', valueFrom: {secretKeyRef: {name: secret, key: 'HUGGINGFACE_API_KEY'}}}
  return {
    name: benchmark.metadata.name,
    image: override['image'] ?? config.image ?? 'genai-bench:0.1.113',
    command: ['genai-bench'],
    args: ['benchmark', ...argumentsOf(benchmark, service, modelPath)],
    env: [...list(override['env']), ...(secret ? [key] : [])],
    ...(override['envFrom'] ? {envFrom: override['envFrom']} : {}),
    resources: override['resources'] ?? amounts,
    volumeMounts: [
      ...list(override['volumeMounts']),
      {name: 'model', mountPath: modelPath, readOnly: true},
      ...(keepsResults ? [{name: 'results', mountPath: '/results'}] : []),
    ],
  }
}

function argumentsOf(benchmark: ApiObject, service: ApiObject, modelPath: string): string[] {
  const {spec} = benchmark
  const scenarios: string[] = spec.trafficScenarios?.length
    ? spec.trafficScenarios
    : (defaultScenarios[spec.task] ?? [])
  const levels: number[] = spec.numConcurrency?.length ? spec.numConcurrency : defaultConcurrency
  const meta = spec.serviceMetadata
  const claim = claimOf(benchmark)
  return [
    ['--api-backend', 'openai'],
    ['--api-base', String(service['status']?.url ?? '')],
    ['--api-model-name', 'vllm-model'],
    ['--api-key', 'sample-key'],
    ['--model-tokenizer', modelPath],
    ['--task', spec.task],
    ['--max-time-per-run', String(spec.maxTimePerIteration)],
    ['--max-requests-per-run', String(spec.maxRequestsPerIteration)],
    ...scenarios.map((scenario) => ['--traffic-scenario', scenario]),
    ...levels.map((level) => ['--num-concurrency', String(level)]),
    ['--experiment-folder-name', spec.resultFolderName ?? benchmark.metadata.name],
    ...(meta
      ? [
          ['--server-engine', meta.engine],
          ['--server-version', meta.version],
          ['--server-gpu-type', meta.gpuType],
          ['--server-gpu-count', String(meta.gpuCount)],
        ]
      : []),
    claim
      ? ['--experiment-base-dir', `/results/${claim.folder}`]
      : ['--upload-results', '--storage-uri', spec.outputLocation.storageUri],
  ].flat()
}
