import {OmeError} from './errors.ts'

/** A regular expression that was typed, for any letter case; `what` names the place of it. Throws `usage` for what is none. */
export function parsePattern(text: string | undefined, what = '--grep'): RegExp | undefined {
  if (text === undefined) return undefined
  try {
    return new RegExp(text, 'i')
  } catch (error) {
    throw new OmeError(
      'usage',
      `${what} "${text}" is not a regular expression`,
      ['put a backslash before ( [ { * + ? . to mean the character'],
      {cause: error},
    )
  }
}
