import type {KaitoName} from '@ome/kaito/kaito-nouns'
import type {KaitoSubject} from '@ome/kaito/kaito-report'
import {quoteSource} from '@ome/pricing/quote'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import type {CostTarget} from '../../domain/cost-target.ts'
import type {KaitoCost} from '../../kaito/domain/kaito-cost.ts'
import type {PricingKaito} from '../../kaito/domain/ports.ts'
import {costsOf, findSubject} from '../../kaito/usecases/kaito-cost.ts'
import type {Spending} from '../../spend/domain/ports.ts'
import {type ServiceUse, servicePods} from '../../spend/domain/service-use.ts'
import {missingService, type PricedCluster, pricedCluster} from '../../spend/usecases/service-cost.ts'
import type {RatedPods} from '../domain/history.ts'
import type {Subjects} from '../domain/ports.ts'

export interface RatingPorts {
  readonly spending: Spending
  readonly kaito: PricingKaito
}

const escaped = (name: string): string => name.replaceAll('.', '\\.')

/** Names of the pods that an object has, and had. Source: KAITO v0.12.0 `pkg/workspace/manifests`. */
export function kaitoPods({noun, name}: Pick<KaitoName, 'noun' | 'name'>): string {
  const own = escaped(name)
  if (noun === 'inferenceset') return `${own}-[a-z0-9]{5}-[0-9]+`
  if (noun === 'ragengine') return `${own}-[a-z0-9]+-[a-z0-9]{5}`
  return `${own}-([0-9]+|[a-z0-9]{5})`
}

/** The object that is named, or everything of the namespace, with what its accelerators cost now. */
export async function rateSubjects(
  ports: RatingPorts,
  target: CostTarget | undefined,
  {namespace, region}: {readonly namespace: string; readonly region?: string | undefined},
): Promise<Subjects> {
  if (target === undefined) return await everything(ports, namespace, region)
  if (target.noun !== 'service') {
    const subject = await findSubject(ports.kaito, namespace, target)
    const rated = await rateKaito(ports.kaito, [subject], region)
    return {namespace, title: `${target.noun}/${target.name}`, pods: kaitoPods(target), rated}
  }
  const {spending} = ports
  const [use, cluster] = await Promise.all([spending.services.find(namespace, target.name), pricedCluster(spending)])
  if (!use) throw await missingService(spending, namespace, target.name)
  return {namespace, title: `service/${use.name}`, pods: servicePods(use), rated: [rateService(use, cluster)]}
}

async function everything(ports: RatingPorts, namespace: string, region: string | undefined): Promise<Subjects> {
  const {spending, kaito} = ports
  const objects = async () => await rateKaito(kaito, (await kaito.store.list({namespace})).subjects, region)
  const services = async () => {
    const [uses, cluster] = await Promise.all([spending.services.list(namespace), pricedCluster(spending)])
    return uses.map((use) => rateService(use, cluster))
  }
  const rated = await Promise.all([objects(), services()].map(orNone))
  return {namespace, title: `namespace ${namespace}`, rated: rated.flat()}
}

/** What is not installed runs nothing. */
async function orNone(reading: Promise<readonly RatedPods[]>): Promise<readonly RatedPods[]> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && isAbsence(error)) return []
    throw error
  }
}

const isAbsence = ({kind}: OmeError): boolean => kind === 'not-found'

async function rateKaito(
  ports: PricingKaito,
  subjects: readonly KaitoSubject[],
  region: string | undefined,
): Promise<readonly RatedPods[]> {
  return (await costsOf(ports, subjects, region)).map(ratedCost)
}

/** Machines of one object are of one type as a rule; where they are not, its first stands for all. */
export function ratedCost(cost: KaitoCost): RatedPods {
  const pattern = new RegExp(`^${kaitoPods(cost)}$`)
  const [first] = cost.machines
  const {quote, machine} = first ?? {}
  const gpus = quote?.gpus || machine?.gpus || 1
  return {
    owner: `${cost.noun}/${cost.name}`,
    isOwn: (pod) => pattern.test(pod),
    gpusPerNode: gpus,
    ...(quote && {usdPerGpuHour: quote.usdPerHour / gpus}),
    source: quote ? quoteSource(quote) : 'no known price',
  }
}

function rateService(use: ServiceUse, {quote}: PricedCluster): RatedPods {
  const pattern = new RegExp(`^(?:${servicePods(use)})$`)
  const found = use.pods.flatMap(({gpus, node}) => (gpus > 0 && node !== undefined ? (quote(node) ?? []) : []))
  const [first] = found
  const prices = new Set(found.map(({usdPerHour, gpus}) => usdPerHour / gpus))
  return {
    owner: `service/${use.name}`,
    isOwn: (pod) => pattern.test(pod),
    gpusPerNode: first?.gpus ?? 1,
    ...(first && prices.size === 1 && {usdPerGpuHour: first.usdPerHour / first.gpus}),
    source: first && prices.size === 1 ? quoteSource(first) : 'no known price',
  }
}
