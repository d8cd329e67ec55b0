import type {RunResult} from '@ome/engine-metrics/load-result'
import {type KaitoName, kaitoNouns} from '@ome/kaito/kaito-nouns'
import type {KaitoSubject} from '@ome/kaito/kaito-report'
import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {type PriceFlags, savedRuns, spending} from '../compose.ts'
import {hourMs} from '../domain/span.ts'
import {pricingKaito} from '../kaito/compose.ts'
import {demandPrice, type KaitoCost, periodsOf} from '../kaito/domain/kaito-cost.ts'
import type {PricingKaito} from '../kaito/domain/ports.ts'
import {costsOf, findSubject} from '../kaito/usecases/kaito-cost.ts'
import type {PeriodCost} from '../kaito/views/kaito-cost.ts'
import type {ServiceCost} from '../spend/domain/cost-report.ts'
import {benchmarkPrice} from '../spend/domain/token-price.ts'
import {allCosts, serviceCost} from '../spend/usecases/service-cost.ts'
import type {NamespaceCost} from '../spend/views/namespace-cost.ts'

export interface CostFlags extends PriceFlags {
  readonly namespace?: string | undefined
  readonly since: number
  /** It was typed, and is not what is usual. */
  readonly isSinceTyped?: boolean | undefined
  readonly projected: boolean
  readonly duration?: number | undefined
  readonly region?: string | undefined
  readonly benchmark?: string | undefined
}

type Note = (text: string) => void

const namespaceOf = async (context: Context, {namespace}: CostFlags): Promise<string> =>
  namespace ?? (await context.namespace())

/** What is of objects of KAITO alone would say nothing of a service. Throws `usage`. */
function refuseOfObjects({duration, region}: CostFlags): void {
  const flag = duration !== undefined ? '--duration' : region !== undefined ? '--region' : undefined
  if (flag === undefined) return
  throw new OmeError('usage', `${flag} is about objects of KAITO, and this is a service of OME`, [
    'a service costs what it ran for: --since 8h',
    ...(flag === '--region' ? ['its prices: --prices FILE'] : []),
  ])
}

/** What is of services alone would say nothing of an object of KAITO. Throws `usage`. */
function refuseOfServices({isSinceTyped, projected}: CostFlags, {noun, name}: KaitoName): void {
  if (!isSinceTyped && !projected) return
  throw new OmeError('usage', `${projected ? '--projected' : '--since'} is about services of OME, and not a ${noun}`, [
    `what it cost: ome cost history ${noun} ${name} --days 30`,
    `what it costs in so long: ome cost ${noun} ${name} --duration 8h`,
  ])
}

/** An object of KAITO. Throws `failed` where the price of its machines is not known. */
export async function readKaito(context: Context, flags: CostFlags, name: KaitoName, note: Note): Promise<PeriodCost> {
  refuseOfServices(flags, name)
  const ports = await pricingKaito(context, flags, note)
  const subject = await findSubject(ports, await namespaceOf(context, flags), name)
  const [cost] = await costsOf(ports, [subject], flags.region)
  return periodCost(cost, flags, runsOf(context, flags))
}

/** Throws `usage` for a file without a rate, since nothing can be joined with it. */
function runsOf(context: Context, {benchmark}: CostFlags): readonly RunResult[] | undefined {
  if (benchmark === undefined) return undefined
  const runs = savedRuns(context, benchmark)
  if (runs.some(({figures}) => (figures['output-tokens-per-second'] ?? 0) > 0)) return runs
  throw new OmeError('usage', `${benchmark} tells of no output tokens`, ['nothing was generated in that run'])
}

function periodCost(cost: KaitoCost | undefined, {duration}: CostFlags, runs?: readonly RunResult[]): PeriodCost {
  if (!cost) throw new OmeError('bug', 'an object came without its cost')
  const usdPerHour = demandPrice(cost)
  const benchmarks = runs?.flatMap((run) => benchmarkPrice(usdPerHour, run) ?? [])
  const name = duration === undefined ? '' : `${Number((duration / hourMs).toFixed(2))} h`
  return {cost, periods: periodsOf(duration, name), ...(benchmarks && {benchmarks})}
}

