import type {Context, TypedLine} from '@ome/sdk/context'

/** The flags that say which cluster is asked and as whom. A token is a secret and in no hint. */
const carried = [
  'kubeconfig',
  'context',
  'cluster',
  'user',
  'server',
  'as',
  'as-group',
  'as-uid',
  'certificate-authority',
  'insecure-skip-tls-verify',
  'tls-server-name',
] as const

/**
 * The connection flags of a command line, in words for a shell, for the command lines that hints name. What the
 * environment chooses goes on being chosen.
 */
export const connectionWords = (flags: TypedLine['flags'], env: Context['env']): string =>
  carried
    .filter((name) => !isFromEnvironment(name, flags[name], env))
    .flatMap((name) => wordsOf(name, flags[name]))
    .join(' ')

const isFromEnvironment = (name: string, value: unknown, env: Context['env']): boolean => {
  const chosen = env[`OME_${name.toUpperCase().replaceAll('-', '_')}`]
  return Boolean(chosen) && (value === true || String(value) === chosen)
}

function wordsOf(name: string, value: unknown): readonly string[] {
  if (value === true) return [`--${name}`]
  if (Array.isArray(value)) return value.flatMap((one) => wordsOf(name, one))
  return typeof value === 'string' ? [`--${name} ${shellWord(value)}`] : []
}

/** A word as a POSIX shell reads it back. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
