import {Distribution, type DistributionRecord} from './distribution.ts'
import {type Failure, latenciesOf, type Sample} from './sample.ts'

/** What happened in one second of the run, by when it happened. */
export interface Second {
  sent: number
  completed: number
  failed: number
  /** By when the events came that carried them. */
  outputTokens: number
  /** Times to first token of requests that got theirs in this second. */
  ttft: Distribution
  /** Under way at its end, and at most. */
  inFlight: number
  mostInFlight: number
}

export interface FailureCount {
  readonly kind: Failure
  readonly count: number
  /** What the first of them said. */
  readonly message: string
}

/** Latencies in milliseconds, of requests that ended well. */
export interface Measured {
  readonly ttft: Distribution
  readonly tpot: Distribution
  readonly itl: Distribution
  readonly e2e: Distribution
  /** Between planned and sent. */
  readonly queue: Distribution
  readonly e2eWithQueue: Distribution
  /** What of a request may be the client's own. */
  readonly late: Distribution
}

const measures = ['ttft', 'tpot', 'itl', 'e2e', 'queue', 'e2eWithQueue', 'late'] as const
const tokenCounts = ['inputTokens', 'outputTokens'] as const
const counters = [
  'sent',
  'completed',
  'failed',
  'unfinished',
  'cachedTokens',
  'counted',
  'events',
  'bunched',
  'good',
] as const

/** What a tally is told by to another program; times are milliseconds since it began. */
export interface TallyRecord {
  readonly counts: Readonly<Record<(typeof counters)[number], number>>
  readonly lastEnd: number
  readonly inFlightTime: number
  readonly measured: Readonly<Record<(typeof measures)[number], DistributionRecord>>
  readonly tokens: Readonly<Record<(typeof tokenCounts)[number], DistributionRecord>>
  readonly seconds: readonly (Omit<Second, 'ttft'> & {readonly ttft: DistributionRecord})[]
  readonly failures: readonly FailureCount[]
}

/** Adds up a run as it goes; what is kept does not grow with the number of requests. */
export class Tally {
  readonly measured: Measured = {
    ttft: new Distribution(),
    tpot: new Distribution(),
    itl: new Distribution(),
    e2e: new Distribution(),
    queue: new Distribution(),
    e2eWithQueue: new Distribution(),
    late: new Distribution(),
  }
  readonly inputTokens = new Distribution()
  readonly outputTokens = new Distribution()
  readonly seconds: Second[] = []
  sent = 0
  completed = 0
  failed = 0
  unfinished = 0
  cachedTokens = 0
  /** Answers whose tokens were counted by us. */
  counted = 0
  /** Events with output, and the answers they came in one piece of. */
  events = 0
  bunched = 0
  inFlight = 0
  maxInFlight = 0
  lastEnd = 0
  private readonly byFailure = new Map<Failure, {count: number; message: string}>()
  private inFlightTime = 0
  private changedAt = 0
  private meetsObjectives: ((sample: Sample) => boolean) | undefined
  good = 0

  /** Times are counted from `begin`; a request is good when it meets the objectives. */
  readonly begin: number

  constructor(begin: number, meetsObjectives?: (sample: Sample) => boolean) {
    this.begin = begin
    this.changedAt = begin
    this.lastEnd = begin
    this.meetsObjectives = meetsObjectives
  }

  start(time: number): void {
    this.move(time, 1)
    this.sent++
    this.second(time).sent++
  }

  unfinish(time: number): void {
    this.move(time, -1)
    this.unfinished++
  }

  end(sample: Sample): void {
    this.move(sample.end, -1)
    this.lastEnd = Math.max(this.lastEnd, sample.end)
    if (sample.failure) this.fail(sample.failure, sample.end)
    else this.complete(sample)
  }

  /** All of it, for {@link Tally.joined} in another program. */
  record(): TallyRecord {
    const {measured} = this
    const of = <Name extends string>(names: readonly Name[], read: (name: Name) => Distribution) =>
      Object.fromEntries(names.map((name) => [name, read(name).record()])) as Record<Name, DistributionRecord>
    return {
      counts: Object.fromEntries(counters.map((name) => [name, this[name]])) as TallyRecord['counts'],
      lastEnd: this.lastEnd - this.begin,
      inFlightTime: this.inFlightTime,
      measured: of(measures, (name) => measured[name]),
      tokens: of(tokenCounts, (name) => this[name]),
      seconds: this.seconds.map((second) => ({...second, ttft: second.ttft.record()})),
      failures: this.failures,
    }
  }

