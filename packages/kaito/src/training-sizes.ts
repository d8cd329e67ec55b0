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
  return Object.fromEntries(Object.entries(named).filter(([, value]) => typeof value === 'number' && value > 0))
}
