import {OmeError} from '@ome/sdk/errors'
import type {World} from '../context/context.ts'
import {nearest} from '../help/nearest.ts'
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
  const more = `see all of them: ${[bin, topic, '--help'].filter(Boolean).join(' ')}`
  if (word === undefined && topic === '' && words[0] === '-v')
    return new OmeError('usage', 'unknown flag: -v', [
      `the version: ${bin} --version`,
      `every request of a command: ${bin} COMMAND --verbose`,
      more,
    ])
  if (word === undefined) return new OmeError('usage', `no command in "${[bin, ...words].join(' ')}"`, [more])
  const depth = topic === '' ? 0 : topic.split(' ').length
  const siblings = knownIds(index)
    .map((id) => id.split(':'))
    .filter((parts) => parts.slice(0, depth).join(' ') === topic)
    .map((parts) => parts[depth] ?? '')
  const known = [...new Set(siblings)]
  const near = nearest(word, known)
  const typed = [topic, word].filter(Boolean).join(' ')
  const inserted = topic === '' || near.length > 0 ? [] : missingWord(`${bin} ${topic}`, known, word)
  return new OmeError('usage', `unknown command "${typed}"`, [
    ...near.map((name) => `did you mean: ${[bin, topic, name].filter(Boolean).join(' ')}`),
    ...inserted,
    ...(near.length === 0 && topic === '' && bin === 'ome'
      ? [`look for a plugin that has it: ome plugin search ${word}`]
      : []),
    more,
  ])
}

/** A word of the topic may have been left out before what it is about. */
function missingWord(topic: string, known: readonly string[], word: string): string[] {
  const [first] = known
  if (first === undefined) return []
  return known.length === 1
    ? [`did you mean: ${topic} ${first} ${word}`]
    : [`say which of ${known.join(', ')}: ${topic} ${first} ${word}`]
}
