import {FileError} from '../kubelet/files/tree.ts'
import {callPod, destinationOf} from '../kubelet/inside-call.ts'
import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'
import {type Run, runResult, type Sample} from './benchmark-statistics.ts'

/** genai-bench: sends real requests to the engines of the cluster, and writes what it measured. */
export const genaiBenchWorkload: Workload = {
  name: 'genai-bench',
  recognises: ({command, image}) => command?.[0] === 'genai-bench' || image.includes('genai-bench'),
  start: (host) => new LoadGenerator(host),
}

interface Plan {
  readonly base: string
  readonly model: string
  readonly task: string
  readonly folder: string
  readonly maxRequests: number
  readonly maxMs: number
  readonly rounds: readonly {readonly scenario: string; readonly level: number}[]
}

class LoadGenerator implements Program {
  readonly #host: ContainerHost
  readonly #plan: Plan
  readonly #cancels = new Set<() => void>()
  #stopped = false
  #turn = 0

  constructor(host: ContainerHost) {
    this.#host = host
    this.#plan = readPlan(host.argv)
    const {base, model, rounds} = this.#plan
    host.log(`INFO Benchmarking ${model} at ${base}: ${rounds.length} runs`)
    this.#later(2000, () => this.#round(0))
  }

  isServing(): boolean {
    return true
  }

  stop(): void {
    this.#stopped = true
    for (const cancel of this.#cancels) cancel()
  }

  #later(ms: number, action: () => void): void {
    const cancel = this.#host.world.clock.after(ms, () => {
      this.#cancels.delete(cancel)
      action()
    })
    this.#cancels.add(cancel)
  }

  #round(index: number): void {
    if (this.#stopped) return
    const next = this.#plan.rounds[index]
    if (!next) {
      this.#host.log('INFO The whole benchmark is finished')
      this.#host.exit(0)
      return
    }
    this.#host.log(`INFO Starting run ${index + 1}: scenario ${next.scenario}, num_concurrency ${next.level}`)
    this.#run(next.scenario, next.level, (run) => {
      this.#report(run)
      this.#later(1000, () => this.#round(index + 1))
    })
  }

  /** A closed loop: `level` requests at a time until enough were sent or the time is up. */
  #run(scenario: string, level: number, done: (run: Run) => void): void {
    const {clock} = this.#host.world
    const began = clock.now()
    const samples: Sample[] = []
    const errors: Record<string, number> = {}
    let sent = 0
    let open = 0
    const more = (): void => {
      const inTime = clock.now() - began < this.#plan.maxMs
      while (!this.#stopped && open < level && sent < this.#plan.maxRequests && inTime) {
        sent++
        open++
        this.#request(scenario, (outcome) => {
          open--
          if (typeof outcome === 'number') errors[outcome] = (errors[outcome] ?? 0) + 1
          else samples.push(outcome)
          this.#later(1, more)
        })
      }
      if (open > 0 || this.#stopped || ended) return
      ended = true
      const duration = (clock.now() - began) / 1000
      done({scenario, concurrency: level, iterationType: 'num_concurrency', duration, samples, errors})
    }
    let ended = false
    more()
  }

  /** One request; the outcome is what was measured, or the status it failed with. */
  #request(scenario: string, done: (outcome: Sample | number) => void): void {
    const {world, forward, pod} = this.#host
    const target = destinationOf(world.api, pod.metadata.namespace ?? '', this.#plan.base, this.#turn++)
    const {path, body, inputTokens} = this.#question(scenario)
    const began = world.clock.now()
    let first = 0
    let outputTokens = 0
    const listener = {
      piece(text: string): void {
        if (!text.includes('"content"') && !text.includes('"embedding"')) return
        if (first === 0 && !text.includes('"role"')) first = world.clock.now()
        outputTokens += first === 0 ? 0 : 1
      },
      end(status: number): void {
        const e2e = (world.clock.now() - began) / 1000
        const ttft = ((first || world.clock.now()) - began) / 1000
        done(status === 200 ? {ttft, e2e, inputTokens, outputTokens} : status)
      },
    }
    const request = {method: 'POST', body: JSON.stringify(body)}
    if (typeof target !== 'string' && callPod(forward, {...target, path}, request, listener)) return
    this.#later(1000, () => done(503))
  }

  #question(scenario: string): {path: string; body: Record<string, unknown>; inputTokens: number} {
    const {random} = this.#host
    const {model, task} = this.#plan
    const {input, output} = sizesOf(scenario, random)
    const text = `${random.suffix(8)} ${'story '.repeat(Math.max(1, input - 12))}`
    if (task.endsWith('embeddings')) return {path: '/v1/embeddings', body: {model, input: text}, inputTokens: input}
    const messages = [{role: 'user', content: text}]
    const body = {model, messages, max_tokens: output, ignore_eos: true, stream: true}
    return {path: '/v1/chat/completions', body, inputTokens: input}
  }

  /** Results lie in the container's files, and so in the volume that is mounted there. */
  #save(name: string, result: unknown): void {
    const {folder} = this.#plan
    const {files} = this.#host.machine()
    try {
      files.makeFolder(folder, true)
      files.write(`${folder}/${name}`, Buffer.from(`${JSON.stringify({aggregated_metrics: result}, null, 2)}\n`))
      this.#host.log(`INFO Saved ${folder}/${name}`)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      this.#host.log(`ERROR [Errno] ${error.message}: '${folder}/${name}'`)
    }
  }

  #report(run: Run): void {
    const {task} = this.#plan
    const seconds = Math.round(run.duration)
    const name = `${run.scenario}_${task}_${run.iterationType}_${run.concurrency}_time_${seconds}s.json`
    const result = runResult(run)
    const failed = Object.values(run.errors).reduce((sum, count) => sum + count, 0)
    this.#host.log(
      `INFO Run finished: ${run.samples.length} requests ok, ${failed} failed, ${Number(result['requests_per_second']).toFixed(2)} requests/s, ${Number(result['mean_output_throughput_tokens_per_s']).toFixed(1)} output tokens/s`,
    )
    if (run.samples.length === 0) this.#host.log('WARNING No request succeeded in this run')
    this.#save(name, result)
    this.#host.log(JSON.stringify({aggregated_metrics: result}))
  }
}

