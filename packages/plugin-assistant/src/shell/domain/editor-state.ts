/** A line that is being written. */
export interface Editor {
  readonly text: string
  /** Index into the text. */
  readonly cursor: number
  /** What was cut last. */
  readonly cut: string
  /** Lines of before, oldest first. */
  readonly history: readonly string[]
  /** The line that is shown: an index of the history, or its length for the new line. */
  readonly at: number
  /** The new line while one of before is shown. */
  readonly draft: string
  readonly search?: Search
  readonly menu?: Menu
}

/** What cannot be done with the text alone. */
export type Wish = 'submit' | 'interrupt' | 'leave' | 'complete' | 'clear' | 'suspend'

export interface Step {
  readonly editor: Editor
  readonly wish?: Wish
}

/** Looking for a line of before by a part of it. */
export interface Search {
  readonly query: string
  /** The history's line that is shown; absent: none holds the query. */
  readonly hit?: number
  /** What stood there before. */
  readonly from: {readonly text: string; readonly cursor: number}
}

export interface Choice {
  readonly value: string
  readonly text?: string
}

/** What fits in the place of the word at the cursor. */
export interface Offered {
  readonly choices: readonly Choice[]
  /** A choice is the beginning of a word. */
  readonly isOpen: boolean
  /** Where the word begins in the text. */
  readonly start: number
}

/** Choices under the line. */
export interface Menu extends Offered {
  readonly chosen?: number
}
