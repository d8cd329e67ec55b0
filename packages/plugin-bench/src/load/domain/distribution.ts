/** Values that are kept one by one; beyond, they go into buckets. */
const kept = 1_000_000
/** Two neighbouring buckets differ by this factor: a value read from a bucket's middle is at most 0.5 % off. */
const growth = 1.01
const logGrowth = Math.log(growth)
const smallest = 1e-6

/** What a distribution is told by to another program. */
export interface DistributionRecord {
  readonly count: number
  readonly sum: number
  readonly squares: number
  readonly min: number
  readonly max: number
  /** In thousandths, sorted, each as what it is more than the one before: short numbers. */
  readonly steps?: readonly number[]
  /** Beyond a million values: `[bucket, count]`. The bucket of zero is null. */
  readonly buckets?: readonly (readonly [number | null, number])[]
}

/** Of a record: a thousandth of a millisecond is far below what any generator can tell. */
const perStep = 1000

/**
 * What was measured many times. Percentiles are exact (linear between neighbours, Hyndman and Fan's type 7, as vLLM's)
 * up to a million values, then within 0.5 % from buckets, so that memory stays as it is.
 */
export class Distribution {
  /** Small at first: there is one for each second of a run. */
  private values = new Float64Array(16)
  private buckets: Map<number, number> | undefined
  private sorted = true
  count = 0
  sum = 0
  private squares = 0
  min = Number.POSITIVE_INFINITY
  max = Number.NEGATIVE_INFINITY

  add(value: number): void {
    this.sum += value
    this.squares += value * value
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
    if (this.buckets) count(this.buckets, value)
    else this.keep(value)
    this.count++
  }

  get isExact(): boolean {
    return this.buckets === undefined
  }

  /** Undefined without values, as mean and deviation. */
  get mean(): number | undefined {
    return this.count === 0 ? undefined : this.sum / this.count
  }

  /** Of the population, as numpy's. */
  get deviation(): number | undefined {
    const {mean} = this
    return mean === undefined ? undefined : Math.sqrt(Math.max(0, this.squares / this.count - mean * mean))
  }

  /** The value below which so many percent of the values are; 50 is the median. */
  percentile(percent: number): number | undefined {
    if (this.count === 0) return undefined
    const rank = ((this.count - 1) * percent) / 100
    if (this.buckets) return this.inBuckets(rank)
    if (!this.sorted) this.values.subarray(0, this.count).sort()
    this.sorted = true
    const low = this.values[Math.floor(rank)] ?? Number.NaN
    const high = this.values[Math.ceil(rank)] ?? Number.NaN
    return low + (rank - Math.floor(rank)) * (high - low)
  }

  /** All of it, values to the thousandth; sums are as they were. */
  record(): DistributionRecord {
    const {count, sum, squares, min, max} = this
    const told = {count, sum, squares, min: count === 0 ? 0 : min, max: count === 0 ? 0 : max}
    if (this.buckets)
      return {...told, buckets: [...this.buckets].map(([bucket, many]) => [bucket === zero ? null : bucket, many])}
    let last = 0
    const steps = Array.from(this.values.subarray(0, count), (value) => Math.round(value * perStep))
      .sort((a, b) => a - b)
      .map((value) => {
        const step = value - last
        last = value
        return step
      })
    return {...told, steps}
  }

  /** Takes in what another program measured, as if it had been measured here. */
  join({count: many, sum, squares, min, max, steps = [], buckets = []}: DistributionRecord): void {
    if (many === 0) return
    const total = {
      count: this.count + many,
      sum: this.sum + sum,
      squares: this.squares + squares,
      min: Math.min(this.min, min),
      max: Math.max(this.max, max),
    }
    let value = 0
    for (const step of steps) {
      value += step
      this.add(value / perStep)
    }
    if (buckets.length > 0) {
      const own = this.intoBuckets()
      for (const [bucket, count] of buckets) own.set(bucket ?? zero, (own.get(bucket ?? zero) ?? 0) + count)
    }
    Object.assign(this, total)
  }

  private intoBuckets(): Map<number, number> {
    const buckets = this.buckets ?? new Map<number, number>()
    for (const each of this.values.subarray(0, this.buckets ? 0 : this.count)) count(buckets, each)
    this.buckets = buckets
    this.values = new Float64Array(0)
    return buckets
  }

  private keep(value: number): void {
    if (this.count === kept) {
      count(this.intoBuckets(), value)
      return
    }
    if (this.count === this.values.length) {
      const larger = new Float64Array(Math.min(kept, this.values.length * 2))
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.count] = value
    this.sorted = false
  }

  private inBuckets(rank: number): number {
    let seen = 0
    for (const [bucket, many] of [...(this.buckets ?? [])].sort(([a], [b]) => a - b)) {
      seen += many
      if (seen > rank) return Math.min(this.max, Math.max(this.min, middleOf(bucket)))
    }
    return this.max
  }
}

const zero = Number.NEGATIVE_INFINITY

const bucketOf = (value: number): number => (value < smallest ? zero : Math.floor(Math.log(value) / logGrowth))

const middleOf = (bucket: number): number => (bucket === zero ? 0 : growth ** (bucket + 0.5))

function count(buckets: Map<number, number>, value: number): void {
  const bucket = bucketOf(value)
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
}
