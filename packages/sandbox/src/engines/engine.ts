import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'
import {quantity} from '../quantity.ts'
import {batch} from './batch.ts'
import {EngineActivity} from './engine-activity.ts'
import {engineMetrics} from './engine-metrics.ts'
import {speedOf} from './latency.ts'
import {engineOf, readLaunch} from './launch.ts'
import {type Gpus, modelFacts} from './model-facts.ts'
import {answerEngine} from './openai.ts'
import {prefixCache} from './prefix-cache.ts'
import type {EngineState} from './server-state.ts'
import {cacheTokens, planStartUp} from './start-up.ts'
import {type Traffic, traffic, trafficOf} from './traffic.ts'

/** vLLM and SGLang: start-up log, an OpenAI-compatible endpoint once loaded, metrics that follow the load. */
export const engineWorkload: Workload = {
  name: 'engine',
  recognises: (container) => engineOf(container) !== undefined,
  start: (host) => new Engine(host),
}

function gpusOf(host: ContainerHost): Gpus {
  const {limits, requests} = host.container.resources ?? {}
  const count = quantity(limits?.['nvidia.com/gpu'] ?? requests?.['nvidia.com/gpu'])
  const labels = host.node.metadata.labels ?? {}
  return {
    count,
    product: labels['nvidia.com/gpu.product'] ?? '',
    bytesEach: Number(labels['nvidia.com/gpu.memory'] ?? 0) * 2 ** 20,
  }
}

class Engine implements Program {
  readonly #host: ContainerHost
  readonly #state: EngineState
  readonly #cancels: (() => void)[] = []
  readonly #activity: EngineActivity
  #serving = false
  #listens = false
  /** When the weights begin to come, and when all are there. */
  #loading: readonly [from: number, to: number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  #traffic: Traffic | undefined
  #recent: {since: number; tokens: number; rate: number}

  constructor(host: ContainerHost) {
    this.#host = host
    const {clock} = host.world
    const launch = readLaunch(engineOf(host.container) ?? 'vllm', host.argv, host.env)
    const facts = modelFacts(launch, host.pod)
    const gpus = gpusOf(host)
    const speed = speedOf(facts.billions, gpus.product, facts.quantization, gpus.count)
    this.#recent = {since: clock.now(), tokens: 0, rate: 0}
    this.#state = {
      launch,
      facts,
      speed,
      clock,
      random: host.random,
      batch: batch({clock, random: host.random, speed, maxSequences: launch.maxSequences, maxWaiting: 1000}),
      metrics: engineMetrics(launch),
      startedAt: clock.now(),
      maxModelLength: launch.maxModelLength ?? facts.context,
      cacheTokens: cacheTokens(facts, gpus),
      adapters: new Map(),
      takesAdapters:
        launch.engine === 'sglang' || /^(1|true)$/i.test(host.env['VLLM_ALLOW_RUNTIME_LORA_UPDATING'] ?? ''),
      prefixes: prefixCache(Math.min(50_000, Math.floor(cacheTokens(facts, gpus) / 16))),
      log: (text, time) => host.log(text, time),
      tokensMade: (count) => this.#count(count),
      throughput: () => this.#throughput(),
      elsewhere: () => ({running: this.#traffic?.running ?? 0, tokens: this.#traffic?.tokens ?? 0}),
    }
    this.#activity = new EngineActivity(host, facts, gpus, () => ({
      running: this.#state.batch.running + (this.#traffic?.running ?? 0),
      maxSequences: launch.maxSequences,
      loaded: this.#loaded(),
      isServing: this.#serving,
    }))
    this.#cancels.push(host.world.activity.tell(host.pod, host.container.name, () => this.#activity.now()))
    this.#startUp(gpus)
  }

  isServing(): boolean {
    return this.#serving
  }

  http(port: number, request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (!this.#listens || port !== this.#state.launch.port) return false
    if (!this.#serving && path.startsWith('/health')) {
      response.writeHead(503, {'content-length': 0})
      response.end()
      return true
    }
    this.catchUp()
    answerEngine(this.#state, request, response, path)
    return true
  }

  catchUp(): void {
    this.#traffic?.catchUp()
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel()
    this.#serving = false
    this.#listens = false
  }

  #startUp(gpus: Gpus): void {
    const {clock} = this.#host.world
    const plan = planStartUp(this.#state.launch, this.#state.facts, gpus, this.#host)
    this.#loading = [clock.now() + plan.loadsAtMs, clock.now() + plan.loadedAtMs]
    for (const {atMs, text} of plan.lines) this.#cancels.push(clock.after(atMs, () => this.#host.log(text)))
    const {exitCode, isKilled} = plan
    if (isKilled) this.#cancels.push(clock.after(plan.loadedAtMs, () => this.#host.exit(137, 'OOMKilled')))
    else if (exitCode !== undefined) {
      const end = (plan.lines.at(-1)?.atMs ?? 0) + 1500
      this.#cancels.push(clock.after(end, () => this.#host.exit(exitCode)))
    } else {
      this.#cancels.push(clock.after(plan.listensAtMs, () => this.#listen()))
      this.#cancels.push(clock.after(plan.readyAtMs, () => this.#serve()))
    }
  }

  #listen(): void {
    this.#listens = true
  }

  #serve(): void {
    this.#listens = true
    this.#activity.count()
    this.#serving = true
    const rate = trafficOf(this.#host.pod)
    if (rate > 0) this.#traffic = traffic(this.#state, rate, this.#state.clock.now(), this.#host.random)
    this.#host.changed()
  }

  #loaded(): number {
    const [from, to] = this.#loading
    const now = this.#state.clock.now()
    return now <= from ? 0 : Math.min(1, (now - from) / Math.max(1, to - from))
  }

  #count(tokens: number): void {
    this.#activity.count()
    this.#throughput()
    this.#recent.tokens += tokens
  }

  /** Tokens per second over the last full window of five seconds. */
  #throughput(): number {
    const now = this.#state.clock.now()
    const passed = (now - this.#recent.since) / 1000
    if (passed >= 5) this.#recent = {since: now, tokens: 0, rate: this.#recent.tokens / passed}
    return this.#recent.rate
  }
}
