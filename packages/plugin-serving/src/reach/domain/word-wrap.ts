import {displayWidth} from '@ome/sdk/text'

/** Breaks a text that arrives in pieces between words, so that a terminal never breaks inside one. */
export class WordWrap {
  private readonly width: number
  private column = 0
  private gap = ''
  private word = ''

  constructor(width: number) {
    this.width = width
  }

  /** What can be written now: a word is held back until its end is known. */
  add(text: string): string {
    let out = ''
    for (const part of text.match(/\n|[^\S\n]+|\S+/g) ?? []) {
      if (part === '\n') {
        out += `${this.end()}\n`
        this.column = 0
      } else if (part.trim() === '') {
        out += this.end()
        this.gap += part
      } else this.word += part
    }
    return out
  }

  /** The word that was held back. */
  end(): string {
    const {gap, word} = this
    this.word = ''
    if (word === '') return ''
    this.gap = ''
    const length = displayWidth(word)
    const breaks = this.column > 0 && this.column + displayWidth(gap) + length > this.width
    this.column = breaks ? length : this.column + displayWidth(gap) + length
    return breaks ? `\n${word}` : `${gap}${word}`
  }
}
