import type {IncomingMessage, ServerResponse} from 'node:http'
import {sendJson} from '../../engines/generate.ts'
import {digestOf} from '../../kubelet/images.ts'
import type {ContainerHost, Program, Workload} from '../../kubelet/workload.ts'
import {volumeOf} from '../disks.ts'
import {gpuReport} from '../gpu-report.ts'
import {presetModel} from '../models.ts'
import {kaito, label} from '../resources.ts'
import {type TrainingPlan, trainingPlan} from './plan.ts'

const sentinel = 'fine_tuning_completed.txt'
const loadMs = 20_000

/** The main container of a tuning Job: the log of a trainer, and metrics of the GPU. */
export const trainerWorkload: Workload = {
  name: 'kaito-trainer',
  recognises: ({command = []}) => command.some((word) => word.includes('/workspace/tfs/fine_tuning.py')),
  start: (host) => new Trainer(host),
}

class Trainer implements Program {
  readonly #host: ContainerHost
  readonly #plan: TrainingPlan
  readonly #cancels: (() => void)[] = []
  readonly #startedAt: number

  constructor(host: ContainerHost) {
    this.#host = host
    this.#plan = trainingPlan(host)
    this.#startedAt = host.world.clock.now()
    this.#begin()
  }

  isServing(): boolean {
    return true
  }

  http(port: number, _request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (port !== 5000) return false
    const route = path.split('?')[0]
    if (route === '/metrics') sendJson(response, 200, gpuReport(this.#host, 93, 64))
    else if (route === '/health') sendJson(response, 200, {status: 'Healthy'})
    else sendJson(response, 404, {detail: 'Not Found'})
    return true
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel()
  }

  #after(ms: number, action: () => void): void {
    this.#cancels.push(this.#host.world.clock.after(ms, action))
  }

  #say(text: string): void {
    const time = new Date(this.#host.world.clock.now()).toISOString()
    this.#host.log(`INFO ${time.slice(5, 10)} ${time.slice(11, 19)} fine_tuning.py:${60 + text.length}] ${text}`)
  }

  #begin(): void {
    const {config, isQlora, stepMs, logEvery} = this.#plan
    this.#host.log(`training_config: ${pythonText(config)}`)
    if (this.#host.fault === 'cuda-out-of-memory') {
      this.#after(loadMs, () => {
        this.#host.log('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.')
        this.#host.exit(1)
      })
      return
    }
    this.#after(loadMs, () => {
      this.#say('Model Loaded')
      if (isQlora) this.#say('QLoRA Enabled')
      this.#host.log(trainable(weightsOf(this.#host)))
      this.#host.log("Dataset loaded successfully from /mnt/data/data.parquet with file type 'parquet'.")
      this.#after(stepMs * Math.min(logEvery, this.#plan.holdAt), () =>
        this.#advance(Math.min(logEvery, this.#plan.holdAt)),
      )
    })
  }

  #advance(step: number): void {
    const {steps, logEvery, holdAt, stepMs} = this.#plan
    this.#host.log(this.#bar(step))
    if (step % logEvery === 0) this.#host.log(this.#measured(step))
    if (step >= steps) this.#finish()
    if (step >= holdAt) return
    const next = Math.min(step + logEvery, holdAt, steps)
    this.#after(stepMs * (next - step), () => this.#advance(next))
  }

  #bar(step: number): string {
    const {steps, stepMs} = this.#plan
    const draw = (at: number): string => {
      const share = at / steps
      const bar = '█'.repeat(Math.floor(share * 10)).padEnd(10)
      const percent = String(Math.floor(share * 100)).padStart(3)
      const left = clockText((steps - at) * stepMs)
      return `${percent}%|${bar}| ${at}/${steps} [${clockText(at * stepMs)}<${left}, ${(stepMs / 1000).toFixed(2)}s/it]`
    }
    return `${draw(Math.max(1, step - 1))}\r${draw(step)}`
  }

  #measured(step: number): string {
    const {loss, steps, epochs, learningRate} = this.#plan
    return floats({
      loss: loss(step).toFixed(4),
      grad_norm: (0.4 + loss(step) / 5).toFixed(4),
      learning_rate: (learningRate * (1 - step / steps)).toPrecision(4),
      epoch: ((step / steps) * epochs).toFixed(2),
    })
  }

  #finish(): void {
    const {steps, rows, epochs, loss, outputDir} = this.#plan
    const runtime = (this.#host.world.clock.now() - this.#startedAt) / 1000
    this.#host.log(
      floats({
        train_runtime: runtime.toFixed(4),
        train_samples_per_second: ((rows * epochs) / runtime).toFixed(3),
        train_steps_per_second: (steps / runtime).toFixed(3),
        train_loss: ((loss(1) + loss(steps)) / 2).toFixed(4),
        epoch: epochs.toFixed(1),
      }),
    )
    this.#after(3000, () => {
      this.#say('Fine-Tuning completed')
      const disk = volumeOf(this.#host.world, this.#host.pod, 'results-volume')
      for (const file of ['adapter_config.json', 'adapter_model.safetensors', sentinel]) {
        disk.write(`${outputDir}/${file}`, this.#host.pod.metadata.name)
      }
      this.#host.exit(0)
    })
  }
}

