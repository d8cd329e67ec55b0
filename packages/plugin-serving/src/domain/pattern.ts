import {OmeError} from '@ome/sdk/errors'

/** The regular expression of `--grep`. */
export function parsePattern(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined
  try {
    return new RegExp(text, 'i')
  } catch (error) {
    throw new OmeError(
      'usage',
      `--grep "${text}" is not a regular expression`,
      ['put a backslash before ( [ { * + ? . to mean the character'],
      {cause: error},
    )
  }
}
