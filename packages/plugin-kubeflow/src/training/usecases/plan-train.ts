import {at, fields, number} from '@ome/capacity/fields'
import {quotaShortage} from '@ome/inference-model/deploy/quota'
import {type Node, podGpus} from '@ome/inference-model/node'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change, Plan} from '@ome/sdk/plan'
import type {KubeflowKind} from '../../domain/kubeflow-kind.ts'
import {chooseRuntime} from '../domain/choose-runtime.ts'
import {toPyTorchJob, toTrainJob} from '../domain/convert-job.ts'
import {legacyJobOf, nodesOf} from '../domain/job-kind.ts'
import {overridesOf, type PodOverride, withOverrides} from '../domain/pod-overrides.ts'
import {differences} from '../domain/same-job.ts'
import {readTrainFile, type TrainFile} from '../domain/train-file.ts'
import {priceText, type TrainPrice} from '../domain/train-price.ts'
import {checkEnvironment, checkJobName} from '../domain/train-rules.ts'
import type {TrainWorld} from '../domain/train-world.ts'
import {type TrainingJob, toTrainingJob} from '../domain/training-job.ts'

export interface TrainWish {
  readonly name: string
  readonly namespace: string
  /** What the file holds. */
  readonly document: unknown
  readonly source: string
}

export interface TrainPlan extends Plan {
  /** The job as it is or will be. */
  readonly job: TrainingJob
}

/** What it takes to train what a file says, decided before anything is written. */
export async function planTrain(world: TrainWorld, wish: TrainWish): Promise<TrainPlan> {
  checkJobName(wish.name)
  const file = readTrainFile(wish.document, wish)
  const kinds = await world.store.kinds()
  const made = await madeFor(world, file, kinds, wish.namespace)
  const {kind, object, nodes, gpus} = made
  const live = await world.store.get(kind, wish.namespace, wish.name)
  const job = live ?? toTrainingJob(kind, object)
  const counted = {nodes, gpusPerNode: gpus, ...(made.runtime !== undefined && {runtime: made.runtime})}
  if (live)
    return {job, changes: [unchanged(live, object)], notes: [...made.notes, ...overNotes(live)], details: counted}
  const [price, room] = await outlook(world, {nodes, gpus, namespace: wish.namespace})
  const size =
    gpus === 0 ? `${nodes} ${nodes === 1 ? 'node' : 'nodes'}` : `${nodes} × ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`
  const create: Change = {
    action: 'create',
    object: {kind: object.kind, name: wish.name, namespace: wish.namespace},
    summary: [made.runtime, size].filter(Boolean).join(', '),
    write: world.writer.apply(kind.resource, object),
  }
  return {job, changes: [create], notes: [...made.notes, ...room, priceText(price)], details: {...counted, price}}
}

/** A job as it will be written. */
interface MadeJob {
  readonly kind: KubeflowKind
  readonly object: KubeObject
  readonly runtime?: string
  readonly nodes: number
  /** Of each node. */
  readonly gpus: number
  readonly notes: readonly string[]
}

async function madeFor(
  world: TrainWorld,
  file: TrainFile,
  kinds: readonly KubeflowKind[],
  namespace: string,
): Promise<MadeJob> {
  const kindOf = (word: string) => kinds.find((kind) => kind.word === word)
  const [trainer, legacy] = [kindOf('trainjob'), kindOf('pytorchjob')]
  if (file.kind === 'PyTorchJob') {
    if (legacy) return legacyJob(legacy, file.object, [])
    if (!trainer) throw notHere(kinds)
    const {object, overrides, notes} = toTrainJob(file.object)
    const made = await trainJob(world, trainer, {...file, object}, {overrides, namespace})
    return {...made, notes: [...notes, ...made.notes]}
  }
  if (trainer) return await trainJob(world, trainer, file, {overrides: [], namespace})
  if (!legacy) throw notHere(kinds)
  const own = overridesOf(fields(file.object['spec']))
  const converted = toPyTorchJob(file.object, own)
  return legacyJob(legacy, converted.object, converted.notes)
}

const notHere = (kinds: readonly KubeflowKind[]): OmeError =>
  new OmeError('not-found', 'the cluster serves neither TrainJobs nor PyTorchJobs', [
    `it has ${kinds.map(({word}) => `${word}s`).join(', ')}`,
  ])

