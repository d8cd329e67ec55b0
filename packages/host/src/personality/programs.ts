import {OmeError} from '@ome/sdk/errors'
import type {RouteIndex} from '../routes/route-index.ts'
import {find} from './choose.ts'

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
