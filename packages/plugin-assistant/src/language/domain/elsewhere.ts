import type {Understanding, Vocabulary} from './intent.ts'
import {open} from './rules/answer.ts'
import {isKnown} from './tokens.ts'

/** `on cluster b`, `in the b cluster`. */
const cluster =
  /(?<![\w-])(?:in|on|to|into|at|from|of) (?:the |our |my )?(?:(?:cluster|context) (?:named |called )?([a-z0-9][\w.-]*)|([a-z0-9][\w.-]*) (?:cluster|context))(?![\w-])/
const isCommon = (word: string): boolean =>
  isKnown(word) || /^(?:same|other|entire|whole|local|kubernetes|k8s|gpu|health|to|for|and|is|has)$/.test(word)

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A question back where an utterance is about a cluster that is not the current one. */
export function elsewhere(utterance: string, vocabulary: Vocabulary): Understanding | undefined {
  const {contexts, context, namespaces, services} = vocabulary
  const text = utterance.toLowerCase().replaceAll(/"[^"]*"/g, ' ')
  const [, before, behind] = cluster.exec(text) ?? []
  const typed = [before, behind].find((word) => word !== undefined && !isCommon(word))
  if (typed !== undefined && typed !== context?.toLowerCase() && !contexts.some((name) => name.toLowerCase() === typed))
    return open(
      `there is no cluster "${typed}" here`,
      contexts.length === 0
        ? ['list them: ome cluster list']
        : [`there is ${contexts.join(', ')}`, `say first: use ${contexts[0]}`],
      ['contexts'],
    )
  const named = contexts.find((name) => {
    if (name === context || services.some((service) => service.name === name)) return false
    const place = `(?:in|on|to|into|at|from) (?:the |our |my |cluster |context )*${escaped(name.toLowerCase())}`
    const noun = namespaces.includes(name) ? ' (?:cluster|context)' : '(?! namespace)'
    return new RegExp(`(?<![\\w-])${place}${noun}(?![\\w-])`).test(text)
  })
  return named === undefined
    ? undefined
    : open(`"${named}" is another cluster than the current one`, [
        `say first: use ${named}`,
        `or add --context ${named}`,
      ])
}
