/** What is wrong with a document, in words for the person who has it. */
export class Unreadable extends Error {}

/** Collects text up to a number of characters; more is a fault of the document. */
export class TextSink {
  readonly #most: number
  readonly #parts: string[] = []
  #length = 0

  constructor(most: number) {
    this.#most = most
  }

  add(text: string): void {
    this.#length += text.length
    if (this.#length > this.#most) throw new Unreadable(`it holds more than ${this.#most} characters of text`)
    this.#parts.push(text)
  }

  text(): string {
    return this.#parts.join('')
  }
}
