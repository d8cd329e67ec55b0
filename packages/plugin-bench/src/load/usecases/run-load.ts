import {highestRate, type OpenArrival, plannedTimes} from '../domain/arrival.ts'
import type {LoadClient, LoadClock, LoadPlan} from '../domain/load-plan.ts'
import type {Random} from '../domain/random.ts'
import type {Sample} from '../domain/sample.ts'
import {Tally} from '../domain/tally.ts'

interface Ports {
  readonly client: LoadClient
  readonly clock: LoadClock
  readonly random: Random
}

export interface RunOptions {
  /** Cuts the run: what is under way is given up, what was measured stays. */
  readonly signal: AbortSignal
  readonly meetsObjectives?: ((sample: Sample) => boolean) | undefined
  /** Told when the clock starts. */
  readonly onBegin?: ((tally: Tally) => void) | undefined
  /** Told of each request that has ended. */
  readonly onSample?: ((sample: Sample) => void) | undefined
  /** Requests that were sent before, so that none are sent now. */
  readonly warmup?: readonly Sample[] | undefined
}

/** A run that has ended, or was cut. */
export interface LoadRun {
  readonly tally: Tally
  readonly warmup: readonly Sample[]
  readonly isCut: boolean
}

/** Sends what the plan says, when it says so, and adds up what comes back. */
export async function runLoad(ports: Ports, plan: LoadPlan, options: RunOptions): Promise<LoadRun> {
  const {clock} = ports
  const {signal} = options
  const warmup = options.warmup ?? (await warmUp(ports, plan, signal))
  const latency = meanLatency(warmup)
  if (!warmup.some(({failure}) => failure)) await ports.client.open(connectionsFor(plan, latency), signal)
  const tally = new Tally(clock.now(), options.meetsObjectives)
  options.onBegin?.(tally)
  const run = new Run(ports, plan, tally, options)
  if (plan.arrival.kind === 'closed') await run.closed(plan.arrival.concurrency, latency)
  else await run.open(plan.arrival)
  return {tally, warmup, isCut: signal.aborted}
}

/** The first requests pay for connections, caches and compilers, here and there. A failure ends it: the run will tell. */
export async function warmUp(
  {client}: Pick<Ports, 'client'>,
  plan: Pick<LoadPlan, 'warmup' | 'prompts' | 'timeoutMs'>,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  for (let sent = 0; sent < plan.warmup && !signal.aborted; sent++) {
    const sample = await client.send(plan.prompts(sent), {timeoutMs: plan.timeoutMs, signal})
    if (sample === 'unfinished') break
    samples.push(sample)
    if (sample.failure) break
  }
  return samples
}

/** What a run begins with; where more turn out to be needed, they are opened then. */
const mostConnections = 1024

function connectionsFor({arrival, maxConcurrency = mostConnections}: LoadPlan, latency: number): number {
  const needed = arrival.kind === 'closed' ? arrival.concurrency : Math.ceil((highestRate(arrival) * latency) / 1000)
  return Math.min(needed, maxConcurrency, mostConnections)
}

function meanLatency(samples: readonly Sample[]): number {
  const good = samples.filter(({failure}) => !failure)
  return good.length === 0 ? 0 : good.reduce((sum, {start, end}) => sum + end - start, 0) / good.length
}

/** A closed loop does not wait longer than this for its last worker to begin. */
const longestStagger = 5000

class Run {
  private readonly ports: Ports
  private readonly plan: LoadPlan
  private readonly tally: Tally
  private readonly signal: AbortSignal
  private readonly onSample: (sample: Sample) => void
  private index = 0

  constructor(ports: Ports, plan: LoadPlan, tally: Tally, {signal, onSample = () => undefined}: RunOptions) {
    this.ports = ports
    this.plan = plan
    this.tally = tally
    this.signal = signal
    this.onSample = onSample
    this.index = plan.warmup
  }

  /**
   * Workers begin over the time that one answer takes: begun together they stay in step, and the client's own work adds
   * up in the first token of the last one.
   */
  async closed(concurrency: number, latency: number): Promise<void> {
    const {clock} = this.ports
    const spread = Math.min(longestStagger, latency, (this.plan.durationMs ?? Number.POSITIVE_INFINITY) / 4)
    const worker = async (number: number): Promise<void> => {
      await clock.until(this.tally.begin + (spread * number) / concurrency, this.signal)
      while (this.goesOn()) await this.send()
    }
    await Promise.all(Array.from({length: concurrency}, (_, number) => worker(number)))
  }

  async open(arrival: OpenArrival): Promise<void> {
    const {clock, random} = this.ports
    const underWay = new Set<Promise<void>>()
    for (const planned of plannedTimes(arrival, random)) {
      if (planned >= (this.plan.durationMs ?? Number.POSITIVE_INFINITY)) break
      await clock.until(this.tally.begin + planned, this.signal)
      while (underWay.size >= (this.plan.maxConcurrency ?? Number.POSITIVE_INFINITY)) await Promise.race(underWay)
      if (!this.goesOn(true)) break
      const sent = this.send(this.tally.begin + planned)
      underWay.add(sent)
      void sent.finally(() => underWay.delete(sent))
    }
    await Promise.all(underWay)
  }

  private goesOn(isPlanned = false): boolean {
    const {requests, durationMs} = this.plan
    if (this.signal.aborted) return false
    if (requests !== undefined && this.tally.sent >= requests) return false
    return isPlanned || durationMs === undefined || this.ports.clock.now() < this.tally.begin + durationMs
  }

  private async send(planned?: number): Promise<void> {
    const {client, clock} = this.ports
    const {tally, signal} = this
    const prompt = this.plan.prompts(this.index++)
    tally.start(clock.now())
    const sample = await client.send(prompt, {timeoutMs: this.plan.timeoutMs, signal})
    if (sample === 'unfinished') {
      tally.unfinish(clock.now())
      return
    }
    const whole = planned === undefined ? sample : {...sample, planned}
    tally.end(whole)
    this.onSample(whole)
  }
}
