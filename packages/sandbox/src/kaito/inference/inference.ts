import type {KaitoModel} from '@ome/capacity/kaito-models'
import {parallelismOf} from '@ome/capacity/kaito-nodes'
import type {ApiObject} from '../../api.ts'
import {dependants} from '../../controllers/ownership.ts'
import {nodes, pods, services, statefulSets} from '../../controllers/resources.ts'
import type {World} from '../../controllers/world.ts'
import {no, type Told, yes} from '../conditions.ts'
import type {GpuFacts} from '../node/gpu-nodes.ts'
import {type Operator, runtimeOf} from '../operator.ts'
import {type Benchmark, benchmarkOf, engineVersion} from './benchmark.ts'
import {hasBenchmark, inferenceServices, presetSet, type SetOptions, templateSet} from './children.ts'
import {podTrouble} from './pod-trouble.ts'

const revisionAnnotation = 'workspace.kaito.io/revision'
const localDiskClass = {group: 'storage.k8s.io', plural: 'storageclasses'}

export interface InferenceInput {
  readonly workspace: ApiObject
  readonly operator: Operator
  readonly model: KaitoModel | undefined
  readonly gpu: GpuFacts | undefined
  readonly nodeCount: number
  readonly nodeLabels: Readonly<Record<string, string>>
  readonly revision: string
}

/** Makes what an inference Workspace runs, and says how far it is. */
export function runInference(world: World, input: InferenceInput): InferenceStanding {
  const {workspace, operator} = input
  const runtime = runtimeOf(workspace, operator)
  const {name, namespace} = workspace.metadata
  for (const service of inferenceServices(workspace, runtime === 'vllm')) {
    if (!world.api.get(services, service.metadata.name, namespace)) world.api.create(services, service)
  }
  const wanted = setFor(world, input)
  const current = world.api.get(statefulSets, name, namespace)
  if (!current) world.api.create(statefulSets, wanted)
  else if (current.metadata.annotations?.[revisionAnnotation] !== input.revision) revise(world, current, wanted)
  const made = world.api.get(statefulSets, name, namespace)
  return standing(world, input, made)
}

function setFor(world: World, input: InferenceInput): ApiObject {
  const {workspace, operator, model, gpu, nodeCount, revision, nodeLabels} = input
  const onLocalDisk = (gpu?.hasNvme ?? false) && world.api.get(localDiskClass, 'kaito-local-nvme-disk') !== undefined
  const options: SetOptions = {workspace, operator, replicas: nodeCount, revision, nodeLabels, onLocalDisk}
  if (!model || !gpu) return templateSet(options)
  return presetSet(options, {workspace, model, gpu, runtime: runtimeOf(workspace, operator), nodes: nodeCount})
}

/** A change of adapters or config reaches variables, mounts, init containers and volumes, never the command. */
function revise(world: World, current: ApiObject, wanted: ApiObject): void {
  const {spec: template} = wanted.spec.template
  const [engine, ...others] = current.spec.template.spec.containers
  const [fresh] = template.containers ?? []
  const isPreset = fresh?.name === engine.name && template.volumes !== undefined
  const spec = isPreset
    ? {
        ...current.spec.template.spec,
        initContainers: template.initContainers,
        volumes: template.volumes,
        containers: [{...engine, env: fresh.env, volumeMounts: fresh.volumeMounts}, ...others],
      }
    : current.spec.template.spec
  world.api.update(statefulSets, {
    ...current,
    metadata: {
      ...current.metadata,
      annotations: {...current.metadata.annotations, ...wanted.metadata.annotations},
    },
    spec: {...current.spec, template: {...current.spec.template, spec}},
  })
}

export interface InferenceStanding {
  readonly told: readonly Told[]
  readonly isReady: boolean
  readonly performance?: Record<string, unknown>
}

function standing(world: World, input: InferenceInput, set: ApiObject | undefined): InferenceStanding {
  const {workspace} = input
  const wanted: number = set?.spec?.replicas ?? 1
  const ready: number = set?.status?.readyReplicas ?? 0
  if (!set || ready < wanted) {
    const trouble = podTrouble(set ? dependants(world, pods, set) : [])
    const waiting = no(
      'WorkspaceInferenceStatusPending',
      `inference is not ready, ${ready}/${wanted} replicas are ready`,
    )
    const verdict = trouble ?? waiting
    return {
      isReady: false,
      told: [
        ['InferenceReady', verdict],
        ['WorkspaceSucceeded', no('workspacePending', 'workspace is not ready')],
      ],
    }
  }
  const serves: Told = [
    'InferenceReady',
    yes('WorkspaceInferenceStatusSuccess', 'Inference has been deployed successfully'),
  ]
  const succeeded: Told = ['WorkspaceSucceeded', yes('workspaceSucceeded', 'workspace succeeds')]
  const runtime = runtimeOf(workspace, input.operator)
  if (!input.model || !hasBenchmark(workspace, runtime)) return {isReady: true, told: [serves, succeeded]}
  const already: boolean = workspace['status']?.conditions?.some(
    (condition: {type: string; status: string}) =>
      condition.type === 'BenchmarkCompleted' && condition.status === 'True',
  )
  if (already) return {isReady: true, told: [serves, succeeded]}
  return benchmarked(world, input, [serves, succeeded])
}

function benchmarked(world: World, input: InferenceInput, good: readonly Told[]): InferenceStanding {
  const {workspace, model} = input
  const pod = world.api.get(pods, `${workspace.metadata.name}-0`, workspace.metadata.namespace)
  if (!pod || !model) return {isReady: true, told: good}
  const node = world.api.get(nodes, pod.spec.nodeName)
  const benchmark = benchmarkOf(pod, node, model.weightGiB, model.quantization)
  if (!(benchmark.totalTokensPerMinute > 0)) {
    const failed = no('BenchmarkFailed', 'the benchmark found no throughput, see the log of pod 0')
    const [serves] = good
    return {
      isReady: false,
      told: [...(serves ? [serves] : []), ['BenchmarkCompleted', failed], ['WorkspaceSucceeded', failed]],
    }
  }
  const done: Told = ['BenchmarkCompleted', yes('BenchmarkCompleted', 'benchmark completed')]
  return {isReady: true, told: [...good, done], performance: performanceOf(benchmark, input, model)}
}

function performanceOf(benchmark: Benchmark, input: InferenceInput, model: KaitoModel): Record<string, unknown> {
  const {gpu, nodeCount} = input
  const config = {
    durationSec: String(benchmark.durationSec),
    inputTokens: String(benchmark.inputTokens),
    outputTokens: String(benchmark.outputTokens),
    maxConcurrency: String(benchmark.maxConcurrency),
    engine: 'vllm',
    engineVersion: engineVersion.vllm,
    quantization: model.quantization ?? 'none',
    ...(gpu && parallelismOf(model.weightGiB, gpu, nodeCount).data > 1 ? {dataParallel: 'true'} : {}),
  }
  const description = 'stress/high-concurrency'
  const value = String(benchmark.totalTokensPerMinute)
  return {metrics: {peakTokensPerMinute: {description, value, unit: 'tokens/min', config}}}
}
