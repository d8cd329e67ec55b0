import type {KaitoReport} from '@ome/kaito/kaito-report'
import {isOmeError} from '@ome/sdk/errors'
import type {EngineAddress} from '../../domain/engine.ts'
import type {HealthProbe} from '../domain/health-probe.ts'
import {servicesOf} from '../domain/kaito-status.ts'
import type {ObjectCheck} from '../domain/object-check.ts'
import {type Pressures, statedChecks} from '../domain/stated-checks.ts'

interface Ports {
  readonly probe: HealthProbe
  /** Milliseconds. */
  readonly clock: () => number
}

const atOnce = 8

/** What the cluster says of objects, and what they say themselves, some at a time. */
export async function checkKaito(
  ports: Ports,
  reports: readonly KaitoReport[],
  detailed: boolean,
): Promise<readonly ObjectCheck[]> {
  const pressures = await ports.probe.pressures()
  const found: (readonly ObjectCheck[])[] = []
  const left = reports.entries()
  const work = async (): Promise<void> => {
    for (const [index, report] of left) found[index] = await checkOne(ports, report, {pressures, detailed})
  }
  await Promise.all(Array.from({length: atOnce}, work))
  return found.flat()
}

async function checkOne(
  ports: Ports,
  report: KaitoReport,
  {pressures, detailed}: {readonly pressures: Pressures | undefined; readonly detailed: boolean},
): Promise<readonly ObjectCheck[]> {
  const {namespace, noun, name} = report.subject
  const about = {namespace, noun, name}
  const stated = statedChecks(report, pressures, detailed).map((found): ObjectCheck => ({...about, ...found}))
  const {state} = report.subject
  if (state === 'Stopped' || state === 'Deleting') return stated
  const services = servicesOf(report.subject)
  const asked = await Promise.all(
    services.map((service) => askOne(ports, {namespace, service, port: 80, noun}, services.length > 1)),
  )
  return [...stated, ...asked.flat().map((found): ObjectCheck => ({...about, ...found}))]
}

type Answered = Omit<ObjectCheck, 'namespace' | 'noun' | 'name'>

async function askOne(
  {probe, clock}: Ports,
  address: EngineAddress,
  isOneOfMany: boolean,
): Promise<readonly Answered[]> {
  const suffix = isOneOfMany ? ` ${address.service}` : ''
  const timed = async (check: string, work: () => Promise<string>): Promise<Answered> => {
    const started = clock()
    try {
      const detail = await work()
      return {check: check + suffix, result: 'ok', latencyMs: Math.round(clock() - started), detail}
    } catch (error) {
      if (!isOmeError(error) || error.kind === 'cancelled') throw error
      return {check: check + suffix, result: error.kind === 'denied' ? 'unknown' : 'fail', detail: error.message}
    }
  }
  const named = (names: readonly string[], none: string): string => names.join(', ') || none
  const isRag = address.noun === 'ragengine'
  const health = await timed('health', () => probe.health(address))
  // What is not well does not answer this either, and says so once.
  if (health.result === 'fail') return [health]
  return [
    health,
    isRag
      ? await timed('indexes', async () => named(await probe.indexes(address), 'it has none'))
      : await timed('models', async () => named(await probe.servedModels(address), 'it serves none')),
  ]
}
