import {OmeError} from '@ome/sdk/errors'

/** `KEY=VALUE` words of a flag; the value may hold `=` and be empty. */
export function parsePairs(flag: string, words: readonly string[] | undefined): Record<string, string> {
  const pairs = (words ?? []).map((word) => {
    const equals = word.indexOf('=')
    if (equals < 1) throw new OmeError('usage', `${flag} "${word}" is not of the form NAME=VALUE`)
    return [word.slice(0, equals), word.slice(equals + 1)] as const
  })
  return Object.fromEntries(pairs)
}