function readPlan(argv: readonly string[]): Plan {
  const all = (name: string): string[] => argv.flatMap((word, index) => (word === name ? (argv[index + 1] ?? []) : []))
  const one = (name: string): string => all(name)[0] ?? ''
  const levels = all('--num-concurrency').map(Number)
  const scenarios = all('--traffic-scenario')
  const base = one('--experiment-base-dir') || '/tmp'
  return {
    base: one('--api-base'),
    model: one('--api-model-name'),
    task: one('--task'),
    folder: `${base}/${one('--experiment-folder-name')}`,
    maxRequests: Number(one('--max-requests-per-run')) || 100,
    maxMs: (Number(one('--max-time-per-run')) || 1) * 60_000,
    rounds: scenarios.flatMap((scenario) => levels.map((level) => ({scenario, level}))),
  }
}

/** Tokens in and out of one request of a scenario: fixed, normal or uniform. */
function sizesOf(scenario: string, random: ContainerHost['random']): {input: number; output: number} {
  const [a = 100, b = 100, c, d] = (scenario.match(/\d+/g) ?? []).map(Number)
  const around = (mean: number, deviation: number): number =>
    Math.max(1, Math.round(mean + (random.next() + random.next() + random.next() - 1.5) * 2 * deviation))
  const between = (least: number, most: number): number => least + random.integer(Math.max(1, most - least + 1))
  if (scenario.startsWith('N')) return {input: around(a, b), output: around(c ?? a, d ?? 0)}
  if (scenario.startsWith('U')) {
    return c === undefined
      ? {input: between(1, a), output: between(1, b)}
      : {input: between(a, b), output: between(c, d ?? c)}
  }
  if (scenario.startsWith('I')) return {input: Math.ceil((a * b) / 1024), output: 100}
  return {input: a, output: b}
}
