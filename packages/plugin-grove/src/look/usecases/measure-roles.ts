import {isScrape, type ScrapeFailure} from '@ome/engine-metrics/scrape-pods'
import {OmeError} from '@ome/sdk/errors'
import type {GroveReader} from '../../domain/grove-reader.ts'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {findRole, type Role} from '../../domain/role.ts'
import type {GpuGauge} from '../domain/gpu-gauge.ts'
import type {MetricSource} from '../domain/metric-source.ts'
import {type Engine, engineKey, enginesOf, roleMetrics, type Scrapes, type SetMetrics} from '../domain/role-metrics.ts'
import {type Seen, type SeeSets, seeSets} from './see-sets.ts'

export interface MetricPorts {
  readonly reader: GroveReader
  readonly gauge: GpuGauge
  readonly source: MetricSource
}

export interface MeasureRoles extends SeeSets {
  readonly role?: string | undefined
  /** Absent: since the engines began, from one scrape. */
  readonly windowMs?: number | undefined
}

export interface SeenMetrics extends Seen {
  readonly metrics: readonly SetMetrics[]
}

/** Measures once. Throws as `seeSets` does, `unreachable` where nobody answers, and `denied` without the right to ask. */
export async function measureRoles(ports: MetricPorts, ask: MeasureRoles): Promise<SeenMetrics> {
  for await (const seen of followRoles(ports, ask)) return seen
  throw new OmeError('cancelled', 'cancelled')
}

/** Measures again and again, window after window. */
export async function* followRoles(ports: MetricPorts, ask: MeasureRoles): AsyncGenerator<SeenMetrics> {
  let before: Scrapes | undefined
  if (ask.windowMs !== undefined) {
    const first = await seeSets(ports.reader, ask)
    for (const set of first.sets) rolesIn(set, ask)
    before = (await answered(ports.source, enginesIn(first))).scrapes
    if (first.sets.length > 0) await ports.source.pause(ask.windowMs)
  }
  for (;;) {
    const seen = await seeSets(ports.reader, ask)
    const engines = enginesIn(seen)
    const {scrapes} = await answered(ports.source, engines)
    const loads = await ports.gauge.read(new Set(engines.flatMap(({pod}) => pod.node ?? [])))
    const metrics = seen.sets.map((set): SetMetrics => {
      const own = engines.filter(({pod}) => pod.set === set.name && pod.namespace === set.namespace)
      const roles = roleMetrics(set, rolesIn(set, ask), {engines: own, before, after: scrapes, loads})
      return {set, roles, notes: loads.note === undefined ? [] : [loads.note]}
    })
    yield {...seen, metrics}
    if (ask.windowMs !== undefined) before = scrapes
    await ports.source.pause(ask.windowMs ?? 5000)
  }
}

const rolesIn = (set: GroveSet, {role}: MeasureRoles): readonly Role[] =>
  role === undefined ? set.roles : [findRole(set.roles, role, set.name)]

const enginesIn = ({sets, objects}: Seen): readonly Engine[] =>
  sets.flatMap((set) => enginesOf(set, objects.pods ?? []))

interface Answers {
  readonly scrapes: Scrapes
  readonly failures: readonly {readonly engine: Engine; readonly failure: ScrapeFailure}[]
}

/** Throws where none of them answers. */
async function answered(source: MetricSource, engines: readonly Engine[]): Promise<Answers> {
  const answers = await scraped(source, engines)
  if (engines.length > 0 && answers.scrapes.size === 0) throw nobody(answers)
  return answers
}

async function scraped(source: MetricSource, engines: readonly Engine[]): Promise<Answers> {
  const answers = await source.scrape(engines.map(({endpoint}) => endpoint))
  const found = answers.flatMap(({answer}, index) => {
    const engine = engines[index]
    return engine && isScrape(answer) ? [[engineKey(engine), answer] as const] : []
  })
  const failures = answers.flatMap(({answer: failure}, index) => {
    const engine = engines[index]
    return isScrape(failure) || !engine ? [] : [{engine, failure}]
  })
  return {scrapes: new Map(found), failures}
}

function nobody({failures}: Answers): OmeError {
  const [first] = failures
  const where = first ? ` -n ${first.engine.pod.namespace}` : ''
  const denied = failures.find(({failure}) => failure.kind === 'denied')
  if (denied)
    return new OmeError('denied', denied.failure.reason, [
      `ask for: kubectl create role grove-metrics${where} --verb=get --resource=pods/proxy`,
    ])
  const why = first ? `${first.engine.pod.name} ${first.failure.reason}` : 'none is ready'
  return new OmeError('unreachable', `no pod tells its metrics: ${why}`, [
    `see which pods are ready: ome grove status${where}`,
  ])
}
