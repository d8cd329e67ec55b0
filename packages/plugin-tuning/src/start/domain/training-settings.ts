import type {ConfigEdit} from '@ome/kaito/config-problem'
import {asMap, mapAt} from '@ome/kaito/config-problem'
import {readEdits} from '@ome/kaito/read-edits'
import type {StartWish} from './start-wish.ts'

/** Rows between two losses of the log; the trainer's own 500 are more than most runs have. */
const usualLogging = 10

/** Whether the run gets a map of its own. */
export const hasOwnMap = ({epochs, batchSize, settings}: StartWish): boolean =>
  epochs !== undefined || batchSize !== undefined || settings.length > 0

export const ownMapName = ({name}: Pick<StartWish, 'name'>): string => `${name}-config`

/** What the map of a run sets, in a given map or template. Throws one `usage` error for all that is wrong. */
export function editsOf({epochs, batchSize, settings}: StartWish, base: unknown): readonly ConfigEdit[] {
  const pairs = [
    ...(epochs === undefined ? [] : [`epochs=${epochs}`]),
    ...(batchSize === undefined ? [] : [`batch-size=${batchSize}`]),
    ...settings,
  ]
  const edits = readEdits('tuning', pairs)
  const path = ['training_config', 'TrainingArguments', 'logging_steps']
  const isSaid =
    argumentsOf(base)['logging_steps'] !== undefined || edits.some((edit) => edit.path.at(-1) === 'logging_steps')
  return isSaid ? edits : [...edits, {path, value: usualLogging}]
}

const argumentsOf = (config: unknown): Readonly<Record<string, unknown>> =>
  mapAt(asMap(config)?.['training_config'], 'TrainingArguments') ?? {}
