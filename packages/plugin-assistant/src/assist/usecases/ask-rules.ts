import {OmeError} from '@ome/sdk/errors'
import type {Call, Definition} from '../../calls/domain/definition.ts'
import type {Topic, Understanding, Vocabulary} from '../../language/domain/intent.ts'
import {noVocabulary} from '../../language/domain/intent.ts'
import {understand} from '../../language/domain/understand.ts'

export interface Understood {
  readonly intent: string
  readonly calls: readonly Call[]
  readonly notes: readonly string[]
  readonly limitUsdPerHour?: number
}

/** What is known without asking the cluster, and the way to ask it. */
export interface Surroundings {
  readonly commands: readonly Definition[]
  readonly now: Date
  /** Absent: they are among the names that are read. */
  readonly contexts?: readonly string[]
  readonly readNames: (topics: readonly Topic[]) => Promise<Vocabulary>
}

/** Names lead to others at most so often: `delete x` looks for services, then for everything that is called x. */
const mostRounds = 3

/**
 * What the rules of this program make of a text. The cluster is asked for names only when the text asks for something
 * that can be done. Throws `usage` when it does not, or says too little.
 */
export async function askRules(text: string, around: Surroundings): Promise<Understood> {
  return toCalls(await meantBy(text, around), text)
}

/** What a text means among the names of the cluster, of which only those are read that it takes. */
export async function meantBy(text: string, around: Surroundings): Promise<Understanding> {
  const {commands, now, contexts, readNames} = around
  let vocabulary: Vocabulary = {...noVocabulary, commands, now, ...(contexts && {contexts})}
  const read = new Set<Topic>(contexts && ['contexts'])
  let meant = understand(text, vocabulary)
  for (let round = 0; round < mostRounds; round++) {
    const missing = topicsOf(meant, contexts !== undefined).filter((topic) => !read.has(topic))
    if (missing.length === 0) break
    for (const topic of missing) read.add(topic)
    const names = await readNames(missing)
    vocabulary = withNames(vocabulary, names, missing)
    meant = understand(text, vocabulary)
    // A cluster that tells no names, or not in time, is not asked for more of them.
    if (missing.every((topic) => names[topic]?.length === 0)) break
  }
  return meant
}

/** A vocabulary and the names of some topics that were read besides. */
function withNames(known: Vocabulary, more: Vocabulary, topics: readonly Topic[]): Vocabulary {
  const {namespace, context, isPlaceKnown} = more
  return {
    ...known,
    ...(namespace !== undefined && {namespace}),
    ...(context !== undefined && {context}),
    ...Object.fromEntries(topics.map((topic) => [topic, more[topic]])),
    namespaces: [...new Set([...known.namespaces, ...more.namespaces])],
    ...(isPlaceKnown && {isPlaceKnown}),
  }
}

const topicsOf = (meant: Understanding, areContextsKnown: boolean): readonly Topic[] =>
  meant.kind === 'calls' || meant.kind === 'open'
    ? [
        ...new Set<Topic>([
          ...meant.topics,
          ...(meant.topics.length > 0 ? (['contexts'] as const) : []),
          ...(meant.topics.includes('services') ? (['models', 'runtimes'] as const) : []),
        ]),
      ]
    : meant.kind === 'use' && !areContextsKnown
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
      throw new OmeError('usage', `"${shortened(text)}" asks for nothing that the commands here can do`, hintsOf(meant))
  }
}

/** What is near, and always something that can be said. */
export function hintsOf({nearest, commands = []}: Extract<Understanding, {kind: 'unclear'}>): readonly string[] {
  const examples = nearest.slice(0, Math.max(1, 3 - commands.length))
  return [...commands.map((line) => `near: ${line}`), ...examples.map((example) => `say for example: ${example}`)]
}
