import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'

const stepMs = 2000
const stepsPerLine = 10
const defaultSteps = 300
const perEpoch = 1000

const isTraining = (labels: Readonly<Record<string, string>>, container: string): boolean =>
  (labels['jobset.sigs.k8s.io/replicatedjob-name'] === 'node' && container === 'node') ||
  (labels['training.kubeflow.org/job-name'] !== undefined && container === 'pytorch')

/** The node of a training run: loss lines as it goes on, and a good end after `--max-steps` (default 300). */
export const trainingWorkload: Workload = {
  name: 'training',
  recognises: ({name}, pod) => isTraining(pod.metadata.labels ?? {}, name),
  start: (host) => new Training(host),
}

class Training implements Program {
  readonly diesOf = 143
  readonly #host: ContainerHost
  readonly #steps: number
  #step = 0
  #cancel: () => void

  constructor(host: ContainerHost) {
    this.#host = host
    this.#steps = stepsOf(host.argv)
    const {PET_NODE_RANK: rank = '0', PET_NNODES: nodes = '1'} = host.env
    host.log(`[rank ${rank}/${nodes}] starting training for ${this.#steps} steps`)
    this.#cancel = host.world.clock.after(stepMs * stepsPerLine, () => this.#advance())
  }

  isServing(): boolean {
    return true
  }

  stop(): void {
    this.#cancel()
  }

  #advance(): void {
    this.#step = Math.min(this.#steps, this.#step + stepsPerLine)
    if ((this.#host.env['PET_NODE_RANK'] ?? '0') === '0') this.#host.log(this.#line())
    if (this.#step >= this.#steps) {
      this.#host.log('training finished')
      this.#host.exit(0)
      return
    }
    this.#cancel = this.#host.world.clock.after(stepMs * stepsPerLine, () => this.#advance())
  }

  #line(): string {
    const loss = (0.8 + 1.6 * Math.exp(-this.#step / 400)) * this.#host.random.jitter(0.02)
    const rate = 2e-4 * Math.max(0, 1 - this.#step / this.#steps)
    const share = Math.floor((100 * this.#step) / this.#steps)
    return `{'loss': ${loss.toFixed(4)}, 'learning_rate': ${rate.toExponential(3)}, 'epoch': ${(this.#step / perEpoch).toFixed(2)}, 'step': ${this.#step}, 'progress': '${share}%'}`
  }
}

function stepsOf(argv: readonly string[]): number {
  const words = argv.flatMap((word) => word.split(/[\s=]+/))
  const index = words.findIndex((word) => /^--max[-_]steps$/.test(word))
  const steps = Number(words[index + 1])
  return index >= 0 && Number.isInteger(steps) && steps > 0 ? steps : defaultSteps
}
