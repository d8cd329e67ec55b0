import {configMaps} from '../../controllers/resources.ts'
import type {ContainerHost} from '../../kubelet/workload.ts'
import {mapIn, yamlMap} from '../inference/config.ts'

/** What one training run will do. */
export interface TrainingPlan {
  readonly config: Record<string, unknown>
  readonly isQlora: boolean
  readonly rows: number
  readonly epochs: number
  readonly steps: number
  readonly logEvery: number
  readonly learningRate: number
  readonly outputDir: string
  /** Cluster milliseconds of one step. */
  readonly stepMs: number
  /** It goes no further than this step. */
  readonly holdAt: number
  readonly loss: (step: number) => number
}

const annotation = (host: ContainerHost, name: string): string | undefined =>
  host.pod.metadata.annotations?.[`sandbox.ome.cli/${name}`]

const numberOr = (value: unknown, fallback: number): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : fallback

const rowsOfData = 100
const libraryLogEvery = 500

interface Volume {
  readonly name: string
  readonly configMap?: {readonly name: string}
}

/** Reads the mounted `training_config.yaml`; steps follow from rows, epochs and batch size as in a trainer. */
export function trainingPlan(host: ContainerHost): TrainingPlan {
  const volumes: readonly Volume[] = host.pod.spec.volumes ?? []
  const name = volumes.find((volume) => volume.name === 'config-volume')?.configMap?.name ?? ''
  const data: Record<string, string> = host.world.api.get(configMaps, name, host.pod.metadata.namespace)?.['data'] ?? {}
  const config = mapIn(yamlMap(data['training_config.yaml']), 'training_config') ?? {}
  const training = mapIn(config, 'TrainingArguments') ?? {}
  const quantization = mapIn(config, 'QuantizationConfig') ?? {}
  const rows = Number(annotation(host, 'rows') ?? rowsOfData)
  const epochs = numberOr(training['num_train_epochs'], 3)
  const batch =
    numberOr(training['per_device_train_batch_size'], 1) * numberOr(training['gradient_accumulation_steps'], 1)
  const steps = numberOr(training['max_steps'], Math.ceil(rows / batch) * epochs)
  const holdAt = Number(annotation(host, 'hold-at-step') ?? steps)
  const logEvery = numberOr(training['logging_steps'], libraryLogEvery)
  const [first = 2.4, last = 0.8] = (annotation(host, 'loss') ?? '').split('..').filter(Boolean).map(Number)
  return {
    config,
    isQlora: quantization['load_in_4bit'] === true || quantization['load_in_8bit'] === true,
    rows,
    epochs,
    steps,
    logEvery,
    learningRate: numberOr(training['learning_rate'], 5e-5),
    outputDir: typeof training['output_dir'] === 'string' ? training['output_dir'] : '/mnt/results',
    stepMs: 2000,
    holdAt: Math.min(holdAt, steps),
    loss: decay(first, last, Math.min(logEvery, holdAt), holdAt),
  }
}

/** Falls from `first` at step `from` to `last` at step `to`, ever more slowly. */
const decay =
  (first: number, last: number, from: number, to: number) =>
  (step: number): number => {
    const bend = 3
    const share = to <= from ? 1 : (step - from) / (to - from)
    const fallen = (1 - Math.exp(-bend * share)) / (1 - Math.exp(-bend))
    return first + (last - first) * fallen
  }