/** Waits for the end of the training, then says that the adapter was pushed. */
export const pusherWorkload: Workload = {
  name: 'kaito-pusher',
  recognises: (container, pod) => container.name === 'pusher' && label.workspace in (pod.metadata.labels ?? {}),
  start(host) {
    const target = host.env['OUTPUT_IMAGE'] ?? ''
    const dir = host.env['RESULTS_DIR'] ?? '/mnt/results'
    const disk = volumeOf(host.world, host.pod, 'results-volume')
    const cancels: (() => void)[] = []
    host.log(`waiting for ${dir}/${sentinel}`)
    cancels.push(
      disk.whenWritten(`${dir}/${sentinel}`, () => {
        host.log('packing adapter_config.json adapter_model.safetensors')
        cancels.push(
          host.world.clock.after(8000, () => {
            const model = presetModel(presetOf(host))?.tuningName ?? presetOf(host)
            host.log(`pushed ${target} with annotation sh.kaito.model.name=${model}`)
            host.log(`digest: ${digestOf(`${target}/${host.pod.metadata.uid}`)}`)
            disk.write('pushed', target)
            host.exit(0)
          }),
        )
      }),
    )
    return {
      isServing: () => true,
      stop() {
        for (const cancel of cancels) cancel()
      },
    }
  },
}

/** Holds the process namespace until the adapter is pushed. */
export const pauseWorkload: Workload = {
  name: 'kaito-pause',
  recognises: (container, pod) => container.name === 'pause' && label.workspace in (pod.metadata.labels ?? {}),
  start(host) {
    const disk = volumeOf(host.world, host.pod, 'results-volume')
    const stop = disk.whenWritten('pushed', () => host.exit(0))
    return {isServing: () => true, stop}
  },
}

function presetOf(host: ContainerHost): string {
  const name = host.pod.metadata.labels?.[label.workspace] ?? ''
  return host.world.api.get(kaito.workspaces, name, host.pod.metadata.namespace)?.['tuning']?.preset?.name ?? ''
}

function weightsOf(host: ContainerHost): number {
  const model = presetModel(presetOf(host))
  return Math.round(((model?.weightGiB ?? 7) * 2 ** 30) / 2)
}

function trainable(parameters: number): string {
  const own = Math.round(parameters * 0.0033)
  const shown = (count: number): string => count.toLocaleString('en-US')
  return `trainable params: ${shown(own)} || all params: ${shown(parameters + own)} || trainable%: ${((own / (parameters + own)) * 100).toFixed(4)}`
}

const clockText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

/** A value as Python prints it. */
function pythonText(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`
  if (value === null || value === undefined) return 'None'
  if (typeof value !== 'object') return String(value)
  return `{${Object.entries(value)
    .map(([key, part]) => `'${key}': ${pythonText(part)}`)
    .join(', ')}}`
}

/** A dictionary of floats as Python prints it: `3e-05`, `1.0`. */
function floats(values: Readonly<Record<string, string>>): string {
  const shown = (text: string): string => {
    const value = Number(text)
    if (Number.isInteger(value)) return value.toFixed(1)
    return Math.abs(value) < 1e-4 ? value.toExponential().replace(/e-(\d)$/, 'e-0$1') : String(value)
  }
  return `{${Object.entries(values)
    .map(([key, text]) => `'${key}': ${shown(text)}`)
    .join(', ')}}`
}
