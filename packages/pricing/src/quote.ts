/** Whose price a quote is; the first that knows one wins. */
export const priceKinds = ['given', 'accelerator-class', 'file', 'opencost', 'cloud', 'catalogue'] as const
export type PriceKind = (typeof priceKinds)[number]

/** What one machine costs for one hour, and who says so. A price that nobody states is no quote: unknown is not zero. */
export interface Quote {
  /** The whole machine, in US dollars, on demand unless the machine is a spot one, without taxes. */
  readonly usdPerHour: number
  /** Accelerators of the machine; a fraction for a slice. */
  readonly gpus: number
  readonly kind: PriceKind
  /** What was typed, name of the class, path of the file, title of the server, or repository of the catalogue's row. */
  readonly source: string
  /** Day of the price, `2026-06-18`; absent where the source does not tell. */
  readonly date?: string
  /** Absent where the price holds everywhere, or where the source does not tell. */
  readonly region?: string
  readonly instanceType?: string
  /** Of a machine that the cloud may take back. */
  readonly isSpot?: boolean
}

/** A machine as far as its price depends on it. A node of a cluster is one. */
export interface PricedMachine {
  /** Of a node. */
  readonly name?: string
  readonly instanceType?: string
  readonly region?: string
  /** `aws`, `azure`, `gcp`, `oci`, or another prefix of a provider's id. */
  readonly provider?: string
  /** Absent: on demand. */
  readonly spot?: boolean
  /** Absent: as many as the instance type has. */
  readonly gpus?: number
  /** Value of `nvidia.com/gpu.product`. */
  readonly product?: string
}

/** Prices of one kind, loaded. */
export interface PriceSource {
  readonly kind: PriceKind
  quote(machine: PricedMachine): Quote | undefined
}

/** What people read beside every figure: whose price, where, of which day. */
export function quoteSource({kind, source, date, region, instanceType, isSpot}: Quote): string {
  if (kind === 'accelerator-class') return `accelerator class ${source}`
  const day = kind === 'catalogue' ? (date ?? 'date not known') : date
  const isListed = kind === 'catalogue' || kind === 'cloud'
  const what = isSpot ? 'spot price' : isListed ? 'list price' : ''
  const title = isListed && region !== undefined ? `${what} in ${region}` : what
  return [[instanceType, title].filter(Boolean).join(' '), source, day]
    .filter((part) => part !== undefined && part !== '')
    .join(', ')
}

/** A price per unit: 2 to 4 decimals, as far as they say something. What is too small for them is not nothing. */
export const rateText = (usd: number): string =>
  usd > 0 && usd < 0.00005 ? '<0.0001' : usd.toFixed(4).replace(/0{1,2}$/, '')

/** Hours of a month in every figure of this product, as the clouds' calculators and OpenCost count. */
export const hoursPerMonth = 730
