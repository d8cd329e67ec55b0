import {mapAt} from './config-problem.ts'

/** What the estimate of memory needs of a map. */
export function sizesOf(config: unknown): {
  readonly batch?: number
  readonly rank?: number
  readonly sequence?: number
} {
  const training = mapAt(mapAt(config, 'training_config'), 'TrainingArguments') ?? {}
  const named = {
    batch: training['per_device_train_batch_size'],
    sequence: training['max_length'],
    rank: mapAt(mapAt(config, 'training_config'), 'LoraConfig')?.['r'],
  }
  const numbers = Object.entries(named).map(([key, value]) => [key, Number(value ?? Number.NaN)] as const)
  return Object.fromEntries(numbers.filter(([, value]) => value > 0))
}
