import type {Block, View} from '@ome/sdk/view'
import type {Finding} from '../domain/step.ts'

/** What was found by looking, without any change. */
export interface Answer {
  readonly text: string
  readonly by: string
  readonly notes: readonly string[]
  /** The words of a model; the rules let the commands speak. */
  readonly says?: string
  readonly findings: readonly Finding[]
}

export const answerView: View<Answer> = {
  kind: 'AssistantAnswer',
  blocks: ({says = ''}) => [{type: 'text', text: says} satisfies Block],
  json: ({findings, ...rest}) => ({
    ...rest,
    findings: findings.map(({output, ...each}) => ({...each, ...faceOf(output)})),
  }),
}

/** Documents of commands stay documents. */
function faceOf(output: string): {readonly document: unknown} | {readonly output: string} {
  try {
    return {document: JSON.parse(output)}
  } catch (error) {
    if (error instanceof SyntaxError) return {output}
    throw error
  }
}
