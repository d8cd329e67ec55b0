import type {Io} from '@ome/sdk/context'
import {paintOf} from '@ome/sdk/style'
import type {Strip} from '../views/strip.ts'

/** Lines of the page with the colours of the terminal. */
export function painter(io: Pick<Io, 'colour' | 'unicode'>): (strip: Strip) => string {
  const {tone} = paintOf(io)
  return (strip) => {
    const last = strip.findLastIndex(({text}) => text.trim() !== '')
    return strip
      .slice(0, last + 1)
      .map((span, index) => tone(index === last ? span.text.trimEnd() : span.text, span.tone))
      .join('')
  }
}
