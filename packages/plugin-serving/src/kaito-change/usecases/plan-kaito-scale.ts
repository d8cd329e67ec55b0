import {at, fields, number} from '@ome/capacity/fields'
import {scalerAnnotation} from '@ome/kaito/draft'
import {provisions} from '@ome/kaito/operator-profile'
import {type SizingRow, usd} from '@ome/kaito/sizing'
import {inferenceSets} from '@ome/kinds/kaito'
import {quoteSource} from '@ome/pricing/quote'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change, Plan} from '@ome/sdk/plan'
import type {KaitoWorld} from '../domain/kaito-world.ts'
import {getLive, type LiveObject, replicaRow} from '../domain/live-object.ts'

export interface KaitoScaleInput {
  readonly noun: 'workspace' | 'inferenceset'
  readonly name: string
  readonly namespace: string
  readonly replicas: number
  /** Makes an InferenceSet of a Workspace. */
  readonly convert: boolean
  /** Scales also what KEDA scales. */
  readonly force: boolean
}

/** The change that gives a set another number of replicas, or makes a set of a Workspace. */
export async function planKaitoScale(world: KaitoWorld, input: KaitoScaleInput): Promise<Plan> {
  const live = await getLive(world, input)
  const row = replicaRow(world, live)
  if (input.noun === 'inferenceset') return scaleSet(world, live, row, input)
  if (!input.convert) throw noScale(live, row, input)
  return await convert(world, live, row, input)
}

function scaleSet(world: KaitoWorld, live: LiveObject, row: SizingRow | undefined, input: KaitoScaleInput): Plan {
  const {name, namespace, object: current} = live
  if (input.convert)
    throw new OmeError('usage', `inferenceset "${name}" is one already: --convert makes one of a Workspace`)
  const from = number(at(current, 'spec', 'replicas')) ?? 1
  const {replicas: to} = input
  const object = {kind: 'InferenceSet', name, namespace}
  if (from === to) return {changes: [{action: 'unchanged', object, live: {resource: inferenceSets, object: current}}]}
  const isScaled = current.metadata.annotations?.[scalerAnnotation.provision] === 'true'
  if (isScaled && !input.force)
    throw new OmeError('usage', `KEDA scales inferenceset "${name}" and would undo this`, [
      `change its bounds: kubectl annotate inferenceset ${name} -n ${namespace} --overwrite ${scalerAnnotation.max}=${to}`,
      'or scale it all the same: --force',
    ])
  const change: Change = {
    action: to === 0 ? 'stop' : 'scale',
    object,
    fields: [{path: 'spec.replicas', from, to}],
    write: {
      resource: inferenceSets,
      method: 'merge',
      name,
      namespace,
      subresource: 'scale',
      body: {spec: {replicas: to}},
    },
  }
  return {
    changes: [change],
    notes: [`price: ${priceAt(row, from)} → ${priceAt(row, to)}${sourceOf(row)}`],
    details: {object: `inferenceset/${name}`, from, to, ...ratesAt(row, from, to)},
    ...(to === 0 && {asks: `Stop inferenceset ${name}? All its Workspaces are deleted.`}),
    startsNodes: to > from && provisions(world.profile),
  }
}

const noScale = (
  {name, namespace, task}: LiveObject,
  row: SizingRow | undefined,
  {replicas}: KaitoScaleInput,
): OmeError =>
  task === 'tuning'
    ? new OmeError('usage', `workspace "${name}" tunes a model: there are no replicas of that`)
    : new OmeError(
        'usage',
        `workspace "${name}" has one replica: KAITO gives Workspaces no scale, only InferenceSets`,
        [
          `make an InferenceSet of it: ome scale workspace ${name} -n ${namespace} --replicas ${replicas} --convert`,
          `${replicas} ${replicas === 1 ? 'replica takes' : 'replicas take'} ${nodesAt(row, replicas)}, ${priceAt(row, replicas)}${sourceOf(row)}`,
        ],
      )

async function convert(
  world: KaitoWorld,
  live: LiveObject,
  row: SizingRow | undefined,
  {replicas}: KaitoScaleInput,
): Promise<Plan> {
  const {name, namespace} = live
  if (live.task === 'tuning')
    throw noScale(live, row, {...live, noun: 'workspace', replicas, convert: true, force: false})
  if (await world.existing('inferenceset', namespace, name))
    throw new OmeError('conflict', `inferenceset "${name}" exists in namespace "${namespace}"`, [
      `scale it: ome scale inferenceset ${name} -n ${namespace} --replicas ${replicas}`,
    ])
  const body = setFrom(live, replicas)
  const object = {kind: 'InferenceSet', name, namespace}
  return {
    changes: [{action: 'create', object, write: {method: 'apply', resource: inferenceSets, body}}],
    notes: [
      `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}: ${nodesAt(row, replicas)}, ${priceAt(row, replicas)}${sourceOf(row)}`,
      `note: the set takes nothing over: the Workspace goes on, on nodes of its own, until you delete it: ome delete workspace ${name} -n ${namespace}`,
    ],
    details: {object: `inferenceset/${name}`, ...ratesAt(row, 0, replicas)},
    startsNodes: provisions(world.profile),
  }
}

/** What KAITO and its tools write themselves. */
const written = /^(workspace\.kaito\.io\/|kubectl\.kubernetes\.io\/)/

function setFrom(
  {object, inference, instanceType, matchLabels, name, namespace}: LiveObject,
  replicas: number,
): KubeObject {
  const annotations = Object.fromEntries(
    Object.entries(object.metadata.annotations ?? {}).filter(([key]) => !written.test(key)),
  )
  const annotated = Object.keys(annotations).length > 0 ? {annotations} : {}
  const partition = at(object, 'resource', 'partition')
  return {
    apiVersion: 'kaito.sh/v1beta1',
    kind: 'InferenceSet',
    metadata: {name, namespace, ...(object.metadata.labels && {labels: object.metadata.labels}), ...annotated},
    spec: {
      replicas,
      labelSelector: {matchLabels},
      template: {
        ...('annotations' in annotated && {metadata: annotated}),
        resource: {
          ...(instanceType !== undefined && {instanceType}),
          ...(partition !== undefined && {partition: fields(partition)}),
        },
        inference,
      },
    },
  }
}

const nodesAt = (row: SizingRow | undefined, replicas: number): string =>
  row ? `${row.nodes * replicas} × ${row.instance.instanceType}` : 'an unknown number of nodes'

const priceAt = (row: SizingRow | undefined, replicas: number): string =>
  `${usd(row?.usdPerHour === undefined ? undefined : row.usdPerHour * replicas)}/h`

const sourceOf = (row: SizingRow | undefined): string =>
  row?.quote ? ` (${quoteSource(row.quote)}; GPU nodes alone)` : ''

const ratesAt = (row: SizingRow | undefined, from: number, to: number): Readonly<Record<string, unknown>> =>
  row?.usdPerHour === undefined
    ? {}
    : {usdPerHourBefore: rounded(row.usdPerHour * from), usdPerHourAfter: rounded(row.usdPerHour * to)}

const rounded = (value: number): number => Number(value.toFixed(4))
