import {inferenceProblems} from '@ome/kaito/inference-config'
import {resolveModel} from '@ome/kaito/model-resolution'
import {trainingProblems} from '@ome/kaito/training-config'
import {isOmeError} from '@ome/sdk/errors'
import {checkModel, switchText} from '../domain/config-check.ts'
import type {ConfigKind} from '../domain/config-map.ts'

interface Purpose {
  readonly kind: ConfigKind
  readonly method?: string | undefined
  readonly model?: string | undefined
}

/** What a config breaks, also of the method and the model that it says it was made for. */
export const problemsFor =
  ({kind, method, model}: Purpose) =>
  (value: unknown): readonly string[] => {
    if (kind === 'tuning') return trainingProblems(value, method).map(({message}) => message)
    return [...inferenceProblems(value).map(({message}) => message), ...tooLong(value, model)]
  }

/** KAITO refuses a context that is longer than the model's; which model serves with it is only remembered here. */
function tooLong(value: unknown, name: string | undefined): readonly string[] {
  const model = name === undefined ? undefined : known(name)
  if (!model) return []
  return checkModel('inference', value, model).flatMap(({result, detail}) =>
    result === 'fail' ? [`max-model-len is too long: ${detail}`] : [],
  )
}

/** Models go out of the catalogue, and their configs stay. */
function known(name: string): ReturnType<typeof resolveModel> | undefined {
  try {
    return resolveModel(name)
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}

/** What may go wrong with what a config says now, and did not say before. */
export function warningsFor(kind: ConfigKind, value: unknown, before?: unknown): readonly string[] {
  const text = kind === 'inference' ? switchText(value) : undefined
  return text === undefined || text === switchText(before) ? [] : [`warning: ${text}`]
}
