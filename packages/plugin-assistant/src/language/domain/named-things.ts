import type {KnownService, Vocabulary} from './intent.ts'
import {acceleratorsBy, isAcceleratorWord, type Meant, meantBy} from './names.ts'
import {isKnown, isOneEdit, type Token} from './tokens.ts'
import {fillers} from './words.ts'

const longestName = 6

export interface Slip {
  readonly typed: string
  readonly meant: string
  readonly isName: boolean
}

export interface Names {
  readonly services: KnownService[]
  readonly models: Meant[]
  readonly runtimes: string[]
  readonly accelerators: string[]
  readonly slips: Slip[]
  readonly left: Token[]
}

/** Takes out names, the longest first at each place; a first word is a verb and no name. */
export function takeNames(tokens: readonly Token[], vocabulary: Vocabulary): Names {
  const names: Names = {services: [], models: [], runtimes: [], accelerators: [], slips: [], left: []}
  let at = 0
  while (at < tokens.length) {
    const taken = takeNameAt(tokens, at, vocabulary, names)
    const [token] = tokens.slice(at)
    if (taken === 0 && token) names.left.push(token)
    at += Math.max(1, taken)
  }
  return names
}

function takeNameAt(tokens: readonly Token[], at: number, vocabulary: Vocabulary, names: Names): number {
  const first = tokens[at]?.text ?? ''
  for (let count = Math.min(longestName, tokens.length - at); count > 0; count--) {
    const words = tokens.slice(at, at + count).map(({text}) => text)
    if (at === 0 && isKnown(first)) return 0
    const service = serviceOf(words.join('-'), vocabulary)
    if (service) {
      names.services.push(service)
      return count
    }
    if (words.every((word) => !isKnown(word) || /\d/.test(word) || word === 'chat')) {
      if (vocabulary.runtimes.includes(words.join('-'))) {
        names.runtimes.push(words.join('-'))
        return count
      }
      const model = isKnown(first) || isAcceleratorWord(first) ? undefined : meantBy(words, vocabulary.models)
      if (model) {
        names.models.push(model)
        return count
      }
    }
  }
  return takeAccelerator(first, vocabulary, names) || takeMistyped(tokens.slice(at, at + 2), vocabulary, names)
}

/** A name with one slip in it, where only one service can be meant. */
function takeMistyped(tokens: readonly Token[], {services}: Vocabulary, names: Names): number {
  const words = tokens.map(({text}) => text)
  for (const count of [2, 1]) {
    const typed = words.slice(0, count).join('-')
    if (
      words.length < count ||
      typed.length < 5 ||
      words.slice(0, count).some((word) => isKnown(word) || fillers.has(word))
    )
      continue
    const close = services.filter(({name}) => isOneEdit(typed, name.toLowerCase()))
    const [service] = close
    if (!service || close.length > 1) continue
    names.services.push(service)
    names.slips.push({typed: words.slice(0, count).join(' '), meant: service.name, isName: true})
    return count
  }
  return 0
}

function takeAccelerator(word: string, {accelerators}: Vocabulary, names: Names): number {
  const known = acceleratorsBy(
    word,
    accelerators.map(({name}) => name),
  )
  if (!isAcceleratorWord(word) && !known.includes(word)) return 0
  const plainName = word.replace(/^(h100|a100|h200|l4|l40s|a10|b200|gb200|v100|t4)s$/, '$1')
  names.accelerators.push(known[0] ?? (plainName.startsWith('nvidia-') ? plainName : `nvidia-${plainName}`))
  return 1
}

/** In the current namespace, else the only one of that name. */
function serviceOf(name: string, {services, namespace}: Vocabulary): KnownService | undefined {
  const all = services.filter((service) => service.name === name)
  return all.find((service) => service.namespace === namespace) ?? (all.length === 1 ? all[0] : undefined)
}
