import {parseStamped, type StampedLine} from './stamped-line.ts'

/**
 * How far the log of a container was given, so that a log that broke off goes on without a line lost or doubled. Its
 * lines keep their order: a line whose node set its clock back has the time of the line before it, as has a piece of a
 * line that was too long to come at once.
 */
export class LogPosition {
  #at = ''
  #given = 0

  /** What to ask the server for next: the second of the last line given; undefined before the first. */
  get sinceTime(): string | undefined {
    return this.#at === '' ? undefined : `${this.#at.slice(0, 19)}Z`
  }

  /**
   * The lines of a log read with timestamps from {@link sinceTime} (or from anywhere before) that were not given yet.
   *
   * @param mayLeap of the same log that was read before: asked once where it begins behind the last line given, since it
   *   was rotated or is of another run; false ends the reading before that line
   */
  async *unread(texts: AsyncIterable<string>, mayLeap?: () => boolean): AsyncGenerator<StampedLine> {
    const known = this.#at
    let left = this.#given
    let before = ''
    for await (const text of texts) {
      const line = parseStamped(text)
      const at = line.at > before ? line.at : before
      if (before === '' && known !== '' && at > known && mayLeap?.() === false) return
      before = at
      if (at < known) continue
      if (at === known && left > 0) {
        left--
        continue
      }
      this.#given = at === this.#at ? this.#given + 1 : 1
      this.#at = at
      yield at === line.at ? line : {at, text: line.text}
    }
  }
}
