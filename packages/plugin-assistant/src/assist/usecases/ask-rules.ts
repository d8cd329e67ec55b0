import {OmeError} from '@ome/sdk/errors'
import type {Call} from '../../calls/domain/definition.ts'
import type {Topic, Understanding, Vocabulary} from '../../language/domain/intent.ts'
import {noVocabulary} from '../../language/domain/intent.ts'
import {understand} from '../../language/domain/understand.ts'

export interface Understood {
  readonly intent: string
  readonly calls: readonly Call[]
  readonly notes: readonly string[]
  readonly limitUsdPerHour?: number
}

/**
 * What the rules of this program make of a text. The cluster is asked for names only when the text asks for something
 * that can be done. Throws `usage` when it does not, or says too little.
 */
export async function askRules(
  text: string,
  readNames: (topics: readonly Topic[]) => Promise<Vocabulary>,
): Promise<Understood> {
  const first = understand(text, noVocabulary)
  const topics = topicsOf(first)
  return toCalls(topics.length === 0 ? first : understand(text, await readNames(topics)), text)
}

const topicsOf = (meant: Understanding): readonly Topic[] =>
  meant.kind === 'calls' || meant.kind === 'open'
    ? [
        ...new Set<Topic>([
          ...meant.topics,
          ...(meant.topics.length > 0 ? (['contexts'] as const) : []),
          ...(meant.topics.includes('services') ? (['models', 'runtimes'] as const) : []),
        ]),
      ]
    : meant.kind === 'use'
      ? ['services', 'models', 'runtimes', 'contexts']
      : []

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text)

function toCalls(meant: Understanding, text: string): Understood {
  switch (meant.kind) {
    case 'calls':
      return meant
    case 'use':
      return {intent: 'use', calls: [{command: 'cluster use', input: {name: meant.context}}], notes: []}
    case 'open':
      throw new OmeError('usage', meant.problem, meant.hints)
    case 'exit':
      return {intent: 'exit', calls: [], notes: []}
    case 'unclear':
      throw new OmeError(
        'usage',
        `"${shortened(text)}" asks for nothing that the commands here can do`,
        meant.nearest.map((example) => `say for example: ${example}`),
      )
  }
}
