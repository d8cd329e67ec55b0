import {OmeError} from '@ome/sdk/errors'

/** A regular expression that was typed; `what` names the place of it. */
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
