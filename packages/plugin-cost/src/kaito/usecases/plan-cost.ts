import type {Node} from '@ome/inference-model/node'
import type {KaitoSubject} from '@ome/kaito/kaito-report'
import {resolveModel} from '@ome/kaito/model-resolution'
import type {KaitoCloud} from '@ome/kaito/operator-profile'
import {type TuningMethod, tuningMethods} from '@ome/kaito/training-config'
import {OmeError} from '@ome/sdk/errors'
import {
  type Candidate,
  type CostEstimate,
  candidatesOf,
  chosenCandidate,
  partsOf,
  type Workload,
} from '../domain/candidates.ts'
import {nodesOf} from '../domain/kaito-cost.ts'
import {type Place, placeOf} from '../domain/place.ts'
import type {PlanningKaito} from '../domain/ports.ts'

export interface ModelQuestion {
  readonly model: string
  readonly method?: TuningMethod | undefined
  readonly replicas?: number | undefined
  readonly context?: number | undefined
}

/** A model that was typed as something to run; how it was taken is noted. */
export function workloadOf(
  {model, method, replicas = 1, context}: ModelQuestion,
  note: (text: string) => void,
): Workload {
  const resolved = resolveModel(model)
  for (const text of resolved.notes) note(text)
  return {resolved, method, replicas, context}
}

/** An object as something that could run elsewhere. Throws `usage` for what KAITO does not size. */
export function workloadOfSubject(subject: KaitoSubject): Workload {
  if (subject.noun === 'ragengine' || subject.model === undefined)
    throw new OmeError('usage', `${subject.noun} "${subject.name}" names no model, and KAITO sizes nothing else`, [
      `see what it costs: ome cost ${subject.noun} ${subject.name} -n ${subject.namespace}`,
    ])
  const told = subject.noun === 'workspace' ? subject.tuning?.method.toLowerCase() : undefined
  const method = tuningMethods.find((each) => each === told)
  return {
    resolved: resolveModel(subject.model),
    method,
    replicas: subject.noun === 'inferenceset' ? subject.replicas : 1,
  }
}

/** The region of the machines an object has. */
export const regionOf = (subject: KaitoSubject, nodes: readonly Node[]): string | undefined =>
  nodes.find(({name, region}) => region !== undefined && nodesOf(subject).includes(name))?.region

/** What a model would cost on the type that is named, or on the cheapest. */
export async function estimateCost(
  ports: PlanningKaito,
  workload: Workload,
  {instanceType, region}: {readonly instanceType?: string | undefined; readonly region?: string | undefined},
): Promise<CostEstimate> {
  const {cloud} = await ports.profile()
  const [quote, ofNodes] = await Promise.all([ports.quotes(cloud), regionUnless(region, ports, cloud)])
  const place = placeOf({cloud, typed: region, ofNodes})
  const candidate = chosenCandidate(workload, cloud, {quote, place, instanceType, note: ports.note})
  return {workload, candidate, parts: partsOf(workload, candidate)}
}

/** That of the nodes; they are not asked where somebody has said it. */
const regionUnless = async (
  said: string | undefined,
  {nodeRegion}: Pick<PlanningKaito, 'nodeRegion'>,
  cloud: KaitoCloud,
): Promise<string | undefined> => (said === undefined ? await nodeRegion(cloud) : undefined)

export interface Comparison {
  readonly clouds: readonly KaitoCloud[]
  /** Every type that holds it, not only the cheapest of each cloud. */
  readonly allTypes: boolean
  /** Value of `--region`: of the cloud that the cluster is in. */
  readonly region?: string | undefined
  /** Of the machines of the object that runs. */
  readonly ofObject?: string | undefined
  /** Several in its place; a type that is not sold in one is left out there. */
  readonly regions?: readonly string[] | undefined
  /** Cloud and type it runs on now. */
  readonly current?: {readonly cloud: KaitoCloud; readonly instanceType?: string | undefined} | undefined
}

