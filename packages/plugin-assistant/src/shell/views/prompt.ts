import {cut, displayWidth} from '@ome/sdk/text'

/** Where the next command goes. */
export interface Target {
  readonly context?: string
  readonly namespace?: string
}

export interface Prompt {
  readonly text: string
  /** With colours where there are any. */
  readonly painted: string
}

const own = 'ome> '
const leastRoom = 16

/** `production/default ome> `; what does not leave room for a line is cut, the words that tell one from another stay. */
export function promptFor(
  {context, namespace}: Target,
  isProduction: boolean,
  {width, unicode, colour}: {readonly width: number; readonly unicode: boolean; readonly colour: boolean},
): Prompt {
  const room = Math.min(Math.floor(width / 2), 48) - displayWidth(own) - 1
  if (context === undefined || room < leastRoom - own.length) return {text: own, painted: own}
  const place = namespace === undefined ? '' : `/${namespace}`
  const mark = isProduction ? '!' : ''
  const ellipsis = unicode ? '…' : '~'
  const name = cut(context, Math.max(6, room - displayWidth(place) - mark.length), ellipsis)
  const rest = cut(place, Math.max(0, room - displayWidth(name) - mark.length), ellipsis)
  const painted = colour && isProduction ? `\u001b[1;31m${name}${mark}\u001b[0m` : `${name}${mark}`
  return {text: `${name}${mark}${rest} ${own}`, painted: `${painted}${rest} ${own}`}
}

/** Whether a context is one of production, by patterns such as `prod*, live`. */
export function isProductionContext(context: string | undefined, patterns: string | undefined): boolean {
  if (context === undefined || patterns === undefined) return false
  return patterns
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '')
    .some((pattern) => {
      const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      return new RegExp(`^${parts.join('.*')}$`).test(context)
    })
}
