import {contextOf, inferenceProblems} from '@ome/kaito/inference-config'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {OmeError} from '@ome/sdk/errors'

/** Throws `usage` for settings that KAITO's admission or the engine refuses; the context they set, if any. */
export function checkConfig(
  settings: unknown,
  source: string,
  {model, preset}: Pick<ResolvedModel, 'model' | 'preset'>,
): number | undefined {
  const [first, ...more] = inferenceProblems(settings)
  if (first)
    throw new OmeError('usage', `${source}: ${[first, ...more].map(({message}) => message).join('; ')}`, [
      'check it: ome config validate NAME',
    ])
  const context = contextOf(settings)
  if (context !== undefined && model && context > model.maxTokens)
    throw new OmeError(
      'usage',
      `${source}: max-model-len ${context} is more than the ${model.maxTokens} tokens of ${preset}`,
      [`set it to ${model.maxTokens} or less`],
    )
  return context
}
