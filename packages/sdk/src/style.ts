import type {Tone} from './view.ts'

const codes: Readonly<Record<Tone, readonly [string, string]>> = {
  good: ['\u001b[32m', '\u001b[39m'],
  warn: ['\u001b[33m', '\u001b[39m'],
  bad: ['\u001b[31m', '\u001b[39m'],
  muted: ['\u001b[2m', '\u001b[22m'],
  strong: ['\u001b[1m', '\u001b[22m'],
}

/** Marks with their twins for terminals without Unicode. */
export interface Glyphs {
  readonly cut: string
  readonly branch: string
  readonly lastBranch: string
  readonly bar: string
  readonly blank: string
  readonly arrow: string
}

/** What a printer knows of its paper besides the width. */
export interface Paint {
  readonly tone: (text: string, tone: Tone | undefined) => string
  readonly glyphs: Glyphs
}

const unicodeGlyphs: Glyphs = {cut: '…', branch: '├─ ', lastBranch: '└─ ', bar: '│  ', blank: '   ', arrow: '→'}
const asciiGlyphs: Glyphs = {cut: '...', branch: '|- ', lastBranch: '`- ', bar: '|  ', blank: '   ', arrow: '->'}

/** Colours and marks for one output; without colour every tone is the text itself. */
export function paintOf({colour, unicode}: {readonly colour: boolean; readonly unicode: boolean}): Paint {
  return {
    tone: (text, tone) => {
      if (!colour || tone === undefined || text === '') return text
      const [on, off] = codes[tone]
      return on + text + off
    },
    glyphs: unicode ? unicodeGlyphs : asciiGlyphs,
  }
}
