import type {Understanding, Vocabulary} from './intent.ts'
import {open} from './rules/answer.ts'

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A question back where an utterance is about a cluster that is not the current one. */
export function elsewhere(utterance: string, vocabulary: Vocabulary): Understanding | undefined {
  const {contexts, context, namespaces, services} = vocabulary
  const text = utterance.toLowerCase()
  const named = contexts.find((name) => {
    if (name === context || services.some((service) => service.name === name)) return false
    const place = `(?:in|on|to|into|at|from) (?:the |our )?${escaped(name.toLowerCase())}`
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
