import {gpusNeeded, weightBytes} from '@ome/capacity/memory'
import {modelShape} from '@ome/capacity/model-shape'
import {checkNamed, selectRuntime} from '@ome/capacity/runtime-selection'
import {exported} from '@ome/inference-model/export'
import type {Model} from '@ome/inference-model/model'
import {type Runtime, toRuntime} from '@ome/inference-model/runtime'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import {type Cluster, type ClusterFacts, requireReadable} from '../../domain/cluster.ts'
import {gpuMemoryBytes} from '../../domain/placement.ts'
import {
  formatsText,
  highestPriority,
  type Purpose,
  parsedSize,
  purposeOfArchitecture,
  purposeOfModel,
  withPurpose,
} from '../domain/formats.ts'
import {gpusOf, runnersOf, type Spec} from '../domain/runner.ts'
import type {RuntimeObjects} from '../domain/runtime-objects.ts'
import {parseSettings, refuseUnevenHeads, withGpuCount, withSettings} from '../domain/settings.ts'
import {defaultImage, engineOfTemplate, type TemplateName, templateSpec} from '../domain/template.ts'
import {picked} from './picked.ts'

export interface CreateRuntime {
  readonly name: string
  readonly from?: string | undefined
  readonly template?: TemplateName | undefined
  /** A model of the cluster that it is for. */
  readonly model?: string | undefined
  readonly architecture?: string | undefined
  readonly size?: string | undefined
  readonly version?: string | undefined
  readonly gpus?: number | undefined
  readonly settings: readonly string[]
  readonly autoSelect: boolean
  /** Makes a ServingRuntime there instead of a ClusterServingRuntime. */
  readonly namespace?: string | undefined
  /** Where models and runtimes are looked for besides the whole cluster. */
  readonly lookIn: string
}

export interface RuntimePorts {
  readonly cluster: Cluster
  readonly objects: RuntimeObjects
  note(text: string): void
}

/** What a new runtime would be: a copy or a template, made for a model or an architecture. */
export async function planRuntime(ports: RuntimePorts, ask: CreateRuntime): Promise<Plan> {
  const settings = parseSettings(ask.settings)
  refuseName(ask.name)
  if (ask.size !== undefined) parsedSize(ask.size)
  const [facts, generation] = await Promise.all([ports.cluster.facts(ask.lookIn), ports.cluster.generation()])
  requireReadable(facts, ['clusterbasemodels', 'clusterservingruntimes'], 'a runtime cannot be made for them')
  if (!generation) throw new OmeError('not-found', 'OME is not installed: there is nothing a runtime would be for')
  refuseExisting(facts.runtimes, ask)
  const model = ask.model === undefined ? undefined : picked('model', ask.model, facts.models, ports.note)
  const base = ask.from === undefined ? template(ask, facts, model) : await copied(ports, ask.from, facts)
  const purpose = purposeOf(ask, facts, model)
  const priority = ask.autoSelect ? highestPriority(selectable(facts, ask.namespace)) + 1 : 1
  const made = withPurpose(base.spec, purpose, {autoSelect: ask.autoSelect, priority})
  const counted = ask.gpus === undefined ? made : withGpuCount(made, ask.gpus, true)
  const needsSchema = settings.length > 0
  const spec = needsSchema ? withSettings(counted, settings, await ports.objects.schema(generation)) : counted
  const heads = modelShape(model?.configuration)?.heads
  if (model && heads !== undefined) refuseUnevenHeads(spec, model.name, heads)
  const object = objectOf(ask, spec)
  return {
    changes: [ports.objects.create(object, base.reason)],
    notes: [...base.notes, ...about(object, spec, purpose), ...whatFits(object, facts, model)],
  }
}

interface Base {
  readonly spec: Spec
  readonly reason: string
  readonly notes: readonly string[]
}

async function copied({objects, note}: RuntimePorts, name: string, {runtimes}: ClusterFacts): Promise<Base> {
  const source = picked('runtime', name, runtimes, note)
  const object = await objects.find(source)
  const spec = object && exported(object)['spec']
  if (!spec) throw new OmeError('not-found', `runtime "${source.name}" not found`, ['list them: ome get runtimes'])
  return {spec, reason: `copy of ${source.name}`, notes: []}
}

/** Image and GPUs come from what the cluster runs: its own registry, its own machines. */
function template(ask: CreateRuntime, facts: ClusterFacts, model: Model | undefined): Base {
  const name = ask.template ?? 'vllm'
  const engine = engineOfTemplate(name)
  const known = facts.runtimes.find(
    (runtime) => runtime.engine === engine && runtime.image !== undefined && !runtime.disabled,
  )
  const gpus =
    ask.gpus ?? gpusFor(model?.parameters ?? (ask.size === undefined ? undefined : parsedSize(ask.size)), facts)
  const served = model?.storage.uri?.startsWith('hf://')
    ? model.storage.uri.slice('hf://'.length).split('@')[0]
    : undefined
  const spec = templateSpec(name, {
    gpus,
    image: known?.image ?? defaultImage(name),
    ...(served !== undefined && {served}),
  })
  return {
    spec,
    reason: `from template ${name}`,
    notes: [
      known
        ? `image of runtime ${known.name}: ${known.image}`
        : `image ${defaultImage(name)}: no runtime of the cluster runs ${engine}`,
      ...(ask.gpus === undefined ? [`${gpus} GPUs, estimated from the size; change it with --gpus`] : []),
    ],
  }
}

