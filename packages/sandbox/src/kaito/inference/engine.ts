import type {IncomingMessage, ServerResponse} from 'node:http'
import type {KaitoModel} from '@ome/capacity/kaito-models'
import {engineWorkload} from '../../engines/engine.ts'
import {sendJson} from '../../engines/generate.ts'
import {InsideResponse, insideRequest, whole} from '../../kubelet/inside-call.ts'
import type {ContainerHost, Program, Workload} from '../../kubelet/workload.ts'
import {gpuReport} from '../gpu-report.ts'
import {presetModel} from '../models.ts'
import {label} from '../resources.ts'
import {toldLog} from '../told-log.ts'
import {type Benchmark, benchmarkOf, engineVersion} from './benchmark.ts'
import {type EngineLine, engineArguments, readLine} from './engine-line.ts'
import {type RateLimit, rateLimit} from './rate-limit.ts'

const drainMs = 5000
/** vLLM's own `--max-num-seqs`. */
const vllmSequences = 256
const transformersPaths = new Set(['/health', '/metrics', '/v1/models', '/v1/chat/completions', '/v1/responses'])

/** The main container of a preset's pods: vLLM behind KAITO's wrapper, or its transformers server. */
export const presetWorkload: Workload = {
  name: 'kaito-engine',
  recognises: ({command = []}) =>
    command.some(
      (word) => word.includes('/workspace/vllm/inference_api.py') || word.includes('/workspace/tfs/inference_api.py'),
    ),
  start: (host) => (isWorker(host) ? rayWorker(host) : new PresetEngine(host)),
}

const isWorker = ({pod}: ContainerHost): boolean =>
  (pod.metadata.labels?.['apps.kubernetes.io/pod-index'] ?? '0') !== '0'

/** Pods after the first of a model on several nodes: they join the leader's Ray and serve nothing. */
function rayWorker(host: ContainerHost): Program {
  host.log(`Starting ray worker, joining the head of ${host.pod.metadata.labels?.[label.workspace]} at port 6379`)
  let joined = false
  const cancel = host.world.clock.after(20_000, () => {
    joined = true
    host.log('Ray runtime started.')
    host.changed()
  })
  return {isServing: () => joined, stop: cancel}
}

class PresetEngine implements Program {
  readonly #host: ContainerHost
  readonly #line: EngineLine
  readonly #model: KaitoModel | undefined
  readonly #engine: Program
  readonly #told: ReturnType<typeof toldLog>
  readonly #cancels: (() => void)[] = []
  readonly #startedAt: number
  readonly #limit: RateLimit
  #measured = false

  constructor(host: ContainerHost) {
    this.#host = host
    this.#startedAt = host.world.clock.now()
    this.#told = toldLog(host)
    this.#line = readLine(host)
    this.#model = presetModel(this.#line.model)
    this.#limit = rateLimit(Number(this.#line.options['max-num-seqs'] ?? vllmSequences))
    const problem = this.#line.problem
    this.#engine = problem === undefined ? this.#start() : this.#refuse(problem)
  }

  isServing(): boolean {
    return this.#engine.isServing() && this.#measured
  }

  catchUp(): void {
    this.#engine.catchUp?.()
    this.#told.catchUp()
  }

