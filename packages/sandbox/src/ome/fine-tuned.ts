import type {ApiObject, LocalApi} from '../api.ts'
import {Refusal} from './refusal.ts'
import {fineTunedWeights} from './resources.ts'

/** The adapter a service asks for. Only the first is honoured in this generation. */
export function weightOf(api: LocalApi, service: ApiObject): ApiObject | undefined {
  const [name]: string[] = service.spec.model?.fineTunedWeights ?? []
  if (name === undefined) return undefined
  const weight = api.serves(fineTunedWeights) ? api.get(fineTunedWeights, name) : undefined
  if (!weight)
    throw new Refusal('InternalError', `failed to get fine-tuned weight: FineTunedWeight "${name}" not found`)
  const {strategy} = weight.spec.hyperParameters ?? {}
  if (typeof strategy !== 'string') {
    throw new Refusal('InternalError', `strategy of fine-tuned weight ${name} is not a string in its hyperParameters`)
  }
  return weight
}

/** What the pods of a service with an adapter are labelled with. */
export const fineTunedLabels = (weight: ApiObject): Record<string, string> => ({
  'fine-tuned-serving': 'true',
  'fine-tuned-serving-with-merged-weights': String(weight.spec.configuration?.merged_weights === true),
  'fine-tuned-weight-ft-strategy': String(weight.spec.hyperParameters?.strategy ?? ''),
})
