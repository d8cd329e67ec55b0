import {join} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {readOwnFile} from '@ome/sdk/disk/own-file'
import {type Ability, isLevel} from '../domain/chat.ts'

const ageMs = 24 * 60 * 60 * 1000

interface Kept extends Ability {
  readonly at: number
}

/** What endpoints were found to be able to do, for a day. */
export interface AbilityFile {
  find(endpoint: string): Ability | undefined
  /** Undefined forgets it. */
  keep(endpoint: string, ability: Ability | undefined): void
}

export function abilityFile(folder: string, now: () => Date): AbilityFile {
  const path = join(folder, 'assistant-endpoints.json')
  const all = (): Readonly<Record<string, unknown>> => {
    const bytes = readOwnFile(path)
    return bytes === undefined ? {} : recordIn(bytes.toString('utf8'))
  }
  return {
    find(endpoint) {
      const kept = all()[endpoint]
      if (!isKept(kept) || now().getTime() - kept.at > ageMs) return undefined
      return {level: kept.level, contextTokens: kept.contextTokens}
    },
    keep(endpoint, ability) {
      writeAtomic(path, JSON.stringify({...all(), [endpoint]: ability && {...ability, at: now().getTime()}}), 0o600)
    },
  }
}

/** A cache that cannot be read is empty. */
function recordIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? {...value} : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' &&
  value !== null &&
  'level' in value &&
  isLevel(value.level) &&
  'contextTokens' in value &&
  typeof value.contextTokens === 'number' &&
  'at' in value &&
  typeof value.at === 'number'
