import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {RouteIndex} from '../routes/route-index.ts'
import {find} from './choose.ts'
import {type LinkPlace, withCompleters} from './links.ts'
import {belongsTo, wordlessIn} from './wordless.ts'

/** Programs that a name stands for: all of a personality, or the one of that name, also as it is typed (`kubectl ome`). */
export function programsOf(index: Pick<RouteIndex, 'personalities'>, name: string): readonly string[] {
  const typed = name.replace(/^ome --as /, '')
  const program = typed.startsWith('kubectl ') ? typed.replaceAll('-', '_').replaceAll(' ', '-') : typed
  if (program === 'ome') return ['ome']
  const whole = index.personalities?.find((one) => one.name === program)
  if (whole) return whole.bins
  if (find(index, program)) return [program]
  const names = (index.personalities ?? []).flatMap(({bins}) => bins)
  throw new OmeError('not-found', `"${name}" is no name of the program`, [`one of: ${['ome', ...names].join(', ')}`])
}

/** Programs whose links go with a name: those it stands for, and what was linked for it by a plugin that has gone. */
export function programsToUnlink(
  index: Pick<RouteIndex, 'personalities'>,
  name: string,
  place: LinkPlace,
): readonly string[] {
  const left = wordlessIn(index, place)
  const orphans = left.filter((program) => belongsTo(program, name))
  try {
    return [...withCompleters(programsOf(index, name)), ...orphans]
  } catch (error) {
    if (orphans.length > 0) return orphans
    if (!isOmeError(error) || left.length === 0) throw error
    throw new OmeError(error.kind, error.message, [
      ...error.hints,
      `links without words are ${left.join(', ')}; take one away: ome personality unlink ${left[0]}`,
    ])
  }
}