  stop(): void {
    this.#engine.stop()
    for (const cancel of this.#cancels) cancel()
  }

  http(port: number, request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (port !== 5000) return false
    const route = path.split('?')[0] ?? '/'
    const {runtime} = this.#line
    if (runtime === 'transformers' && !transformersPaths.has(route)) {
      sendJson(response, 404, {detail: 'Not Found'})
      return true
    }
    if (route === '/metrics') return this.#metrics(request, response)
    if (!this.#engine.isServing()) return false
    if (runtime === 'vllm' && route === '/version') {
      sendJson(response, 200, {version: engineVersion.vllm})
      return true
    }
    if (runtime === 'vllm' && !this.#limit.admits(route, response)) return true
    return this.#engine.http?.(port, request, response, path) ?? false
  }

  #start(): Program {
    const {pod} = this.#host
    const billions = (((this.#model?.weightGiB ?? 14) * 2 ** 30) / 2e9).toFixed(2)
    const labels = {...pod.metadata.labels, 'base-model-size': `${billions}B`}
    const limits = {...this.#host.container.resources?.limits, 'nvidia.com/gpu': String(this.#line.gpus)}
    return engineWorkload.start({
      ...this.#host,
      argv: engineArguments(this.#line, this.#model),
      pod: {...pod, metadata: {...pod.metadata, labels}},
      container: {...this.#host.container, resources: {...this.#host.container.resources, limits}},
      log: (text, time) => this.#told.log(text, time),
      changed: () => this.#loaded(),
    })
  }

  #refuse(problem: string): Program {
    this.#host.log(problem)
    this.#cancels.push(this.#host.world.clock.after(4000, () => this.#host.exit(1)))
    return {isServing: () => false, stop: () => undefined}
  }

  #loaded(): void {
    if (!this.#line.hasBenchmark || !this.#engine.isServing()) {
      this.#measured = true
      this.#host.changed()
      return
    }
    const benchmark = benchmarkOf(
      this.#host.pod,
      this.#host.node,
      this.#model?.weightGiB ?? 14,
      this.#model?.quantization,
    )
    this.#say(`benchmark_start epoch=${Math.floor(this.#host.world.clock.now() / 1000)} t0_gen=0 t0_prompt=0`)
    this.#cancels.push(
      this.#host.world.clock.after(benchmark.durationSec * 1000 + drainMs, () => this.#finish(benchmark)),
    )
  }

  #finish(benchmark: Benchmark): void {
    const {durationSec, inputTokens, outputTokens, maxConcurrency, totalTokensPerMinute} = benchmark
    const hasFailed = !(totalTokensPerMinute > 0)
    this.#say(hasFailed ? 'benchmark_failed error=no throughput' : 'benchmark_done')
    this.#say(
      JSON.stringify({
        duration_sec: durationSec,
        input_tokens: inputTokens,
        output_tokens: outputTokens,
        max_concurrency: maxConcurrency,
      }),
      '_CONFIG',
    )
    this.#say(
      JSON.stringify({
        vllm_total_tpm: hasFailed ? -1 : totalTokensPerMinute,
        ttft_avg_ms: hasFailed ? -1 : benchmark.firstTokenMs,
        tpot_avg_ms: hasFailed ? -1 : benchmark.perTokenMs,
      }),
      '_RESULT',
    )
    this.#measured = true
    this.#host.changed()
  }

  #say(text: string, suffix = ''): void {
    const time = `${new Date(this.#host.world.clock.now()).toISOString().slice(0, 19)}Z`
    this.#told.log(`KAITO_BENCHMARK${suffix} ${time} ${text}`)
  }

  #metrics(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET') {
      sendJson(response, 405, {detail: 'Method Not Allowed'})
      return true
    }
    if (this.#line.runtime === 'transformers') {
      if (!this.isServing()) return false
      sendJson(response, 200, gpuReport(this.#host, 71, 61))
      return true
    }
    const inner = insideRequest('/metrics')
    const send = (text: string): void => {
      response.writeHead(200, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'})
      response.end(`${text}${this.#downloadMetrics()}`)
    }
    const isAnswered =
      this.#engine.http?.(
        5000,
        inner,
        new InsideResponse(
          inner,
          whole(({body}) => send(body)),
        ),
        '/metrics',
      ) ?? false
    if (!isAnswered) send('')
    return true
  }

  #downloadMetrics(): string {
    const bytes = (this.#model?.weightGiB ?? 14) * 2 ** 30
    const isLoading = !this.#engine.isServing()
    const speed = isLoading ? 1.2e9 : 0
    const passed = (this.#host.world.clock.now() - this.#startedAt) / 1000
    const remaining = isLoading ? Math.max(0, Math.round(bytes / 1.2e9 - passed)) : 0
    const gauge = (name: string, help: string, kind: string, value: number): string =>
      `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${name} ${value}\n`
    return [
      gauge('kaito_model_download_speed_bytes_per_second', 'Speed of the weight download.', 'gauge', speed),
      gauge('kaito_model_download_remaining_seconds', 'Seconds until the weights are there.', 'gauge', remaining),
      gauge(
        'kaito_ratelimit_rejected_total',
        'Requests refused because too many wait.',
        'counter',
        this.#limit.rejected,
      ),
    ].join('')
  }
}
