import type {ResourceRates} from '@ome/pricing/price-file'
import {hoursPerMonth, type Quote, quoteSource} from '@ome/pricing/quote'
import type {Coverage, HeldGpus} from '../../domain/gpu-hours.ts'
import {sum} from '../../domain/money.ts'
import {hoursOf, type Span} from '../../domain/span.ts'
import type {PodUse, ServiceUse} from './service-use.ts'

/** One line of a bill. Without `usd` its price is not known. */
export interface CostRow {
  readonly item: 'gpu' | 'cpu' | 'memory' | 'storage'
  readonly quantity: number
  readonly unit: 'GPU-h' | 'core-h' | 'GiB-h' | 'GiB-month'
  readonly usdPerUnit?: number
  readonly usd?: number
  /** Its price is a part of that of the GPUs: a machine is paid as a whole. */
  readonly isIncluded?: true
  readonly source: string
}

export interface Bill {
  readonly rows: readonly CostRow[]
  /** Of the rows whose price is known. */
  readonly usd: number
  /** Some price is not known: the sum is a part of the whole. */
  readonly isPartial: boolean
  /** Of what runs now. */
  readonly usdPerHour: number
  readonly usdPerMonth: number
  /** Of what runs now, some price is not known. */
  readonly isRatePartial: boolean
  /** Machines it holds now; a fraction where it holds some of their GPUs. */
  readonly machines: number
}

export interface BillInput {
  readonly use: ServiceUse
  readonly held: readonly HeldGpus[]
  readonly coverage: Coverage
  /** Of a node by its name. */
  readonly quote: (node: string) => Quote | undefined
  readonly rates?: ResourceRates | undefined
}

/** What a service cost in a span, and costs now. The rows add up to the whole. */
export function billOf(input: BillInput): Bill {
  const rows = [...gpuRows(input), ...restRows(input), ...storageRows(input)]
  const rate = rateOf(input)
  return {
    rows,
    usd: sum(rows.flatMap(({usd}) => usd ?? [])),
    isPartial: rows.some(({usd, isIncluded}) => usd === undefined && !isIncluded),
    ...rate,
    usdPerMonth: rate.usdPerHour * hoursPerMonth,
  }
}

/** One row for each price. What a node that is gone cost is taken from those that are left, if they agree. */
function gpuRows({held, use, quote}: BillInput): readonly CostRow[] {
  const usual = commonQuote(use.pods, quote)
  const priced = held
    .filter(({gpuHours}) => gpuHours > 0)
    .map(({node, gpuHours}) => ({gpuHours, quote: (node === undefined ? undefined : quote(node)) ?? usual}))
  const groups = Map.groupBy(priced, ({quote: found}) =>
    found === undefined ? '' : `${found.usdPerHour / found.gpus} ${quoteSource(found)}`,
  )
  return [...groups.values()].map((group) => {
    const quantity = sum(group.map(({gpuHours}) => gpuHours))
    const found = group[0]?.quote
    if (!found) return {item: 'gpu', quantity, unit: 'GPU-h', source: 'no source states a price'}
    const usdPerUnit = found.usdPerHour / found.gpus
    return {
      item: 'gpu',
      quantity,
      unit: 'GPU-h',
      usdPerUnit,
      usd: quantity * usdPerUnit,
      source: quoteSource(found),
    }
  })
}

function commonQuote(pods: readonly PodUse[], quote: BillInput['quote']): Quote | undefined {
  const found = pods.flatMap(({gpus, node}) => (gpus > 0 && node !== undefined ? [quote(node)] : []))
  const prices = new Set(found.map((each) => each && each.usdPerHour / each.gpus))
  return prices.size === 1 ? found[0] : undefined
}

const running = ({startedAtMs}: PodUse, asked: Span): number =>
  startedAtMs === undefined ? 0 : hoursOf({fromMs: Math.max(asked.fromMs, startedAtMs), toMs: asked.toMs})