export async function readService(context: Context, flags: CostFlags, name: string, note: Note): Promise<ServiceCost> {
  const runs = runsOf(context, flags)
  const ports = await spending(context, flags, note)
  const asked = {sinceMs: flags.since, projected: flags.projected, runs}
  const cost = await serviceCost(ports, {namespace: await namespaceOf(context, flags), name}, asked)
  // Only now it is known to be one: an object of KAITO may have been meant.
  refuseOfObjects(flags)
  return cost
}

/** A service; where there is none of that name, what KAITO runs under it. */
export async function readNamed(
  context: Context,
  flags: CostFlags,
  name: string,
  note: Note,
): Promise<{readonly service: ServiceCost} | {readonly kaito: PeriodCost}> {
  try {
    return {service: await readService(context, flags, name, note)}
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'not-found') throw error
    const ports = await pricingKaito(context, flags, note)
    const namespace = await namespaceOf(context, flags)
    const found = await Promise.all(kaitoNouns.map((noun) => ports.store.find(namespace, {noun, name})))
    const subject = found.find((each): each is KaitoSubject => each !== undefined)
    if (!subject) throw (await missingObject(context, ports, {namespace, name})) ?? error
    refuseOfServices(flags, subject)
    note(`"${name}" is a ${subject.noun} of KAITO`)
    const [cost] = await costsOf(ports, [subject], flags.region)
    return {kaito: periodCost(cost, flags, runsOf(context, flags))}
  }
}

/** Where OME is not installed, what KAITO has is all there is; undefined where that is not installed either. */
async function missingObject(
  context: Context,
  {store}: Pick<PricingKaito, 'store'>,
  {namespace, name}: {readonly namespace: string; readonly name: string},
): Promise<OmeError | undefined> {
  if (await (await context.kube()).resolve('inferenceservices.ome.io')) return undefined
  const objects = await whereServed(store.list({namespace}))
  if ('absent' in objects) return undefined
  const near = nearest(
    name,
    objects.found.subjects.map((each) => each.name),
  )
  return new OmeError(
    'not-found',
    `KAITO has no object "${name}" in namespace "${namespace}", and OME is not installed`,
    [...(near === undefined ? [] : [`did you mean ${near}?`]), `see what there is: ome cost -n ${namespace}`],
  )
}

/** All of a namespace. Throws `not-found` where neither OME nor KAITO is installed. */
export async function readNamespace(context: Context, flags: CostFlags, note: Note): Promise<NamespaceCost> {
  if (flags.benchmark !== undefined)
    throw new OmeError('usage', '--benchmark is about one service or object', [
      `name it: ome cost service NAME --benchmark ${flags.benchmark}`,
    ])
  if (flags.duration !== undefined)
    throw new OmeError('usage', '--duration is about one object of KAITO', [
      'name it: ome cost workspace NAME --duration 8h',
      'what services cost in a time that is over: ome cost --since 8h',
    ])
  const namespace = await namespaceOf(context, flags)
  const ports = await spending(context, flags, note)
  const pricing = {
    ...(await pricingKaito(context, flags, note)),
    nodes: async () => (await ports.services.machines()).nodes,
  }
  const kaito = async (): Promise<readonly KaitoCost[]> =>
    await costsOf(pricing, (await pricing.store.list({namespace})).subjects, flags.region)
  const [services, objects] = await Promise.all([
    whereServed(allCosts(ports, namespace, {sinceMs: flags.since, projected: flags.projected})),
    whereServed(kaito()),
  ])
  if ('absent' in services && 'absent' in objects) throw services.absent
  return {
    namespace,
    services: 'absent' in services ? [] : services.found,
    objects: 'absent' in objects ? [] : objects.found,
  }
}

async function whereServed<Found>(
  reading: Promise<Found>,
): Promise<{readonly found: Found} | {readonly absent: Error}> {
  try {
    return {found: await reading}
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return {absent: error}
    throw error
  }
}
