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

const labelName = /^([a-zA-Z0-9]([-\w.]{0,61}[a-zA-Z0-9])?)$/
const labelPrefix = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/

/** `KEY=VALUE` labels, checked by the rules of Kubernetes before anything is read. */
export function parseLabels(flag: string, words: readonly string[] | undefined): Record<string, string> {
  const labels = parsePairs(flag, words)
  for (const [key, value] of Object.entries(labels)) {
    const slash = key.indexOf('/')
    const keyFits = labelName.test(key.slice(slash + 1)) && (slash < 0 || labelPrefix.test(key.slice(0, slash)))
    if (!keyFits) throw new OmeError('usage', `${flag} "${key}" cannot be the key of a label`, [rule])
    if (value !== '' && !labelName.test(value))
      throw new OmeError('usage', `${flag} "${value}" cannot be the value of a label`, [rule])
  }
  return labels
}

const rule = 'labels hold at most 63 letters, digits, "-", "_" and ".", and begin and end with a letter or digit'
