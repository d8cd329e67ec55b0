import {getService} from '@ome/inference-model/get-service'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {serving} from '../../compose.ts'
import type {BackendName} from '../../domain/backend.ts'
import {checkAll} from '../../observe/usecases/check-health.ts'
import {backendsOf, healthProbeOf, kaitoSources} from '../compose.ts'
import type {ObjectCheck} from '../domain/object-check.ts'
import {checkKaito} from '../usecases/check-kaito.ts'
import {getReport} from '../usecases/report-kaito.ts'
import type {FoundTarget} from './running-target.ts'

/** What `health` is asked about. Throws `usage` for a name beside `--all`, and for neither. */
export function chosenHealth(
  words: readonly (string | undefined)[],
  flags: {
    readonly 'all-services'?: boolean
    readonly all?: boolean
    readonly 'all-namespaces'?: boolean
    readonly cluster?: string | undefined
  },
): 'one' | 'all' | 'services' {
  const isNamed = words.some((word) => word !== undefined)
  const asked = [isNamed, flags.all, flags['all-services']].filter(Boolean).length
  if (asked !== 1 || (isNamed && flags['all-namespaces']))
    throw new OmeError('usage', 'name one object, or give --all or --all-services', [
      'ome health workspace NAME',
      'ome health --all',
      'ome health --all-services -A',
    ])
  if (flags['all-services'] && flags.cluster !== undefined)
    throw new OmeError('usage', '--all-services asks one cluster', ['of several: ome health --all --cluster all'])
  return isNamed ? 'one' : flags.all ? 'all' : 'services'
}

/** Checks of one object, whoever runs it. */
export async function checkFound(
  context: Context,
  {namespace, target}: FoundTarget,
  detailed: boolean,
): Promise<readonly ObjectCheck[]> {
  if (target.backend === 'ome') {
    const {services} = await serving(context)
    return await servicesChecked(context, [await getService(services, {name: target.name, namespace})])
  }
  const [{store}, probe] = await Promise.all([kaitoSources(context), healthProbeOf(context)])
  const report = await getReport(store, namespace, target)
  return await checkKaito({probe, clock: clockOf(context)}, [report], detailed)
}

/** Checks of everything, of one namespace or of all. */
export async function checkEverything(
  context: Context,
  {backend, detailed}: {readonly backend?: BackendName | undefined; readonly detailed: boolean},
  namespace: string | undefined,
): Promise<readonly ObjectCheck[]> {
  const [finder, {store}, probe, {services}] = await Promise.all([
    backendsOf(context),
    kaitoSources(context),
    healthProbeOf(context),
    serving(context),
  ])
  const served = backend === undefined ? await finder.served() : [backend]
  const [ome, kaito] = await Promise.all([
    served.includes('ome') ? services.list({namespace}).then((found) => servicesChecked(context, found)) : [],
    served.includes('kaito')
      ? store.reports({namespace}).then((found) => checkKaito({probe, clock: clockOf(context)}, found, detailed))
      : [],
  ])
  return [...ome, ...kaito]
}

const clockOf = (context: Context) => (): number => context.now().getTime()

async function servicesChecked(
  context: Context,
  found: Parameters<typeof checkAll>[1],
): Promise<readonly ObjectCheck[]> {
  const {engine} = await serving(context)
  const checks = await checkAll({engine, clock: clockOf(context), denied: () => undefined}, found)
  return checks.map(({service, ...check}) => ({...check, noun: 'service', name: service}))
}
