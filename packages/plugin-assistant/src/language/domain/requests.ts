import {type Frame, frameOf} from './frame.ts'
import type {Vocabulary} from './intent.ts'
import {corrected, meanings, tokensOf} from './tokens.ts'
import {fillers} from './words.ts'

/** A word that begins a request of its own behind "and", "then", a comma or the end of a sentence. */
const verbs = new Set(
  (
    'deploy create scale stop start wake restart delete update autoscale undo promote abort cleanup show list ' +
    'benchmark loadtest import search compare debug analyze explain optimize set use switch cancel tune exit pause resume ' +
    'double triple halve increase decrease reduce raise lower logs status describe backup restore suspend'
  ).split(' '),
)
const separators = /(\s*[;\n]+\s*|[.!?]+\s+|\s*,?\s+(?:and\s+)?then\s+|\s*,\s*(?:and\s+)?|\s+(?:and|plus)\s+|\s+&+\s+)/i
/** `scale a to 3 b to 2`. */
const besides = /(\bto \d+(?: replicas?)?) (?=(?!percent|copies|instances|pods)[a-z][\w.-]* to \d+\b)/gi
const pronouns = /(?<![\w-])(?:it|its|them|their)(?![\w-])/gi

/** The requests of an utterance, in order, each as if it were said alone. */
export function requestsOf(utterance: string, vocabulary: Vocabulary): readonly string[] {
  const quotes: string[] = []
  const masked = utterance.replaceAll(/"[^"]*"/g, (text) => `"${quotes.push(text) - 1}"`)
  const [first = '', ...others] = masked.replaceAll(besides, '$1, ').split(separators)
  const parts: string[] = [first]
  for (let at = 0; at < others.length; at += 2) {
    const [separator = '', text = ''] = others.slice(at, at + 2)
    const part = parts.at(-1) ?? ''
    if (isScaledToo(part, text)) parts.push(`scale ${text}`)
    else if (part.trim() !== '' && beginsRequest(text, verbOf(part))) parts.push(text)
    else parts[parts.length - 1] = `${part}${separator}${text}`
  }
  const unmasked = parts.map((part) => part.replaceAll(/"(\d+)"/g, (_all, at) => quotes[Number(at)] ?? ''))
  const requests: string[] = []
  for (const part of unmasked) {
    const before = requests.at(-1)
    requests.push(before === undefined ? part : named(part, frameOf(before, vocabulary)))
  }
  return requests
}

function verbOf(text: string): string | undefined {
  const words = tokensOf(text).tokens.map((token) => corrected(token, () => false).text)
  return meanings(words).find((word) => verbs.has(word) || !fillers.has(word))
}

/** Scaling by itself belongs to the model that is deployed before it. */
function beginsRequest(text: string, before: string | undefined): boolean {
  const verb = verbOf(text)
  return verb !== undefined && verbs.has(verb) && !(verb === 'autoscale' && before === 'deploy')
}

/** `scale a to 5 and b to 3`. */
const isScaledToo = (before: string, text: string): boolean =>
  verbOf(before) === 'scale' && / to \S+$/.test(before) && /^[a-z][\w.-]* to [\w.-]+$/i.test(text)

/** "it" is what the request before was about. */
function named(text: string, {services, strange, models, title}: Frame): string {
  const names = [...(title === undefined ? [] : [title]), ...services.map(({name}) => name), ...strange]
  const said = names.length > 0 ? names : models.flatMap((model) => (model.kind === 'one' ? [model.name] : []))
  return said.length === 0 ? text : text.replaceAll(pronouns, said.join(' and '))
}