  /** One run that several programs made together: what they measured is put together, not averaged. */
  static joined(parts: readonly {readonly record: TallyRecord; readonly beganAt: number}[]): Tally {
    const whole = new Tally(0)
    for (const {record, beganAt} of parts) whole.take(record, beganAt)
    whole.maxInFlight = whole.seconds.reduce((most, {mostInFlight}) => Math.max(most, mostInFlight), 0)
    return whole
  }

  private take(record: TallyRecord, beganAt: number): void {
    for (const name of counters) this[name] += record.counts[name]
    for (const name of measures) this.measured[name].join(record.measured[name])
    for (const name of tokenCounts) this[name].join(record.tokens[name])
    this.lastEnd = Math.max(this.lastEnd, beganAt + record.lastEnd)
    this.inFlightTime += record.inFlightTime
    const seconds = Math.max(0, Math.round(beganAt / 1000))
    for (const [index, {ttft, ...second}] of record.seconds.entries()) {
      const own = this.second((seconds + index) * 1000)
      for (const name of ['sent', 'completed', 'failed', 'outputTokens', 'inFlight', 'mostInFlight'] as const)
        own[name] += second[name]
      own.ttft.join(ttft)
    }
    for (const {kind, count, message} of record.failures) {
      const known = this.byFailure.get(kind)
      if (known) known.count += count
      else this.byFailure.set(kind, {count, message})
    }
  }

  get failures(): readonly FailureCount[] {
    return [...this.byFailure].map(([kind, rest]) => ({kind, ...rest})).sort((a, b) => b.count - a.count)
  }

  /** Requests under way, averaged over the time until the last one ended. */
  get meanInFlight(): number {
    const time = this.lastEnd - this.begin
    return time === 0 ? 0 : this.inFlightTime / time
  }

  private fail({kind, message}: NonNullable<Sample['failure']>, time: number): void {
    this.failed++
    this.second(time).failed++
    const known = this.byFailure.get(kind)
    if (known) known.count++
    else this.byFailure.set(kind, {count: 1, message})
  }

  private complete(sample: Sample): void {
    const {ttft, tpot, e2e, e2eWithQueue} = latenciesOf(sample)
    const {measured} = this
    this.completed++
    this.second(sample.end).completed++
    measured.e2e.add(e2e)
    if (ttft !== undefined) measured.ttft.add(ttft)
    if (tpot !== undefined) measured.tpot.add(tpot)
    for (const gap of sample.gaps) measured.itl.add(gap)
    if (e2eWithQueue !== undefined) measured.e2eWithQueue.add(e2eWithQueue)
    if (sample.late !== undefined) measured.late.add(sample.late)
    if (sample.planned !== undefined) measured.queue.add(sample.start - sample.planned)
    if (this.meetsObjectives?.(sample)) this.good++
    if (ttft !== undefined && ttft / e2e > 0.9 && sample.gaps.length > 10) this.bunched++
    if (sample.inputTokens !== undefined) this.inputTokens.add(sample.inputTokens)
    this.cachedTokens += sample.cachedTokens ?? 0
    if (sample.isCounted) this.counted++
    this.spread(sample)
  }

  /** Tokens go evenly to the events that brought them. */
  private spread({first, gaps, outputTokens = 0, start}: Sample): void {
    this.outputTokens.add(outputTokens)
    if (first === undefined) return
    this.second(first).ttft.add(first - start)
    this.events += gaps.length + 1
    const perEvent = outputTokens / (gaps.length + 1)
    let time = first
    this.second(time).outputTokens += perEvent
    for (const gap of gaps) {
      time += gap
      this.second(time).outputTokens += perEvent
    }
  }

  private move(time: number, by: 1 | -1): void {
    this.inFlightTime += this.inFlight * Math.max(0, time - this.changedAt)
    this.changedAt = Math.max(this.changedAt, time)
    this.inFlight += by
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight)
    const second = this.second(time)
    second.inFlight = this.inFlight
    second.mostInFlight = Math.max(second.mostInFlight, this.inFlight)
  }

  private second(time: number): Second {
    const index = Math.max(0, Math.floor((time - this.begin) / 1000))
    while (this.seconds.length <= index)
      this.seconds.push({
        sent: 0,
        completed: 0,
        failed: 0,
        outputTokens: 0,
        ttft: new Distribution(),
        inFlight: this.inFlight,
        mostInFlight: this.inFlight,
      })
    const found = this.seconds[index]
    if (!found) throw new Error(`second ${index} of a run is missing`)
    return found
  }
}
