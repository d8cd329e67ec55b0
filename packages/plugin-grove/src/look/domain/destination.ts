import {OmeError} from '@ome/sdk/errors'

interface Asked {
  readonly output?: string | undefined
  readonly json?: boolean | undefined
  readonly to?: string | undefined
}

const formats = new Set(['json', 'yaml', 'name', 'wide', 'human'])
const isFormat = (word: string): boolean => formats.has(word) || /^(jsonpath|custom-columns)=/.test(word)

/** `-o` names a place, or the format of the summary where it is a word for one. Throws `usage` for two places. */
export function destination(
  {output, json, to}: Asked,
  namespace: string,
  now: Date,
): {readonly path: string; readonly format?: string} {
  const format = json ? 'json' : output !== undefined && isFormat(output) ? output : undefined
  const place = output !== undefined && !isFormat(output) ? output : undefined
  if (place !== undefined && to !== undefined && place !== to)
    throw new OmeError('usage', `-o ${place} and --to ${to} name two places`, ['leave one of them out'])
  const stamp = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '')
  return {
    path: to ?? place ?? `./grove-diagnostics-${namespace}-${stamp}`,
    ...(format !== undefined && format !== 'human' && {format}),
  }
}
