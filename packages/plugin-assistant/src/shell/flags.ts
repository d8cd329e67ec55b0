/** The flags that choose a cluster and a person. */
const names = [
  ...['kubeconfig', 'context', 'cluster', 'user', 'server', 'token', 'as', 'as-group', 'as-uid'],
  ...['certificate-authority', 'insecure-skip-tls-verify', 'tls-server-name', 'request-timeout'],
]

/** The connection flags of a command line, as words for other commands. */
export const connectionFlags = (flags: Readonly<Record<string, unknown>>): readonly string[] =>
  names.flatMap((name) => [flags[name]].flat().flatMap((value) => wordsOf(name, value)))

function wordsOf(name: string, value: unknown): readonly string[] {
  if (value === true) return [`--${name}`]
  return typeof value === 'string' && value !== '' ? [`--${name}=${value}`] : []
}
