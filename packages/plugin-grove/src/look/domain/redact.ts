/** Text or objects without what could be a secret, and how much was taken out. */
export interface Redacted<Value> {
  readonly value: Value
  readonly count: number
}

const hidden = '***'

/**
 * What looks like a credential: tokens of Hugging Face and of model vendors, bearer tokens, JSON web tokens, passwords
 * and keys that are given a value, users in URLs, private keys.
 */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  [/\bhf_[A-Za-z0-9]{4,}/g, hidden],
  [/\b(?:sk|pk|rk)-[A-Za-z0-9_-]{6,}/g, hidden],
  [/\b(?:ghp|gho|ghs|github_pat|glpat|nvapi)[-_][A-Za-z0-9_-]{6,}/g, hidden],
  [/\bAKIA[A-Z0-9]{12,}/g, hidden],
  [/\b(Bearer|Basic)\s+(?!\*\*\*)[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${hidden}`],
  [/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g, hidden],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)(?!\*\*\*@)[^\s/?#@"']+@/gi, `$1${hidden}@`],
  [
    /((?:pass(?:word|wd)|secret|token|api[-_]?key|access[-_]?key|credentials?)["']?\s*[=:]\s*["']?)(?!\*\*\*)[^\s"',;&]{3,}/gi,
    `$1${hidden}`,
  ],
]

export function redactText(text: string): Redacted<string> {
  let count = 0
  let value = text
  for (const [pattern, replacement] of secrets)
    value = value.replace(pattern, (...found: unknown[]) => {
      count++
      return replacement.replace('$1', String(found[1] ?? ''))
    })
  return {value, count}
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
/** Annotations may hold whole objects; these do. */
const dropped = new Set([lastApplied, 'managedFields'])

/** `--api-key` and the like, whose value is the next word. */
const takesSecret = (word: unknown): boolean =>
  typeof word === 'string' && /^--?[\w-]*(?:password|passwd|secret|token|api-?key|credential)s?$/i.test(word)

/** An object without values of environment variables, without copies of itself, and with texts as {@link redactText}. */
export function redactObject(object: unknown): Redacted<unknown> {
  let count = 0
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') {
      const text = redactText(value)
      count += text.count
      return text.value
    }
    if (Array.isArray(value))
      return value.map((entry, index) => {
        if (key === 'env') return environment(entry)
        if (typeof entry !== 'string' || !takesSecret(value[index - 1])) return walk(entry, key)
        count++
        return hidden
      })
    if (typeof value !== 'object' || value === null) return value
    const kept = Object.entries(value).filter(([name]) => !dropped.has(name))
    count += Object.keys(value).includes(lastApplied) ? 1 : 0
    return Object.fromEntries(kept.map(([name, part]) => [name, walk(part, name)]))
  }
  const environment = (entry: unknown): unknown => {
    if (typeof entry !== 'object' || entry === null || !('value' in entry)) return walk(entry, '')
    count++
    return {...entry, value: hidden}
  }
  return {value: walk(object, ''), count}
}
