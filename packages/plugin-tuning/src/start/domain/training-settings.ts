import type {ConfigEdit} from '@ome/kaito/config-problem'
import {asMap, mapAt} from '@ome/kaito/config-problem'
import {trainingEdit} from '@ome/kaito/training-config'
import {OmeError} from '@ome/sdk/errors'
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
  const read = pairs.map((pair) => {
    const at = pair.indexOf('=')
    return at < 1
      ? {problem: `"${pair}" is not of the form KEY=VALUE`}
      : trainingEdit(pair.slice(0, at), pair.slice(at + 1))
  })
  const problems = read.flatMap((each) => ('problem' in each ? [each.problem] : []))
  if (problems.length > 0) throw new OmeError('usage', problems.join('\n  '))
  const edits = read.flatMap((each) => ('edit' in each ? [each.edit] : []))
  const path = ['training_config', 'TrainingArguments', 'logging_steps']
  const isSaid =
    argumentsOf(base)['logging_steps'] !== undefined || edits.some((edit) => edit.path.at(-1) === 'logging_steps')
  return isSaid ? edits : [...edits, {path, value: usualLogging}]
}

const argumentsOf = (config: unknown): Readonly<Record<string, unknown>> =>
  mapAt(asMap(config)?.['training_config'], 'TrainingArguments') ?? {}
