import {shortName} from '@ome/installer/install/names'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {World} from '../context/context.ts'
import {nearest} from '../help/nearest.ts'
import {personalityOf} from '../personality/choose.ts'
import {splitFlag} from '../personality/translate.ts'
import {commonFlags} from '../routes/common-flags.ts'
import {knownIds, type Route} from '../routes/find-route.ts'
import type {RouteIndex} from '../routes/route-index.ts'

/** The error of words that run nothing, with what is near. */
export function unknownCommand(
  route: Route,
  words: readonly string[],
  {index, world}: {readonly index: RouteIndex; readonly world: Pick<World, 'bin'>},
): OmeError {
  const {bin} = world
  const topic = route.type === 'topic' ? route.id.replaceAll(':', ' ') : ''
  const word = route.type === 'topic' ? route.unknown : route.type === 'unknown' ? route.words[0] : undefined
  const more = `see all of them: ${[bin, canonicalWords(index, topic), '--help'].filter(Boolean).join(' ')}`
  if (word === undefined && topic === '' && words[0] === '-v')
    return new OmeError('usage', 'unknown flag: -v', [
      `the version: ${bin} --version`,
      `every request of a command: ${bin} COMMAND --verbose`,
      more,
    ])
  if (word === undefined && topic === '') {
    const wrong = wrongStart(words, index, bin)
    if (wrong) return wrong
  }
  if (word === undefined) return new OmeError('usage', `no command in "${[bin, ...words].join(' ')}"`, [more])
  const owner = route.type === 'unknown' && bin === 'ome' ? announcedOwner(route.words, index) : undefined
  if (owner) return owner
  const depth = topic === '' ? 0 : topic.split(' ').length
  const siblings = knownIds(index)
    .map((id) => id.split(':'))
    .filter((parts) => parts.slice(0, depth).join(' ') === topic)
    .map((parts) => parts[depth] ?? '')
  const known = [...new Set(siblings)]
  const near = nearest(word, known)
  const typed = [topic, word].filter(Boolean).join(' ')
  const ordered = route.type === 'unknown' ? otherOrder(route.words, index) : []
  const inserted = topic === '' || near.length > 0 ? [] : missingWord(`${bin} ${topic}`, known, word)
  return new OmeError('usage', `unknown command "${typed}"`, [
    ...ordered.map((line) => `did you mean: ${bin} ${line}`),
    ...near.map((name) => `did you mean: ${bin} ${canonicalWords(index, [topic, name].filter(Boolean).join(' '))}`),
    ...inserted,
    ...(near.length + ordered.length === 0 && topic === '' && bin === 'ome'
      ? [`look for a plugin that has it: ome plugin search ${word}`]
      : []),
    more,
  ])
}

/** Words of a view as those of the command they stand for: hints are put into the words of the name when they are told. */
function canonicalWords({canonical = {}}: Pick<RouteIndex, 'canonical'>, words: string): string {
  const id = words.replaceAll(' ', ':')
  if (id === '') return words
  const [typed, meant] = Object.entries(canonical).find(([one]) => one === id || one.startsWith(`${id}:`)) ?? []
  if (typed === undefined || meant === undefined) return words
  const below = typed.slice(id.length)
  return meant.endsWith(below) ? meant.slice(0, meant.length - below.length).replaceAll(':', ' ') : words
}

/** Words of a plugin that has no release yet. */
function announcedOwner(words: readonly string[], {announced = []}: RouteIndex): OmeError | undefined {
  for (const {plugin, topics} of announced) {
    const topic = topics.find((id) => `${words.join(':')}:`.startsWith(`${id}:`))
    if (topic === undefined) continue
    const name = shortName(plugin)
    return new OmeError(
      'usage',
      `"${topic.replaceAll(':', ' ')}" belongs to plugin ${name}, which has no release yet`,
      [`see what it will be for: ome plugin describe ${name}`],
      {object: `plugin/${plugin}`},
    )
  }
  return undefined
}

/** A line that begins with a flag that does not exist, or with a name that no words are known for. */
function wrongStart(words: readonly string[], index: RouteIndex, bin: string): OmeError | undefined {
  const [first = ''] = words
  const [flag = '', value = words[1]] = splitFlag(first)
  if (flag === '--as' && value !== undefined && words.length === (first.includes('=') ? 1 : 2))
    return noName(value, index)
  const known = [...index.valueFlags, ...commonForms]
  if (!flag.startsWith('-') || flag === '--' || known.includes(flag)) return undefined
  return new OmeError('usage', `unknown flag: ${flag}`, [
    ...nearest(flag, ['--help', '--version', '--as']).map((near) => `did you mean: ${bin} ${near}`),
    `see all commands: ${bin} --help`,
  ])
}

const commonForms = Object.values(commonFlags).flatMap(({name, char}) => [`--${name}`, ...(char ? [`-${char}`] : [])])

/** `--as` alone asks for the help of a name. Behind it a command would run as that user. */
function noName(value: string, index: RouteIndex): OmeError {
  const impersonate = `to run a command as the user ${value}: ome --as ${value} COMMAND`
  try {
    personalityOf(index, {name: value, bin: value, words: []})
  } catch (error) {
    if (isOmeError(error)) return new OmeError(error.kind, error.message, [...error.hints, impersonate])
    throw error
  }
  return new OmeError('usage', `no command behind "--as ${value}"`, [impersonate])
}

/** Lines that would run with the first words in another order, or behind the topic that has the first of them. */
function otherOrder([first = '', second, ...rest]: readonly string[], index: RouteIndex): string[] {
  const ids = new Set(knownIds(index))
  const line = (...words: readonly string[]): string => [...words, ...rest].join(' ')
  if (second !== undefined) {
    const topics = [second, second.replace(/s$/, '')]
    const topic = topics.find((one) => ids.has(`${one}:${first}`))
    if (topic !== undefined) return [line(topic, first)]
    if (ids.has(second)) return [line(second, first)]
  }
  const owners = Object.keys(index.commands).filter((id) => id.endsWith(`:${first}`) && id.split(':').length === 2)
  const own = second === undefined ? [] : [second]
  return owners.length > 3 ? [] : owners.map((id) => line(...id.split(':'), ...own))
}

/** A word of the topic may have been left out before what it is about. */
function missingWord(topic: string, known: readonly string[], word: string): string[] {
  const [first] = known
  if (first === undefined) return []
  return known.length === 1
    ? [`did you mean: ${topic} ${first} ${word}`]
    : [`say which of ${known.join(', ')}: ${topic} ${first} ${word}`]
}