/** The fewest GPUs of the largest nodes that hold the model in 16 bit; 1 when nothing is known. */
function gpusFor(parameters: number | undefined, {nodes = []}: ClusterFacts): number {
  if (parameters === undefined) return 1
  const fits = nodes.flatMap((node) => {
    const memory = node.gpus > 0 ? gpuMemoryBytes([node]) : undefined
    const fit =
      memory &&
      gpusNeeded({weightBytes: weightBytes(parameters, 'bf16'), gpuMemoryBytes: memory, gpusPerNode: node.gpus})
    return fit && fit.nodes === 1 ? [fit.gpus] : []
  })
  return fits.length > 0 ? Math.min(...fits) : 1
}

function purposeOf(ask: CreateRuntime, facts: ClusterFacts, model: Model | undefined): Purpose {
  const {architecture, size, version} = ask
  if (model) {
    if (architecture !== undefined && architecture !== model.architecture)
      throw new OmeError(
        'usage',
        `model "${model.name}" is a ${model.architecture ?? 'model of unknown architecture'}, not a ${architecture}`,
        ['give --for or --model-arch'],
      )
    const purpose = purposeOfModel(model)
    return {...purpose, ...(size !== undefined && {size: parsedSize(size)})}
  }
  if (architecture === undefined && ask.from === undefined)
    throw new OmeError('usage', 'what is the runtime for?', [
      'name a model of the cluster: --for MODEL',
      'or an architecture: --model-arch LlamaForCausalLM --model-size 70B',
    ])
  return purposeOfArchitecture({architecture, size, version}, facts.models)
}

/** Formats that a runtime of this scope would compete with. */
const selectable = ({runtimes}: ClusterFacts, namespace: string | undefined) =>
  runtimes
    .filter(({scope}) => scope === (namespace === undefined ? 'cluster' : 'namespace'))
    .flatMap(({formats}) => formats.filter(({autoSelect}) => autoSelect === true))

const objectOf = ({name, namespace}: CreateRuntime, spec: Spec): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: namespace === undefined ? 'ClusterServingRuntime' : 'ServingRuntime',
  metadata: {name, ...(namespace !== undefined && {namespace})},
  spec,
})

function about(object: KubeObject, spec: Spec, purpose: Purpose): readonly string[] {
  const {sizeRange} = toRuntime(object)
  const range = sizeRange ? `${sizeRange.min ?? ''} to ${sizeRange.max ?? ''}` : 'any size'
  const gpus = runnersOf(spec).map(gpusOf)
  return [
    `takes ${formatsText(spec)}, ${range}${purpose.architecture === undefined ? '' : ` (by ${purpose.from})`}`,
    `${gpus.join(' + ')} ${gpus.length === 1 && gpus[0] === 1 ? 'GPU' : 'GPUs'} per replica`,
  ]
}

/** Which models of the cluster it takes, and whether it would take them over from another runtime. */
function whatFits(object: KubeObject, {models, runtimes}: ClusterFacts, wanted: Model | undefined): readonly string[] {
  const runtime = toRuntime(object)
  const namespace = runtime.namespace ?? ''
  const all = [...runtimes, runtime]
  const fitting = models.filter((model) => checkNamed(runtime.name, {model, namespace, runtimes: [runtime]}).ok)
  const taken = fitting.filter((model) => {
    const before = selectRuntime({model, namespace, runtimes}).chosen?.runtime.name
    const after = selectRuntime({model, namespace, runtimes: all}).chosen?.runtime
    return after === runtime && before !== undefined
  })
  const names = fitting.map(({name}) => name).join(', ')
  return [
    fitting.length > 0 ? `fits: ${names}` : 'warning: fits no model of the cluster',
    ...(wanted && !fitting.includes(wanted) ? [`warning: does not fit model ${wanted.name}`] : []),
    ...(runtime.autoSelect
      ? taken.map(({name}) => `warning: services that name no runtime get it for ${name} from now on`)
      : ['it is used where a service names it (--auto-select lets OME choose it)']),
  ]
}

function refuseExisting(runtimes: readonly Runtime[], {name, namespace}: CreateRuntime): void {
  const scope = namespace === undefined ? 'cluster' : 'namespace'
  if (!runtimes.some((runtime) => runtime.name === name && runtime.scope === scope)) return
  throw new OmeError(
    'conflict',
    `runtime "${name}" exists ${namespace === undefined ? 'for the whole cluster' : `in namespace "${namespace}"`}`,
    ['choose another name: --name NAME', `look at it: ome describe runtime ${name}`],
  )
}

function refuseName(name: string): void {
  if (/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)) return
  throw new OmeError('usage', `"${name}" cannot be the name of a runtime`, [
    'names are lower-case letters, digits and hyphens, beginning and ending with a letter or digit',
  ])
}
