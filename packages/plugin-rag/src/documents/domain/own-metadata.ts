import {OmeError} from '@ome/sdk/errors'

/** By these a document is known again. */
const kept = new Set(['sha256', 'source', 'id', 'split_type', 'language'])

/** Metadata of the person's own; throws `usage` for what is kept for other things. */
export function ownMetadata(pairs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const taken = Object.keys(pairs).filter((key) => kept.has(key))
  if (taken.length === 0) return pairs
  throw new OmeError('usage', `--meta ${taken.join(', ')}: that is set here`, ['the name of a document is --id NAME'])
}
