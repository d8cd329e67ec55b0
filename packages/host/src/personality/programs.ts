import {OmeError} from '@ome/sdk/errors'
import type {RouteIndex} from '../routes/route-index.ts'
import {find} from './choose.ts'

/** Programs that a name stands for: a program itself (also as it is typed, `kubectl ome`), or all of a personality. */
export function programsOf(index: Pick<RouteIndex, 'personalities'>, name: string): readonly string[] {
  const typed = name.replace(/^ome --as /, '')
  const program = typed.startsWith('kubectl ') ? typed.replaceAll('-', '_').replaceAll(' ', '-') : typed
  if (program === 'ome') return ['ome']
  const found = find(index, program)
  if (found) return found.bins.includes(program) ? [program] : found.bins
  const names = (index.personalities ?? []).flatMap(({bins}) => bins)
  throw new OmeError('not-found', `"${name}" is no name of the program`, [`one of: ${['ome', ...names].join(', ')}`])
}