async function trainJob(
  {store}: TrainWorld,
  kind: KubeflowKind,
  file: TrainFile,
  {overrides, namespace}: {readonly overrides: readonly PodOverride[]; readonly namespace: string},
): Promise<MadeJob> {
  const chosen = chooseRuntime(file.object, await store.runtimes(namespace), file.isShort)
  checkEnvironment(chosen.object['spec'], chosen.runtime?.framework ?? '')
  const spec = fields(chosen.object['spec'])
  const isPlain = overrides.length === 0 && !Object.keys(spec).some((key) => /Overrides$|^runtimePatches$/.test(key))
  const written = isPlain ? {spec, notes: []} : withOverrides(spec, overrides, await store.trainJobFields())
  const object = {...chosen.object, spec: written.spec}
  const resources = at(spec, 'trainer', 'resourcesPerNode')
  return {
    kind,
    object,
    runtime: chosen.name,
    nodes: number(at(spec, 'trainer', 'numNodes')) ?? chosen.runtime?.nodes ?? 1,
    gpus: resources === undefined ? (chosen.runtime?.gpus ?? 0) : podGpus({containers: [{resources}]}),
    notes: [...chosen.notes, ...written.notes],
  }
}

function legacyJob(kind: KubeflowKind, object: KubeObject, notes: readonly string[]): MadeJob {
  const replicas = Object.values(fields(at(object, 'spec', legacyJobOf(kind)?.replicas ?? '')))
  const gpus = Math.max(0, ...replicas.map((each) => podGpus(at(each, 'template', 'spec'))))
  return {kind, object, nodes: nodesOf(kind, object) ?? 1, gpus, notes}
}

const mostPaths = 4

function unchanged(live: TrainingJob, wanted: KubeObject): Change {
  const {kind, name, namespace} = live
  const paths = differences(live.raw, wanted)
  const object = {kind: wanted.kind, name, namespace}
  if (paths.length === 0) return {action: 'unchanged', object}
  const more = paths.length > mostPaths ? ` and ${paths.length - mostPaths} more` : ''
  throw new OmeError(
    'conflict',
    `${kind.word}/${name} is there already and differs in ${paths.slice(0, mostPaths).join(', ')}${more}`,
    ['take another name', `or make room first: ome kf remove ${kind.word}/${name} -n ${namespace}`],
  )
}

const overNotes = ({outcome, kind, name, namespace, state}: TrainingJob): readonly string[] =>
  outcome === undefined
    ? []
    : [
        `it is ${state.state} and does not run again; to run it again: ome kf remove ${kind.word}/${name} -n ${namespace}`,
      ]

interface Asked {
  readonly nodes: number
  readonly gpus: number
  readonly namespace: string
}

/** What it costs, and what stands in its way already. */
async function outlook(
  world: TrainWorld,
  {nodes: count, gpus, namespace}: Asked,
): Promise<[TrainPrice, readonly string[]]> {
  if (gpus === 0) return [{gpus: 0}, []]
  const [nodes, quotas] = await Promise.all([world.store.nodes(), world.quotas(namespace)])
  const shortage = quotaShortage(quotas, count * gpus, namespace)
  const largest = nodes && Math.max(0, ...nodes.filter(({schedulable}) => schedulable).map((node) => node.gpus))
  const room = [
    ...(largest !== undefined && gpus > largest
      ? [`no node has ${gpus} GPUs now, the largest has ${largest}: it will wait until there is one`]
      : []),
    ...(shortage ? [`${shortage.text}; ${shortage.hint}`] : []),
  ]
  return [await priceOf(world, nodes, {gpus, total: count * gpus}), room]
}

async function priceOf(
  world: TrainWorld,
  nodes: readonly Node[] | undefined,
  {gpus, total}: {readonly gpus: number; readonly total: number},
): Promise<TrainPrice> {
  const fitting = nodes?.filter((node) => node.schedulable && node.gpus >= gpus)
  const machines = fitting && fitting.length > 0 ? fitting : [{gpus}]
  const price = await world.prices(machines)
  const known = machines.flatMap((machine) => price(machine) ?? []).sort((a, b) => a.usdPerGpuHour - b.usdPerGpuHour)
  const [lowest, highest] = [known[0], known.at(-1)]
  const gap = gapOf(nodes, fitting, known.length < machines.length)
  return {gpus: total, ...(lowest && {lowest}), ...(highest && {highest}), ...(gap !== undefined && {gap})}
}

function gapOf(nodes: unknown, fitting: readonly Node[] | undefined, isPartial: boolean): string | undefined {
  if (!isPartial) return undefined
  if (nodes === undefined) return 'you may not list nodes'
  if (fitting?.length === 0) return 'no node has as many GPUs'
  return 'some nodes have no known price'
}
