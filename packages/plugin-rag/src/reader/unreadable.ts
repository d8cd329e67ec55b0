/** What is wrong with a document, in words for the person who has it. */
export class Unreadable extends Error {}

/** Deeper than people and programs write; the parser's time grows with the square of it. */
const mostDepth = 5000

/** Collects text up to a number of characters; more is a fault of the document, as is markup that is nested too deep. */
export class TextSink {
  readonly #most: number
  readonly #parts: string[] = []
  #length = 0
  #depth = 0

  constructor(most: number) {
    this.#most = most
  }

  add(text: string): void {
    this.#length += text.length
    if (this.#length > this.#most) throw new Unreadable(`it holds more than ${this.#most} characters of text`)
    this.#parts.push(text)
  }

  enter(): void {
    if (++this.#depth > mostDepth) throw new Unreadable(`its markup is nested more than ${mostDepth} deep`)
  }

  leave(): void {
    this.#depth--
  }

  text(): string {
    return this.#parts.join('')
  }
}