/** Processors and memory: those beside GPUs are paid with the machine, others have a price of their own. */
function restRows({use, coverage, rates}: BillInput): readonly CostRow[] {
  const amounts = (pods: readonly PodUse[], of: (pod: PodUse) => number): number =>
    sum(pods.map((pod) => of(pod) * running(pod, coverage.asked)))
  const [beside, alone] = [use.pods.filter(({gpus}) => gpus > 0), use.pods.filter(({gpus}) => gpus === 0)]
  const kinds = [
    {item: 'cpu', unit: 'core-h', of: ({cpus}: PodUse) => cpus, usdPerUnit: rates?.usdPerCpuHour},
    {item: 'memory', unit: 'GiB-h', of: ({memoryGiB}: PodUse) => memoryGiB, usdPerUnit: rates?.usdPerMemoryGiBHour},
  ] as const
  return kinds.flatMap(({item, unit, of, usdPerUnit}) => {
    const [included, own] = [amounts(beside, of), amounts(alone, of)]
    return [
      ...(included > 0
        ? [{item, unit, quantity: included, isIncluded: true, source: 'paid with the GPUs of the machine'} as const]
        : []),
      ...(own > 0 ? [priced({item, unit, quantity: own}, usdPerUnit, rates)] : []),
    ]
  })
}

function storageRows({use, coverage, rates}: BillInput): readonly CostRow[] {
  if (use.claims.length === 0) return []
  const months = coverage.hours / hoursPerMonth
  const quantity = sum(use.claims.map(({gib = 0}) => gib * months))
  const row = priced({item: 'storage', unit: 'GiB-month', quantity}, rates?.usdPerStorageGiBMonth, rates)
  if (use.claims.every(({gib}) => gib !== undefined)) return [row]
  return [{item: 'storage', unit: 'GiB-month', quantity, source: 'the size of a claim may not be read'}]
}

function priced(
  row: Pick<CostRow, 'item' | 'unit' | 'quantity'>,
  usdPerUnit: number | undefined,
  rates: ResourceRates | undefined,
): CostRow {
  if (usdPerUnit === undefined || !rates) return {...row, source: 'no source states a price: --prices FILE'}
  const source = rates.date === undefined ? rates.source : `${rates.source}, ${rates.date}`
  return {...row, usdPerUnit, usd: usdPerUnit * row.quantity, source}
}

function rateOf({use, quote, rates}: BillInput): Pick<Bill, 'usdPerHour' | 'isRatePartial' | 'machines'> {
  const hourly = use.pods
    .filter(({startedAtMs}) => startedAtMs !== undefined)
    .flatMap(({gpus, node, cpus, memoryGiB}): readonly (number | undefined)[] => {
      if (gpus > 0) {
        const found = node === undefined ? undefined : quote(node)
        return [found && (found.usdPerHour / found.gpus) * gpus]
      }
      return [times(cpus, rates?.usdPerCpuHour), times(memoryGiB, rates?.usdPerMemoryGiBHour)]
    })
  const storage = use.claims.map(({gib}) =>
    rates?.usdPerStorageGiBMonth === undefined || gib === undefined
      ? undefined
      : (gib * rates.usdPerStorageGiBMonth) / hoursPerMonth,
  )
  const all = [...hourly, ...storage]
  const machines = use.pods.map(({gpus, node, startedAtMs}) => {
    const found = node === undefined || startedAtMs === undefined ? undefined : quote(node)
    return found ? gpus / found.gpus : 0
  })
  return {
    usdPerHour: sum(all.flatMap((usd) => usd ?? [])),
    isRatePartial: all.includes(undefined),
    machines: sum(machines),
  }
}

/** Nothing costs nothing, whatever its price. */
const times = (amount: number, usd: number | undefined): number | undefined =>
  amount === 0 ? 0 : usd === undefined ? undefined : amount * usd
