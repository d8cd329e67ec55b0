import {at, fields, list, text, textMap, texts} from '@ome/capacity/fields'
import type {SelectableRuntime} from '@ome/capacity/runtime-selection'
import {selectableRuntime} from '@ome/capacity/selection-input'
import type {KubeObject} from '@ome/sdk/kube'
import {podGpus, podMemoryBytes} from './node.ts'

export type Engine = 'sglang' | 'vllm' | 'trt-llm' | 'tgi' | 'triton' | 'unknown'

/** A ServingRuntime or ClusterServingRuntime. It can be handed to runtime selection as it is. */
export interface Runtime extends SelectableRuntime {
  readonly kind: 'ServingRuntime' | 'ClusterServingRuntime'
  readonly namespace?: string
  readonly engine: Engine
  /** `MultiNode`: leader and workers. `PD`: separate prefill and decode. */
  readonly mode: 'Raw' | 'MultiNode' | 'PD' | 'PD+MultiNode'
  readonly architectures: readonly string[]
  readonly quantizations: readonly string[]
  /** At least one format can be selected without naming the runtime. */
  readonly autoSelect: boolean
  readonly image?: string
  /** Accelerators of one pod of the engine. */
  readonly gpusPerPod: number
  /** Accelerators of one replica: engine (leader and workers) and, with PD, decoder. */
  readonly gpus: number
  /** Memory requested by one pod of the engine. */
  readonly memoryBytes: number
  readonly hasRouter: boolean
  readonly hasDecoder: boolean
  /** Arguments of the engine's main container. */
  readonly args: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  readonly createdAt?: string
}

export function toRuntime(object: KubeObject): Runtime {
  const spec = fields(object['spec'])
  const engine = component(spec['engineConfig'] ?? {containers: spec['containers']})
  const decoder = component(spec['decoderConfig'])
  const container = engine.main
  const selectable = selectableRuntime(object)
  const image = text(at(container, 'image'))
  const args = [...texts(at(container, 'command')), ...texts(at(container, 'args'))]
  const createdAt = object.metadata.creationTimestamp
  return {
    ...selectable,
    kind: object.kind === 'ServingRuntime' ? 'ServingRuntime' : 'ClusterServingRuntime',
    ...(selectable.scope === 'namespace' &&
      object.metadata.namespace !== undefined && {namespace: object.metadata.namespace}),
    engine: engineOf(image, args),
    mode: modeOf(engine.multiNode || decoder.multiNode, spec['decoderConfig'] !== undefined),
    architectures: distinct(selectable.formats.map(({architecture}) => architecture)),
    quantizations: distinct(selectable.formats.map(({quantization}) => quantization)),
    autoSelect: selectable.formats.some(({autoSelect}) => autoSelect === true),
    ...(image !== undefined && {image}),
    gpusPerPod: engine.gpusPerPod,
    gpus: engine.gpus + decoder.gpus,
    memoryBytes: engine.memoryBytes,
    hasRouter: spec['routerConfig'] !== undefined,
    hasDecoder: spec['decoderConfig'] !== undefined,
    args,
    ...(object.metadata.labels !== undefined && {labels: textMap(object.metadata.labels)}),
    ...(createdAt !== undefined && {createdAt}),
  }
}

interface ComponentShape {
  readonly main: unknown
  readonly gpus: number
  readonly gpusPerPod: number
  readonly memoryBytes: number
  readonly multiNode: boolean
}

/** A component is a pod spec with its main container under `runner`, or a leader and a number of workers. */
function component(config: unknown): ComponentShape {
  const leader = at(config, 'leader')
  const worker = at(config, 'worker')
  const first = podOf(leader ?? config)
  const workers = worker === undefined ? 0 : Number(at(worker, 'size') ?? 0)
  return {
    main: first.containers[0],
    gpus: podGpus(first) + workers * podGpus(podOf(worker)),
    gpusPerPod: podGpus(first),
    memoryBytes: podMemoryBytes(first),
    multiNode: leader !== undefined || workers > 0,
  }
}

function podOf(config: unknown): {
  readonly containers: readonly unknown[]
  readonly initContainers: readonly unknown[]
} {
  const runner = at(config, 'runner')
  const others = list(at(config, 'containers'))
  return {
    containers: runner === undefined ? others : [runner, ...others],
    initContainers: list(at(config, 'initContainers')),
  }
}

const modeOf = (multiNode: boolean, disaggregated: boolean): Runtime['mode'] =>
  disaggregated ? (multiNode ? 'PD+MultiNode' : 'PD') : multiNode ? 'MultiNode' : 'Raw'

const engineWords: readonly (readonly [word: string, engine: Engine])[] = [
  ['sglang', 'sglang'],
  ['sgl-', 'sglang'],
  ['vllm', 'vllm'],
  ['tensorrt', 'trt-llm'],
  ['trtllm', 'trt-llm'],
  ['trt-llm', 'trt-llm'],
  ['text-generation-inference', 'tgi'],
  ['tritonserver', 'triton'],
]

/** The engine by what the container runs, else by the name of its image. */
export function engineOf(image: string | undefined, args: readonly string[]): Engine {
  const texts = [args.join(' '), image?.split('/').at(-1) ?? '', image ?? '']
  for (const where of texts) {
    const hit = engineWords.find(([word]) => where.toLowerCase().includes(word))
    if (hit) return hit[1]
  }
  return 'unknown'
}

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
]
