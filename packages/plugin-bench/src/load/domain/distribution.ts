/** Values that are kept one by one; beyond, they go into buckets. */
const kept = 1_000_000
/** Two neighbouring buckets differ by this factor: a value read from a bucket's middle is at most 0.5 % off. */
const growth = 1.01
const logGrowth = Math.log(growth)
const smallest = 1e-6

/**
 * What was measured many times. Percentiles are exact (linear between neighbours, Hyndman and Fan's type 7, as vLLM's)
 * up to a million values, then within 0.5 % from buckets, so that memory stays as it is.
 */
export class Distribution {
  private values = new Float64Array(256)
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

  private keep(value: number): void {
    if (this.count === kept) {
      const buckets = new Map<number, number>()
      for (const each of this.values) count(buckets, each)
      count(buckets, value)
      this.buckets = buckets
      this.values = new Float64Array(0)
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