/** The cheapest type of each cloud, beside the one it runs on; or all of them. */
export async function compareCosts(
  ports: PlanningKaito,
  workload: Workload,
  asked: Comparison,
): Promise<readonly Candidate[]> {
  const home = asked.current?.cloud ?? (await ports.profile()).cloud
  const {region: typed, ofObject} = asked
  const ofNodes = asked.regions ? undefined : await regionUnless(typed ?? ofObject, ports, home)
  const each = await Promise.all(
    asked.clouds.map(async (cloud) => {
      const quote = await ports.quotes(cloud)
      const current = cloud === asked.current?.cloud ? asked.current.instanceType : undefined
      const at = (place: Place) => candidatesOf(workload, cloud, {quote, place, current})
      // A region is of one cloud: the others are priced in their own.
      const own = placeOf(cloud === home ? {cloud, typed, ofObject, ofNodes} : {cloud})
      if (!asked.regions) return [found(cloud, at(own), (all) => shownOf(all, asked))]
      return asked.regions.map((region) =>
        found(region, at(placeOf({cloud, typed: region})), (all) => shownOf(all.filter(isSold), asked)),
      )
    }),
  )
  return shownIn(each.flat(), workload, ports)
}

/** What a cloud has, or a region; a region is of one cloud, and the others have nothing there. */
interface Found {
  readonly place: string
  readonly holds: boolean
  readonly shown: readonly Candidate[]
}

const found = (
  place: string,
  all: readonly Candidate[],
  shown: (all: readonly Candidate[]) => readonly Candidate[],
): Found => ({place, holds: all.length > 0, shown: shown(all)})

/** Says why a place has no row. Throws `unmet` where none has: for what holds the model, or for prices of it. */
function shownIn(
  places: readonly Found[],
  {resolved: {preset}}: Workload,
  {note}: Pick<PlanningKaito, 'note'>,
): readonly Candidate[] {
  const shown = places.flatMap((place) => place.shown)
  const empty = [...Map.groupBy(places, ({place}) => place)].filter(([, of]) =>
    of.every((each) => each.shown.length === 0),
  )
  const named = (holds: boolean): string =>
    empty
      .filter(([, of]) => of.some((each) => each.holds) === holds)
      .map(([place]) => place)
      .join(', ')
  const [unpriced, unfit] = [named(true), named(false)]
  const noPrice = `no type that holds ${preset} has a known price in ${unpriced}`
  const noFit = `no instance type that holds ${preset} is known in ${unfit}`
  if (shown.length > 0) {
    if (unpriced !== '') note(noPrice)
    if (unfit !== '') note(noFit)
    return shown
  }
  if (unpriced !== '')
    throw new OmeError('unmet', noPrice, [
      'state prices: --prices FILE',
      'ask the clouds: --online',
      'take those of another region: --region REGION',
    ])
  throw new OmeError('unmet', noFit, ['see what each would take: ome models estimate MODEL --catalog kaito'])
}

const isSold = ({usdPerHour}: Candidate): boolean => usdPerHour !== undefined

/** The cheapest, and the one it runs on; or all. */
function shownOf(all: readonly Candidate[], {allTypes}: Comparison): readonly Candidate[] {
  const cheapest = all.find(isSold)
  return allTypes ? all : all.filter((each) => each === cheapest || each.isCurrent)
}

/** Regions by name, in any case, each once. */
export const regionsFrom = (typed: readonly string[] | undefined): readonly string[] | undefined =>
  typed && namesIn(typed, '--regions')

/** Throws `usage` for none. */
function namesIn(typed: readonly string[], flag: string): readonly string[] {
  const names = [...new Set(wordsOf(typed))]
  if (names.length > 0) return names
  throw new OmeError('usage', `${flag} names none`, ['leave it out, or write names with commas between them'])
}

const wordsOf = (typed: readonly string[]): readonly string[] =>
  typed
    .flatMap((word) => word.split(','))
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '')

/** Clouds by name. Throws `usage`. */
export function cloudsFrom(typed: readonly string[]): readonly KaitoCloud[] {
  const known: readonly KaitoCloud[] = ['azure', 'aws']
  return namesIn(typed, '--clouds').map((word) => {
    const found = known.find((cloud) => cloud === word)
    if (found) return found
    throw new OmeError('usage', `KAITO has no instance types of the cloud "${word}"`, [
      `it has those of ${known.join(', ')}`,
    ])
  })
}
