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
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, hidden],
  [/\bAIza[A-Za-z0-9_-]{30,}/g, hidden],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{6,}/g, hidden],
  [/\b(Bearer|Basic)\s{1,8}(?!\*\*\*)[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${hidden}`],
  [/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g, hidden],
  // Names of schemes are short: without a limit a long line of words and dots would be looked through again and again.
  [/(\b[a-z][a-z0-9+.-]{0,31}:\/\/)(?!\*\*\*@)[^\s/?#"']*[^\s/?#"'@]@/gi, `$1${hidden}@`],
  [given(String.raw`\\(["'])(?!\*\*\*)(?:(?!\\\2)[^\n])+\\\2`), `$1\\$2${hidden}\\$2`],
  [given(String.raw`(["'])(?!\*\*\*)(?:(?!\2)[^\n\\]|\\.)+\2`), `$1$2${hidden}$2`],
  [given(String.raw`["']?(?!\\?["']|\*\*\*)[^\s"',;&]{3,}`), `$1${hidden}`],
  [
    /((?<![\w-])--?[\w-]{0,40}?(?:passw(?:or)?d|secret|token|api[-_]?key|credential)s? +)(?!-|\*\*\*)[^\s"']{3,}/gi,
    `$1${hidden}`,
  ],
]

/** A word for a secret, what joins it to its value, and the value. */
function given(value: string): RegExp {
  const words =
    'passw(?:or)?d|passphrase|secret|token|api[-_]?key|(?:access|private|encryption|signing)[-_]?key|credentials?'
  return new RegExp(String.raw`((?:${words})(?:\\?["'])?\s{0,8}[=:]\s{0,8})${value}`, 'gi')
}

export function redactText(text: string): Redacted<string> {
  let count = 0
  let value = text
  for (const [pattern, replacement] of secrets)
    value = value.replace(pattern, (...found: unknown[]) => {
      count++
      return replacement.replaceAll(/\$(\d)/g, (_, group: string) => String(found[Number(group)] ?? ''))
    })
  return {value, count}
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
/** Annotations may hold whole objects; these do. */
const dropped = new Set([lastApplied, 'managedFields'])

/** `--api-key` and the like, whose value is the next word. */
const takesSecret = (word: unknown): boolean =>
  typeof word === 'string' && /^--?[\w-]*(?:password|passwd|secret|token|api-?key|credential)s?$/i.test(word)

/** A key whose text is a secret: `db-password`, `X-Api-Key`, `example.com/token`. Names of Secrets are none. */
const isSecretKey = (key: unknown): boolean =>
  typeof key === 'string' &&
  /(?:^|[^a-z])(?:password|passwd|passphrase|secret|token|api[-_]?key|authorization)$/i.test(key)

/** An object without values of environment variables, without copies of itself, and with texts as {@link redactText}. */
export function redactObject(object: unknown): Redacted<unknown> {
  let count = 0
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return fromText(value, key)
    if (Array.isArray(value))
      return value.map((entry, index) => {
        if (key === 'env') return environment(entry)
        if (typeof entry !== 'string' || !takesSecret(value[index - 1])) return walk(entry, key)
        count++
        return hidden
      })
    if (typeof value !== 'object' || value === null) return value
    if ('name' in value && 'value' in value && isSecretKey(value.name)) return environment(value)
    const kept = Object.entries(value).filter(([name]) => !dropped.has(name))
    count += Object.keys(value).includes(lastApplied) ? 1 : 0
    return Object.fromEntries(kept.map(([name, part]) => [name, walk(part, name)]))
  }
  const fromText = (value: string, key: string): unknown => {
    if (isSecretKey(key) && value !== '') {
      count++
      return hidden
    }
    const inside = /^\s*[[{]/.test(value) ? parsed(value) : undefined
    if (inside !== undefined) return JSON.stringify(walk(inside, ''))
    const text = redactText(value)
    count += text.count
    return text.value
  }
  const environment = (entry: unknown): unknown => {
    if (typeof entry !== 'object' || entry === null || !('value' in entry)) return walk(entry, '')
    count++
    return {...entry, value: hidden}
  }
  return {value: walk(object, ''), count}
}

/** Annotations of tools hold whole objects as JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
